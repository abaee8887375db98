// What the main process and the database's own process say to each other.
import type { Params } from "../database/database.ts"

export type Request =
  | { readonly op: "open"; readonly directory: string; readonly memoryBytes: number }
  | { readonly op: "command"; readonly sql: string }
  | { readonly op: "query"; readonly sql: string; readonly params: Params }
  | { readonly op: "close" }

export type ToChild = Request & { readonly id: number }

export type Answer =
  | { readonly ok: true; readonly version?: string; readonly text?: string }
  | { readonly ok: false; readonly code: "in-use" | "refused" | "failed"; readonly message: string; readonly clickhouseCode?: number; readonly pid?: number }

export type FromChild = Answer & { readonly id: number }
