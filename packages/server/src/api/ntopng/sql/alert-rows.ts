// Raw alert rows: clauses over flows that are in memory already (bounded by the caller), text as a SQL driver gives it.
import { compileRowPredicate, flowColumns, parseFilter, type FlowRow } from "@netweir/model"
import { NtopngError } from "../envelope.ts"
import type { Parameters } from "../parameters.ts"
import { parseGroupBy, parseMaxHits, parseOrderBy, parseSelect, type SelectItem } from "./select.ts"
import { whereToFilter } from "./where.ts"

const MAX_ROWS = 10_000

export function rawAlertRows(parameters: Parameters, flows: readonly FlowRow[]): Record<string, string>[] {
  const select = parseSelect(parameters.text("select_clause"), "alerts")
  const groupBy = parseGroupBy(parameters.text("group_by"), "alerts")
  const order = parseOrderBy(parameters.text("order_by"))
  const filter = parseFilter(whereToFilter(parameters.text("where_clause"), "alerts"), flowColumns)
  if (!filter.ok) throw new NtopngError("INVALID_ARGUMENTS", filter.error.message)
  const matches = compileRowPredicate(filter.tree, Date.now())
  const groups = new Map<string, FlowRow[]>()
  for (const [at, flow] of flows.filter(matches).entries()) {
    const key = groupBy.length ? JSON.stringify(groupBy.map((column) => column.value(flow))) : select.some((item) => item.kind === "function") ? "" : String(at)
    const group = groups.get(key)
    if (group) group.push(flow)
    else groups.set(key, [flow])
  }
  const rows = [...groups.values()].map((members) => Object.fromEntries(select.map((item) => [item.as, cell(item, members)])))
  if (order) rows.sort((a, b) => compare(a[order.name], b[order.name]) * (order.descending ? -1 : 1))
  return rows.slice(0, parseMaxHits(parameters.text("maxhits_clause"), MAX_ROWS, MAX_ROWS)).map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, String(value)])))
}

function cell(item: SelectItem, members: readonly FlowRow[]): string | number {
  if (item.kind === "column") return item.column.value(members[0])
  if (item.name === "COUNT" || item.column === null) return members.length
  const { column } = item
  const values = members.map((flow) => Number(column.value(flow)))
  const sum = values.reduce((total, value) => total + value, 0)
  return item.name === "SUM" ? sum : item.name === "AVG" ? sum / values.length : item.name === "MIN" ? Math.min(...values) : Math.max(...values)
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === "number" && typeof b === "number") return a - b
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0
}
