// When a mute ends: choices, and the moment that each means.

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

export const expiryChoices = [
  ["as-it-is", "As it is"], ["1h", "In an hour"], ["1d", "In a day"], ["7d", "In a week"], ["30d", "In 30 days"], ["365d", "In a year"], ["until", "At a time of your choice"], ["never", "Never"],
] as const
export type Expiry = (typeof expiryChoices)[number][0]
const lasts: Readonly<Partial<Record<Expiry, number>>> = { "1h": HOUR_MS, "1d": DAY_MS, "7d": 7 * DAY_MS, "30d": 30 * DAY_MS, "365d": 365 * DAY_MS }

/** `until` is what an input of type datetime-local says; `before` what the mute has. */
export function expiryMs(expiry: Expiry, nowMs: number, until: string, before: number | null): number | null {
  if (expiry === "as-it-is") return before
  if (expiry === "until") return new Date(until).getTime() || nowMs // nothing typed: refused as past
  const ms = lasts[expiry]
  return ms === undefined ? null : nowMs + ms
}

/** For an input of type datetime-local: this browser's time, to the minute. */
export function localTimeText(ms: number): string {
  const at = new Date(ms)
  return new Date(ms - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
