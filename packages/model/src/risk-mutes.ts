// A mute: people say that a risk is none in some flows, why, and until when.
import { parseFilter, type ParsedFilter } from "./filter/index.ts"
import { flowColumns } from "./columns/flow.ts"
import type { Column } from "./columns/column.ts"

/** What an engine needs of a mute that is in force. */
export interface RiskMuteRule {
  readonly id: string
  /** Key of the risk; null = every risk. */
  readonly risk: string | null
  /** In the filter language, over the columns of a flow; empty = every flow. */
  readonly filter: string
  readonly reason: string
}

/** Flows that a mute has newly been applied to since this was last told. */
export interface RiskMuteMatches {
  readonly id: string
  readonly flows: number
  /** When the last of them was seen, on the traffic's clock. */
  readonly lastMs: number
}

export const MAX_RISK_MUTES = 500

/**
 * Columns that a mute cannot ask for: what it changes itself would switch it on and off in turn, and an expiry says better than a
 * filter until when it counts.
 */
const notInMutes = new Set(["risks", "mutedRisks", "score", "firstSeenMs", "lastSeenMs", "endReason"])
export const muteColumns: readonly Column[] = flowColumns.filter(({ id }) => !notInMutes.has(id))

export function parseMuteFilter(text: string): ParsedFilter {
  const parsed = parseFilter(text, muteColumns)
  // A column of flows that mutes leave out: said so instead of "unknown".
  if (parsed.ok || !parseFilter(text, flowColumns).ok) return parsed
  return { ok: false, error: { ...parsed.error, message: `A mute cannot ask for ${[...notInMutes].join(", ")}: the risk is chosen beside the filter, the time by the expiry.` } }
}
