// What reads lines: one line makes at most one record. Pure; time is in the line, or when it came.
import type { RecordBlock } from "@netweir/engine/records/record-block.ts"

export interface LineDecoder {
  /** "record": slot `block.count` is filled and counted in. "other": a line that says nothing of a flow. Else why it came to nothing. */
  take(line: string, point: number, receivedUs: number, block: RecordBlock): string
}
export const RECORD_MADE = "record"
export const OTHER_LINE = "other"
