// The WebSocket at /api/v1/live: a client subscribes to live questions and gets their answers again and again.
import type { LiveQuestion, LiveQuestions } from "@netweir/model"

export type ClientMessage =
  /** Answer at once, then every `everyMs` (500 at least). `interface`: id or "all" (stats of all come as an array). */
  | { readonly op: "subscribe"; readonly id: string; readonly interface: string; readonly question: LiveQuestion; readonly request: LiveQuestions[LiveQuestion]["request"]; readonly everyMs: number }
  | { readonly op: "unsubscribe"; readonly id: string }

export type ServerMessage =
  | { readonly op: "data"; readonly id: string; readonly reply: unknown }
  | { readonly op: "error"; readonly id: string; readonly code: string; readonly message: string; readonly fix?: string }
