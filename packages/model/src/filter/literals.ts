// One written value for a column: parsed to what is compared, and back.
import type { Column } from "../columns/column.ts"
import { risks } from "../risks.ts"
import { formatIpRange, formatMac, parseIp, parseIpPrefix, parseIpRange, parseMac, parseMacPrefix } from "./addresses.ts"
import { quote } from "./lexer.ts"
import type { FilterValue, NumberBound } from "./tree.ts"
import { formatQuantity, formatTime, parseQuantity, parseTime, unitFamily } from "./units.ts"

const BOOLEANS = new Map([["true", 1], ["yes", 1], ["1", 1], ["false", 0], ["no", 0], ["0", 0]])
const riskKeys = risks.map((risk) => risk.key)

/** The closed set of words that a column can hold, or null when it is open. */
export function vocabulary(column: Column): readonly string[] | null {
  if (column.type === "enum") return column.values ?? []
  if (column.type === "boolean") return ["true", "false"]
  return column.type === "list" && column.sql !== undefined ? riskKeys : null
}

/** Null when the text is no value of this column. */
export function parseValue(text: string, column: Column): FilterValue | null {
  switch (column.type) {
    case "text": return { kind: "text", text }
    case "list": {
      const words = vocabulary(column)
      const word = words ? words.find((one) => one === text.toLowerCase()) : text
      return word === undefined ? null : { kind: "text", text: word }
    }
    case "ip": {
      const range = parseIpRange(text) ?? ipEnds(text)
      return range && { kind: "ip", low: range.low, high: range.high }
    }
    case "json": return null
    default: {
      const range = numberOf(text, column) ?? numberEnds(text, column)
      return range && { kind: "number", low: range.low, high: range.high }
    }
  }
}

interface NumberRange { readonly low: NumberBound; readonly high: NumberBound }

function numberOf(text: string, column: Column): NumberRange | null {
  if (column.type === "timeMs") return parseTime(text)
  const value = scalarOf(text, column)
  return value === null || value === undefined || value < 0 ? null : { low: value, high: value }
}

function scalarOf(text: string, column: Column): number | null | undefined {
  switch (column.type) {
    case "boolean": return BOOLEANS.get(text.toLowerCase())
    case "mac": return parseMac(text)
    case "enum": return column.values?.findIndex((word) => word.toLowerCase() === text.toLowerCase())
    default: return parseQuantity(text, column)
  }
}

function numberEnds(text: string, column: Column): NumberRange | null {
  const [first, last, more] = text.split("..")
  if (!first || !last || more !== undefined || column.type === "boolean") return null
  const low = numberOf(first, column)
  const high = numberOf(last, column)
  return low && high && { low: low.low, high: high.high }
}

function ipEnds(text: string) {
  const [first, last, more] = text.split("..")
  const low = first && parseIp(first)
  const high = last && parseIp(last)
  return low && high && more === undefined ? { low, high } : null
}

/** `~` on addresses: they begin with it. */
export function parseBeginning(text: string, column: Column): FilterValue | null {
  const plain = text.endsWith("*") ? text.slice(0, -1) : text
  if (column.type === "ip") {
    const range = parseIpPrefix(plain) ?? parseIpRange(plain)
    return range && { kind: "ip", low: range.low, high: range.high }
  }
  const range = parseMacPrefix(plain)
  return range && { kind: "number", low: range.low, high: range.high }
}

/** What a value of this column looks like, for error messages. */
export function expectedValues(column: Column): readonly string[] {
  const words = vocabulary(column)
  if (words) return words
  switch (column.type) {
    case "ip": return ["an address such as 10.0.0.1", "a network such as 10.0.0.0/8", "2001:db8::/32"]
    case "mac": return ["a MAC such as aa:bb:cc:dd:ee:ff"]
    case "timeMs": return ["a time such as 2026-01-31T12:00:00Z", "-1h", "epoch milliseconds"]
    case "text": case "list": return ["text"]
    default: return [unitFamily(column).name]
  }
}

export function formatValue(value: FilterValue, column: Column): string {
  if (value.kind === "text") return quote(value.text)
  if (value.kind === "ip") return formatIpRange(value)
  const low = formatBound(value.low, column)
  const high = formatBound(value.high, column)
  return low === high ? low : `${low}..${high}`
}

export function formatBound(bound: NumberBound, column: Column): string {
  if (column.type === "timeMs" || typeof bound !== "number") return formatTime(bound)
  switch (column.type) {
    case "boolean": return bound === 1 ? "true" : "false"
    case "mac": return formatMac(bound)
    case "enum": return quote(column.values?.[bound] ?? "")
    default: return formatQuantity(bound, column)
  }
}
