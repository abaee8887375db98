// Points in time and durations. Capture time is shown in the viewer's time zone.
import { ABSENT } from "./number.ts"

export type DateFormat = "iso" | "locale"
const DAY_MS = 86_400_000

function two(value: number): string {
  return String(value).padStart(2, "0")
}
function isoDay(date: Date): string {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}
function isoClock(date: Date): string {
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}

/** "2026-11-21 02:53:42", or as the browser's language writes it. */
export function formatDateTime(ms: number | null | undefined, style: DateFormat = "iso"): string {
  if (!isTime(ms)) return ABSENT
  const date = new Date(ms)
  return style === "locale" ? date.toLocaleString() : `${isoDay(date)} ${isoClock(date)}`
}

/** With the milliseconds, for titles: what the short form leaves out. */
export function formatExactTime(ms: number | null | undefined): string {
  if (!isTime(ms)) return ABSENT
  const date = new Date(ms)
  return `${isoDay(date)} ${isoClock(date)}.${String(date.getMilliseconds()).padStart(3, "0")}`
}

/** For tables: the clock alone when it is the same day as `nearMs`, else the day and the clock. */
export function formatTimeNear(ms: number | null | undefined, nearMs: number, style: DateFormat = "iso"): string {
  if (!isTime(ms)) return ABSENT
  const date = new Date(ms)
  if (isoDay(date) !== isoDay(new Date(nearMs))) return formatDateTime(ms, style)
  return style === "locale" ? date.toLocaleTimeString() : isoClock(date)
}

/** For a chart's axis: as much of the time as the width of the range makes useful. */
export function formatAxisTime(ms: number, spanMs: number): string {
  const date = new Date(ms)
  if (spanMs <= 10 * 60_000) return isoClock(date)
  if (spanMs <= DAY_MS) return isoClock(date).slice(0, 5)
  const day = `${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return spanMs <= 7 * DAY_MS ? `${day} ${isoClock(date).slice(0, 5)}` : spanMs <= 300 * DAY_MS ? day : isoDay(date)
}

export function formatDurationMs(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return ABSENT
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 1)} s`
  const seconds = Math.floor(ms / 1_000)
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`
  if (ms < DAY_MS) return `${Math.floor(seconds / 3_600)} h ${two(Math.floor(seconds / 60) % 60)} min`
  return `${Math.floor(ms / DAY_MS)} d ${Math.floor(seconds / 3_600) % 24} h`
}

export function formatDurationUs(us: number | null | undefined): string {
  if (us === null || us === undefined || !Number.isFinite(us)) return ABSENT
  if (us < 1_000) return `${Math.round(us)} µs`
  if (us < 1_000_000) return `${(us / 1_000).toFixed(us < 10_000 ? 2 : 1)} ms`
  return formatDurationMs(us / 1_000)
}

/** "12 s ago", seen from `nowMs`. */
export function formatAgo(ms: number | null | undefined, nowMs: number): string {
  if (!isTime(ms)) return ABSENT
  const ago = nowMs - ms
  return ago < 1_500 ? "now" : `${formatDurationMs(ago).replace(/\.\d+/, "")} ago`
}

function isTime(ms: number | null | undefined): ms is number {
  return ms !== null && ms !== undefined && Number.isFinite(ms) && ms > 0
}
