// Rows of the flows table as FlowRow, the shape that live tables, API and pages share.
import { flowColumns, formatMac, fromStored, riskById, type Column, type FlowRow } from "@netweir/model"
import { ipProtocolName } from "@netweir/engine/groups/names.ts"
import type { Cell, Row } from "../database/database.ts"
import { historyColumns } from "../schema/stored-columns.ts"
import { communityIdOf } from "./community-id.ts"

/** How each column is selected and how its cell becomes JSON. */
interface Selected { readonly column: Column; readonly sql: string }

const selected: readonly Selected[] = historyColumns.flatMap((column) => (column.id === "l4" ? [] : [{ column, sql: selectSql(column) }]))

/** The select list that `readFlowRow` reads. */
export const flowRowSql = selected.map(({ sql }) => sql).join(", ")

function selectSql(column: Column): string {
  const expression = column.sqlFrom === undefined ? column.id : `(${column.sqlFrom})`
  return column.type === "timeMs" ? `toUnixTimestamp64Milli(${expression})` : expression
}

export function readFlowRow(row: Row): FlowRow {
  const flow: Record<string, unknown> = {}
  // Live-only columns: history does not know them.
  for (const { id, type } of flowColumns as readonly Column[]) flow[id] = type === "list" ? [] : null
  for (const [i, { column }] of selected.entries()) flow[column.id] = toJson(row[i], column)
  flow.l4 = ipProtocolName(Number(flow.ipProtocol))
  flow.communityId = communityIdOf(flow)
  return flow as FlowRow // every column was set above
}

/** One cell as its column's JSON type. Absent values are 0 or "" in SQL and null here. */
export function toJson(cell: Cell | undefined, column: Column): unknown {
  switch (column.type) {
    case "text": return textOf(cell, column)
    case "ip": {
      const text = String(cell).replace(/^::ffff:(?=\d+\.)/, "")
      return column.nullable && text === "::" ? null : text
    }
    case "mac": return Number(cell) === 0 ? null : formatMac(Number(cell))
    case "boolean": return Number(cell) !== 0
    case "enum": return column.values?.[Number(cell)] ?? null
    case "list": return riskKeys(BigInt(String(cell ?? 0)))
    case "json": return parseObject(String(cell))
    default: {
      const value = Number(cell)
      if (column.sqlScale !== undefined) return fromStored(value, column.sqlScale)
      return column.nullable && value === 0 ? null : value
    }
  }
}

function textOf(cell: Cell | undefined, column: Column): string | null {
  const text = String(cell ?? "")
  return column.nullable && text === "" ? null : text
}

export function riskKeys(bits: bigint): string[] {
  const keys: string[] = []
  for (let id = 1; id <= 64; id++) if ((bits >> BigInt(id - 1)) & 1n) keys.push(riskById(id)?.key ?? `risk-${id}`)
  return keys
}

function parseObject(text: string): Record<string, unknown> {
  if (text === "") return {}
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
  } catch {
    return {} // metadata that no version of ours wrote
  }
}
