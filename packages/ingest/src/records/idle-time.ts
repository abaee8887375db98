// When a flow that is told by records has ended: once its exporter would have told more of it. Exporters say their timeouts in options,
// probes in events.

/** Of exporters that don't say: active timeouts are a minute or two. */
export const UNTOLD_IDLE_SECONDS = 150
/** Records are late by what exporters and networks take. */
const MARGIN_SECONDS = 10
/** Routers' default of half an hour is believed; nobody makes flows stay for a day. */
export const MAX_TOLD_SECONDS = 1_800

/** Of one exporter's timeouts; 0 = not told. Null: neither was. An idle timeout alone can only make it longer. */
export function idleSeconds(activeTimeout: number, idleTimeout: number): number | null {
  if (activeTimeout > 0) return Math.min(Math.max(activeTimeout, idleTimeout), MAX_TOLD_SECONDS) + MARGIN_SECONDS
  return idleTimeout > 0 ? Math.max(UNTOLD_IDLE_SECONDS, Math.min(idleTimeout, MAX_TOLD_SECONDS) + MARGIN_SECONDS) : null
}

/** Of exporters that share a table: the longest, those that don't say among them. Null: none of them says. */
export function sharedIdleSeconds(told: Iterable<number | null>): number | null {
  let longest: number | null = null
  let isUntold = false
  for (const seconds of told) {
    if (seconds === null) isUntold = true
    else longest = Math.max(longest ?? 0, seconds)
  }
  return longest !== null && isUntold ? Math.max(longest, UNTOLD_IDLE_SECONDS) : longest
}
