// Numbers with units, and times. A bare number is in the column's own unit.
import type { Column } from "../columns/column.ts"
import type { NumberBound } from "./tree.ts"

type Unit = readonly [name: string, factor: number]
export type UnitFamily = { readonly name: string; /** Largest first; the first of equals is the one written. */ readonly units: readonly Unit[] }

const COUNT: UnitFamily = { name: "a number such as 100 or 10k", units: [["G", 1e9], ["M", 1e6], ["k", 1e3]] }
const BYTES: UnitFamily = {
  name: "a size such as 1500, 10kB or 1MiB",
  units: [
    ["TB", 1e12], ["T", 1e12], ["TiB", 2 ** 40], ["GB", 1e9], ["G", 1e9], ["GiB", 2 ** 30], ["MB", 1e6], ["M", 1e6], ["MiB", 2 ** 20],
    ["kB", 1e3], ["k", 1e3], ["KiB", 2 ** 10], ["B", 1],
  ],
}
const BITS: UnitFamily = {
  name: "a rate such as 10Mbps",
  units: [["Gbps", 1e9], ["Mbps", 1e6], ["kbps", 1e3], ["Gbit/s", 1e9], ["Mbit/s", 1e6], ["kbit/s", 1e3], ["G", 1e9], ["M", 1e6], ["k", 1e3], ["bps", 1], ["bit/s", 1]],
}
const MILLISECONDS: UnitFamily = {
  name: "a duration such as 5s or 200ms",
  units: [["d", 86_400_000], ["h", 3_600_000], ["m", 60_000], ["min", 60_000], ["s", 1000], ["ms", 1], ["us", 1e-3], ["µs", 1e-3]],
}
const MICROSECONDS: UnitFamily = { name: MILLISECONDS.name, units: MILLISECONDS.units.map(([name, factor]) => [name, Math.round(factor * 1000)]) }
const RATIO: UnitFamily = { name: "a ratio such as 0.5 or 50%", units: [["%", 0.01]] }
const PORT: UnitFamily = { name: "a port", units: [] }

export function unitFamily(column: Column): UnitFamily {
  if (column.type === "bytes") return BYTES
  if (column.type === "durationUs") return MICROSECONDS
  if (column.type === "ratio") return RATIO
  if (column.type === "port") return PORT
  if (/Ms$/.test(column.id)) return MILLISECONDS
  return column.id === "bitsPerSecond" ? BITS : COUNT
}

const LARGEST = 2 ** 64

export function parseQuantity(text: string, column: Column): number | null {
  const match = /^([+-]?\d+(?:\.\d+)?(?:e[+-]?\d{1,3}(?![a-z]))?)([a-zµ%/]*)$/i.exec(text)
  if (!match) return null
  const unit = match[2].toLowerCase()
  const factor = unit === "" ? 1 : unitFamily(column).units.find(([name]) => name.toLowerCase() === unit)?.[1]
  if (factor === undefined) return null
  const value = column.type === "ratio" || column.type === "decimal" ? Number(match[1]) * factor : Math.round(Number(match[1]) * factor)
  return Math.abs(value) <= LARGEST ? value + 0 : null // + 0: no negative zero
}

export function formatQuantity(value: number, column: Column): string {
  const family = unitFamily(column)
  if (family === COUNT || family === RATIO || family === PORT || value === 0) return String(value)
  const unit = family.units.find(([name, factor]) => Number.isInteger(value / factor) && !/[Ti]B$|^[TGMk]$/.test(name) && Number.isSafeInteger(value))
  return unit ? `${value / unit[1]}${unit[0]}` : String(value)
}

const AGO = /^(?:now)?-(\d+(?:\.\d+)?)(ms|s|min|m|h|d|w)$/i
const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3})\d*)?)?)?(Z|[+-]\d{2}:?\d{2})?$/i
const DAY_MS = 86_400_000
const LAST_MS = 253_402_300_799_999 // the end of the year 9999

/**
 * ISO 8601 (UTC without a zone), epoch seconds or milliseconds, `now`, `-1h`. A day alone is the whole day when compared
 * with `=` or `in`, its beginning otherwise.
 */
export function parseTime(text: string): { readonly low: NumberBound; readonly high: NumberBound } | null {
  if (text.toLowerCase() === "now") return point({ agoMs: 0 })
  const ago = AGO.exec(text)
  if (ago) {
    const unit = ago[2].toLowerCase()
    const factor = unit === "w" ? 7 * DAY_MS : (MILLISECONDS.units.find(([name]) => name === unit)?.[1] ?? 1)
    const agoMs = Math.round(Number(ago[1]) * factor)
    return agoMs <= LAST_MS ? point({ agoMs }) : null
  }
  if (/^\d{1,15}$/.test(text)) {
    // Below 10^11 it is seconds: as milliseconds that would be before March 1973.
    const ms = Number(text) < 1e11 ? Number(text) * 1000 : Number(text)
    return ms <= LAST_MS ? point(ms) : null
  }
  const iso = ISO.exec(text)
  if (!iso) return null
  const [, year, month, day, hour, minute, second, fraction, zone] = iso
  const time = hour === undefined ? "00:00:00.000" : `${hour}:${minute}:${second ?? "00"}.${(fraction ?? "0").padEnd(3, "0")}`
  const offset = zone === undefined || zone.toUpperCase() === "Z" ? "Z" : `${zone.slice(0, 3)}:${zone.slice(-2)}`
  const ms = Date.parse(`${year}-${month}-${day}T${time}${offset}`)
  if (Number.isNaN(ms) || ms < 0 || ms > LAST_MS) return null
  return hour === undefined ? { low: ms, high: ms + DAY_MS - 1 } : point(ms)
}

function point(bound: NumberBound): { readonly low: NumberBound; readonly high: NumberBound } {
  return { low: bound, high: bound }
}

export function formatTime(bound: NumberBound): string {
  if (typeof bound === "number") return new Date(bound).toISOString()
  if (bound.agoMs === 0) return "now"
  const [name, factor] = MILLISECONDS.units.find(([, size]) => bound.agoMs % size === 0) ?? ["ms", 1]
  return `-${bound.agoMs / factor}${name}`
}
