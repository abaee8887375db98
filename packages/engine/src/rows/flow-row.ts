// One flow as JSON: every column, read by its type.
import { flowColumns, type Column, type FlowRow } from "@netweir/model"
import { formatIp, formatMac } from "../addresses/ip-text.ts"
import type { FlowReaders } from "./flow-readers.ts"

type Read = (row: number) => unknown

/** Made once per engine. */
export function createFlowRowMaker(readers: FlowReaders): (row: number) => FlowRow {
  const reads = flowColumns.map((column) => [column.id, readOf(column, readers)] as const)
  return (row) => {
    const json: Record<string, unknown> = {}
    for (const [id, read] of reads) json[id] = read(row)
    return json as FlowRow // by construction: one value per column, of the column's type
  }
}

function readOf(column: Column, readers: FlowReaders): Read {
  const { id, values } = column
  switch (column.type) {
    case "text": {
      const read = readers.text(id) ?? (() => null)
      return column.nullable ? (row) => read(row) || null : (row) => read(row) ?? ""
    }
    case "ip": {
      const read = readers.ip(id)
      const words = new Uint32Array(4)
      return (row) => (read?.(row, words) ? formatIp(words, 0) : null)
    }
    case "list": return readers.list(id) ?? (() => [])
    case "json": return readers.metadata
    default: {
      const read = readers.number(id) ?? (() => Number.NaN)
      const show = showNumber(column.type, values)
      return (row) => {
        const value = read(row)
        return Number.isNaN(value) ? null : show(value)
      }
    }
  }
}

function showNumber(type: Column["type"], values: readonly string[] | undefined): (value: number) => unknown {
  if (type === "enum") return (value) => values?.[value] ?? ""
  if (type === "boolean") return (value) => value !== 0
  if (type === "mac") return (value) => formatMac(Math.floor(value / 2 ** 32), value % 2 ** 32)
  return (value) => value
}
