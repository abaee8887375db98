// What reads lines: one line makes at most one record. Pure; time is in the line, or when it came.
import type { RecordBlock } from "@netweir/engine/records/record-block.ts"

/** Who made a line, when it says so itself. */
export interface LineOrigin {
  /** As text; "" = the sender's. */
  readonly address: string
  /** "" = none. */
  readonly name: string
}

export interface LineDecoder {
  /** Asked before `take` of the same line. */
  origin?(line: string, receivedUs: number): LineOrigin
  /** Lines of one flow come as far apart as this; absent: as records of any exporter. */
  readonly flowIdleSeconds?: number
  /** What people should know. */
  notes?(): readonly string[]
  /** "record": slot `block.count` is filled and counted in. "other": a line that says nothing of a flow. Else why it came to nothing. */
  take(line: string, point: number, receivedUs: number, block: RecordBlock): string
}
export const RECORD_MADE = "record"
export const OTHER_LINE = "other"
