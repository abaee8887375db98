// A value of a model column as text: by the column's type, and by the unit that its id ends in.
import type { Column } from "@netweir/model"
import { formatDscp, formatTcpFlags } from "./network.ts"
import { ABSENT, formatCount, formatRatio } from "./number.ts"
import { formatDurationMs, formatDurationUs, formatExactTime, formatTimeNear, type DateFormat } from "./time.ts"
import { formatBitRate, formatBytes, type ThroughputUnit } from "./volume.ts"

export interface CellStyle {
  readonly dateFormat: DateFormat
  readonly throughputUnit: ThroughputUnit
  /** Times of this day are shown without the day. */
  readonly nearMs: number
}

export function formatCell(column: Column, value: unknown, style: CellStyle): string {
  if (value === null || value === undefined || value === "") return column.absent ?? ABSENT
  switch (column.type) {
    case "bytes": return formatBytes(Number(value))
    case "durationUs": return formatDurationUs(Number(value))
    case "timeMs": return formatTimeNear(Number(value), style.nearMs, style.dateFormat)
    case "ratio": return formatRatio(Number(value))
    case "decimal": return Number(value).toFixed(2)
    case "boolean": return value ? "yes" : "no"
    case "list": return Array.isArray(value) && value.length > 0 ? value.join(", ") : ABSENT
    case "json": return typeof value === "object" ? Object.keys(value).join(", ") || ABSENT : ABSENT
    case "port": return Number(value) === 0 ? ABSENT : String(value)
    case "integer": return formatInteger(column.id, Number(value), style)
    default: return String(value)
  }
}

/** What a title adds: the exact value behind a rounded one. Empty when the text says it all. */
export function exactCell(column: Column, value: unknown): string {
  if (value === null || value === undefined || value === "") return ""
  if (column.type === "timeMs") return formatExactTime(Number(value))
  if (column.type === "bytes") return `${formatCount(Number(value))} bytes`
  if (column.type === "durationUs") return `${formatCount(Number(value))} µs`
  if (column.id === "bitsPerSecond") return `${formatCount(Number(value))} bit/s`
  return column.type === "text" || column.type === "list" ? String(value) : ""
}

function formatInteger(id: string, value: number, style: CellStyle): string {
  if (id === "bitsPerSecond") return formatBitRate(value, style.throughputUnit)
  if (id.endsWith("Ms")) return formatDurationMs(value)
  if (id.startsWith("tcpFlags")) return formatTcpFlags(value)
  if (id.startsWith("dscp")) return formatDscp(value)
  // Names of things that happen to be numbers: no thousands separator.
  if (id.endsWith("Id") || id === "ifIndex" || id === "observationDomain" || /asn$/i.test(id) || id.endsWith("IfIndex") || id === "vlan") return String(value)
  return formatCount(value)
}

/** Numbers line up on the right; ports and identifiers read as words. */
export function isNumeric(column: Column): boolean {
  return column.type === "bytes" || column.type === "durationUs" || column.type === "ratio" || column.type === "decimal" || (column.type === "integer" && !column.id.startsWith("tcpFlags"))
}
