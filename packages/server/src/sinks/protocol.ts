// What the main thread, the sinks thread and source workers say to each other.
import type { MessagePort } from "node:worker_threads"
import type { BlockOrigin } from "./flow-block.ts"
import type { LaneStats } from "./lane.ts"

export interface SinksWorkerData {
  /** Each --sink as given. */
  readonly sinks: readonly string[]
  readonly instanceName: string
  readonly version: string
}

export type ToSinks =
  /** A source worker; its batches come through the port. */
  | { readonly op: "connect"; readonly origin: BlockOrigin; readonly port: MessagePort }
  /** Rights are given up, what is opened from now on belongs to whom it should: sending begins. */
  | { readonly op: "start" }
  /** Send what is queued, for so long at most, and leave. */
  | { readonly op: "stop"; readonly patienceMs: number }

export interface SinkStats extends LaneStats { readonly label: string; readonly title: string; readonly takes: readonly string[] }

export type FromSinks =
  | { readonly op: "stats"; readonly sinks: readonly SinkStats[] }
  | { readonly op: "log"; readonly level: "warning" | "normal"; readonly text: string }
  | { readonly op: "stopped"; readonly sinks: readonly SinkStats[] }

/** From a source worker. `patient`: it reads a file and waits for room rather than losing rows. */
export interface ToSinkPort { readonly op: "flows" | "series"; readonly rows: number; readonly block: Uint8Array; readonly patient: boolean }
/** Back to it: so many batches are queued (or dropped and counted). */
export interface FromSinkPort { readonly credit: number }
