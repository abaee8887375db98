// What the main thread and a source worker say to each other. Plain data only (structured clone); big bytes are transferred.
import type { EngineOptions } from "@netweir/engine/engine.ts"
import type { RuleSet } from "@netweir/engine/rules/rule-set.ts"
import type { MessagePort } from "node:worker_threads"
import type { LiveQuestion, LiveQuestions, RiskMuteMatches, RiskMuteRule } from "@netweir/model"
import type { SourceOptions } from "@netweir/ingest/source-options.ts"

/** Handed over when the thread starts (`workerData`). */
export interface SourceWorkerData {
  /** What stands behind -i, and how it is opened; a clock cannot be sent. */
  readonly target: string
  readonly source: Omit<SourceOptions, "clock" | "wallMs">
  /** What the target looks like, until the source tells. */
  readonly expectedKind: "live" | "file"
  readonly engine: Omit<EngineOptions, "facts" | "rules" | "riskMutes">
  /** What the user adds to the built-in knowledge. */
  readonly rules?: RuleSet
  /** The mutes that are in force. */
  readonly mutes?: readonly RiskMuteRule[]
  /** Addresses after translation take the place of those before. */
  readonly postNat: boolean
  /** Flows and hosts of a file stay in the tables, however old by the file's own clock: a file is read to be looked at. */
  readonly keepFileFlows: boolean
  /** Where user-supplied .mmdb files may lie; null = only the ones that ship with Netweir. */
  readonly dataDir: string | null
  /** History is on: encode flow batches. Off: they are dropped where they are made. */
  readonly keepHistory: boolean
  /** Where flows and series go besides history (sinks/protocol.ts); absent = nowhere. */
  readonly sinks?: MessagePort
}

export type ToWorker =
  | { readonly op: "ask"; readonly id: number; readonly question: LiveQuestion; readonly request: LiveQuestions[LiveQuestion]["request"] }
  /** The store took (or counted as lost) so many of the batches sent. */
  | { readonly op: "credit"; readonly batches: number }
  /** Answers of reverse DNS. */
  | { readonly op: "names"; readonly names: readonly { readonly ip: string; readonly vlan: number; readonly name: string }[] }
  /** The user's own name of a host; null takes it back. */
  | { readonly op: "alias"; readonly ip: string; readonly alias: string | null }
  /** The sinks' thread was started again: its new port. */
  | { readonly op: "sinks"; readonly port: MessagePort }
  /** The user's rules changed. */
  | { readonly op: "rules"; readonly rules: RuleSet }
  /** The mutes in force changed. */
  | { readonly op: "mutes"; readonly mutes: readonly RiskMuteRule[] }
  /** End the flows, hand over what is batched, close the source, leave. */
  | { readonly op: "stop" }

export type SourceState = "starting" | "running" | "finished" | "failed"

export type FromWorker =
  | { readonly op: "state"; readonly state: SourceState; readonly kind: "live" | "file" | "stream"; readonly problem: string | null }
  | { readonly op: "answer"; readonly id: number; readonly reply: unknown }
  | { readonly op: "refused"; readonly id: number; readonly code: string; readonly message: string; readonly details?: unknown }
  /** A ClickHouse Native block of so many flows or points of series; needs one credit back. */
  | { readonly op: "flows" | "series"; readonly rows: number; readonly block: Uint8Array }
  /** Flows that mutes were newly applied to. */
  | { readonly op: "muted"; readonly matches: readonly RiskMuteMatches[] }
  /** A bug that the worker survived. */
  | { readonly op: "defect"; readonly text: string }
  /** Everything is handed over; the thread ends now. */
  | { readonly op: "stopped" }
