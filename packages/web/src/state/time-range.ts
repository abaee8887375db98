// A time range in the URL: `range=1h` follows the traffic's clock, `range=all` is everything stored, `from` and `to` are fixed.
import type { SearchParams } from "./search-params.ts"

export const rangePresets = [
  ["10m", "10 minutes", 600_000], ["30m", "30 minutes", 1_800_000], ["1h", "1 hour", 3_600_000], ["2h", "2 hours", 7_200_000], ["6h", "6 hours", 21_600_000],
  ["12h", "12 hours", 43_200_000], ["1d", "day", 86_400_000], ["1w", "week", 604_800_000], ["1M", "month", 2_592_000_000], ["1y", "year", 31_536_000_000],
] as const
export type RangeChoice = { readonly kind: "last"; readonly name: string; readonly ms: number } | { readonly kind: "all" } | { readonly kind: "fixed"; readonly fromMs: number; readonly toMs: number }
export interface Span { readonly fromMs: number; readonly toMs: number }

const LAST_MS = 253_402_300_799_999

export function rangeFrom(search: SearchParams, fallback: string): RangeChoice {
  const fromMs = timeOf(search.from)
  const toMs = timeOf(search.to)
  if (fromMs !== null && toMs !== null && fromMs < toMs) return { kind: "fixed", fromMs, toMs }
  return presetNamed(search.range) ?? presetNamed(fallback) ?? { kind: "all" }
}

function presetNamed(name: string | undefined): RangeChoice | null {
  if (name === "all") return { kind: "all" }
  const preset = rangePresets.find(([id]) => id === name)
  return preset ? { kind: "last", name: preset[0], ms: preset[2] } : null
}

/** What the URL says for a choice; the other spellings are taken out. */
export function rangeParams(choice: RangeChoice): { range: string | undefined; from: string | undefined; to: string | undefined } {
  if (choice.kind === "fixed") return { range: undefined, from: String(Math.floor(choice.fromMs)), to: String(Math.ceil(choice.toMs)) }
  return { range: choice.kind === "all" ? "all" : choice.name, from: undefined, to: undefined }
}

/** `newestMs`: the traffic's clock; `oldestMs`: the first thing stored. Whole seconds, so that a question repeated within one is the same. */
export function spanOf(choice: RangeChoice, newestMs: number, oldestMs: number): Span {
  if (choice.kind === "fixed") return { fromMs: choice.fromMs, toMs: choice.toMs }
  const toMs = Math.ceil((newestMs + 1) / 1_000) * 1_000
  const fromMs = choice.kind === "all" ? Math.floor(Math.min(oldestMs, toMs - 1_000) / 1_000) * 1_000 : toMs - choice.ms
  return { fromMs, toMs }
}

/** The same width, one window earlier (-1) or later (1). */
export function shifted(span: Span, windows: -1 | 1): Span {
  const width = span.toMs - span.fromMs
  return { fromMs: Math.max(0, span.fromMs + windows * width), toMs: span.toMs + windows * width }
}

/** Half or twice the width around the middle; one second at least. */
export function zoomed(span: Span, factor: 0.5 | 2): Span {
  const middle = (span.fromMs + span.toMs) / 2
  const half = Math.max(500, ((span.toMs - span.fromMs) / 2) * factor)
  return { fromMs: Math.max(0, Math.floor(middle - half)), toMs: Math.min(LAST_MS, Math.ceil(middle + half)) }
}

function timeOf(text: string | undefined): number | null {
  if (!text || !/^\d{1,15}$/.test(text)) return null
  const ms = Number(text)
  return ms <= LAST_MS ? ms : null
}
