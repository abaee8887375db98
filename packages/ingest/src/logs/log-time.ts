// Times of logs to microseconds since the epoch; 0 for what is none.
import { toNumber } from "../records/told-values.ts"

const FORM = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)?$/

/** "2026-01-02T03:04:05.123456+0100", with a blank for the T, without a zone (UTC). */
export function isoUs(value: unknown): number {
  if (typeof value !== "string" || value.length > 40) return 0
  const match = FORM.exec(value)
  if (match === null) return 0
  const zone = match[4] === undefined || match[4] === "Z" ? "Z" : match[4].replace(/^(...):?(..)$/, "$1:$2")
  const ms = Date.parse(`${match[1]}T${match[2]}${zone}`)
  if (!(ms > 0)) return 0
  return ms * 1000 + Number((match[3] ?? "0").padEnd(6, "0").slice(0, 6))
}

/** Seconds since the epoch, with a fraction. */
export function epochSecondsUs(value: unknown): number {
  const seconds = toNumber(value)
  return seconds > 0 && seconds < 1e11 ? Math.round(seconds * 1e6) : 0
}
