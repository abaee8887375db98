// Counts and shares.
const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 })
/** Absent values look the same everywhere. */
export const ABSENT = "–"

/** 1234567 -> "1,234,567" */
export function formatCount(value: number | null | undefined): string {
  return value === null || value === undefined || !Number.isFinite(value) ? ABSENT : grouped.format(value)
}

/** 1234567 -> "1.23 M": for badges and axes. */
export function formatShortCount(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return ABSENT
  return scaled(value, ["", "k", "M", "G", "T"]).trim()
}

/** 1, "flow" -> "1 flow"; 2, "flow" -> "2 flows" */
export function formatThings(count: number, one: string): string {
  return `${formatCount(count)} ${one}${count === 1 ? "" : "s"}`
}

/** 0.1234 -> "12.3 %" */
export function formatRatio(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return ABSENT
  const percent = value * 100
  return `${percent === 0 || percent >= 99.95 ? Math.round(percent) : percent < 0.1 ? "< 0.1" : percent.toFixed(1)} %`
}

/** A number with three significant digits and the largest fitting decimal prefix. */
export function scaled(value: number, prefixes: readonly string[]): string {
  const sign = value < 0 ? "-" : ""
  let rest = Math.abs(value)
  let step = 0
  // 999.5 would print as 1000 of this step, so it belongs to the next.
  while (rest >= 999.5 && step < prefixes.length - 1) {
    rest /= 1_000
    step++
  }
  const digits = step === 0 ? (Number.isInteger(rest) ? 0 : 1) : rest < 9.995 ? 2 : rest < 99.95 ? 1 : 0
  return `${sign}${rest.toFixed(digits)} ${prefixes[step]}`
}
