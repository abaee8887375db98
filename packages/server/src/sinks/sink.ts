// What a sink is: a place outside that flows and time series are sent on to. One file per kind, one line in index.ts.
// Sinks run in a thread of their own (sinks-worker.ts); each has a lane (lane.ts) that queues, retries and counts for it, so that
// a sink only encodes, sends, and throws when the peer is not there.
import type { FlowBlock } from "./flow-block.ts"
import type { SeriesBlock } from "./series-block.ts"
import type { SinkUrl } from "./sink-url.ts"

/** Why rows were not delivered. `refused`: the peer took the request and said no to these rows. */
export const dropReasons = ["queue-full", "refused", "too-large", "series-limit", "shutdown", "defect"] as const
export type DropReason = (typeof dropReasons)[number]

export interface SinkClock {
  nowMs(): number
  /** Resolves after `ms`, or earlier when `wake` does. */
  wait(ms: number, wake: Promise<void>): Promise<void>
}

export interface SinkContext {
  readonly instanceName: string
  readonly version: string
  readonly clock: SinkClock
  /** Of the rows being sent now, so many never arrive: they count as dropped instead of sent. */
  lost(reason: DropReason, rows: number): void
  /** For the log, where repetition is held down. Never credentials. */
  warn(text: string): void
}

export interface Sink {
  /**
   * Sends rows from `from` on, as many as suit it (a datagram, a request), and answers the first row it has not sent. Resolves when
   * the peer, or for datagrams and files the system, has them. Throws when they must be sent again later; called one at a time.
   */
  sendFlows?(block: FlowBlock, from: number): Promise<number>
  sendSeries?(block: SeriesBlock, from: number): Promise<number>
  /** About once a second while nothing is sent: files rotate, templates are sent again. */
  tick?(): Promise<void>
  /** Everything that was sent is delivered or given up. */
  close(): Promise<void>
}

/** One --sink, read and found right. */
export interface PreparedSink {
  /** Where to, without user, password and keys: for people, logs and metrics. */
  readonly label: string
  readonly takes: readonly ("flows" | "series")[]
  open(context: SinkContext): Sink
  /** For `netweir doctor`: what was found out, or throws. */
  probe(): Promise<string>
}

export interface SinkKind {
  readonly schemes: readonly string[]
  readonly title: string
  /** How it is written, for help and docs. */
  readonly form: string
  readonly help: string
  /** Throws UsageError with what would be right. Must not touch anything outside. */
  prepare(url: SinkUrl): PreparedSink
}
