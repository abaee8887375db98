// History behind one interface, whoever keeps it. Opening never waits for the database and nothing here stops live monitoring:
// what cannot be written now is spooled, what cannot be asked now is a coded error.
import type { FlowBatch, SeriesBatch } from "@netweir/model"
import type { QuestionName, ReplyOf, RequestOf } from "./questions/index.ts"
import type { Retention } from "./retention.ts"
import type { WriterStats } from "./writer/batched-writer.ts"

export interface Store {
  readonly kind: "embedded" | "server" | "none"
  /** Resolves when the database answered for the first time; rejects with its first failure (it is tried again all the same). */
  readonly ready: Promise<void>
  /** Resolves when more may come; the batch is then in memory or on disk, not yet acknowledged by the database. */
  insertFlows(batch: FlowBatch): Promise<void>
  /** The same for a block that a worker encoded (native/encode-flows.ts). */
  insertEncodedFlows(rows: number, block: Uint8Array): Promise<void>
  insertSeries(batch: SeriesBatch): Promise<void>
  /** The same for a block that a worker encoded (native/encode-series.ts). */
  insertEncodedSeries(rows: number, block: Uint8Array): Promise<void>
  ask<Name extends QuestionName>(question: Name, request: RequestOf<Name>): Promise<ReplyOf<Name>>
  /** Everything inserted so far is acknowledged (or counted as lost) when it resolves; at once when the database is away. */
  flush(): Promise<void>
  stats(): StoreStats
  setRetention(retention: Retention): Promise<void>
  /** Runs retention now; also done every few minutes. */
  enforceRetention(): Promise<void>
  /** Makes the hourly roll-up of these days (when stored, UTC) anew from their flows. Answers how many days were done. */
  rebuildRollUps(fromMs: number, toMs: number): Promise<number>
  close(): Promise<void>
}

export interface StoreStats {
  readonly kind: Store["kind"]
  readonly state: "starting" | "ready" | "unreachable" | "off"
  /** Why it is not ready, for people. */
  readonly problem: string | null
  readonly fix: string | null
  /** For example "ClickHouse 26.7.2.1". */
  readonly engine: string | null
  /** Process of the embedded database. */
  readonly pid: number | null
  readonly restarts: number
  readonly questions: number
  readonly failedQuestions: number
  readonly droppedPartitions: number
  readonly writer: WriterStats
}
