// Stored flows by clauses: read, turned into our own questions, answered with the columns asked for.
import { askStore } from "../../store-questions.ts"
import type { FlowGroupsReply, MetricSums, Store } from "@netweir/store"
import { NtopngError } from "../envelope.ts"
import type { Parameters } from "../parameters.ts"
import { findColumn, metricOf, type SqlColumn } from "./columns.ts"
import { parseGroupBy, parseMaxHits, parseOrderBy, parseSelect, type SelectItem } from "./select.ts"
import { whereToFilter } from "./where.ts"

const MAX_ROWS = 10_000
const MAX_GROUPS = 1_000

export interface FlowClauses { readonly select: string | null; readonly where: string | null; readonly groupBy: string | null; readonly orderBy: string | null; readonly maxHits: string | null }

export function clausesOf(parameters: Parameters): FlowClauses {
  return {
    select: parameters.text("select_clause"), where: parameters.text("where_clause"), groupBy: parameters.text("group_by_clause") ?? parameters.text("group_by"),
    orderBy: parameters.text("order_by_clause") ?? parameters.text("order_by"), maxHits: parameters.text("maxhits_clause"),
  }
}

export async function flowRows(store: Store, scope: { fromMs: number; toMs: number; interface: string }, clauses: FlowClauses): Promise<Record<string, unknown>[]> {
  const select = parseSelect(clauses.select, "flows")
  const groupBy = parseGroupBy(clauses.groupBy, "flows")
  const filter = whereToFilter(clauses.where, "flows")
  const scoped = { ...scope, ...(filter && { filter }) }
  if (groupBy.length > 0 || select.some((item) => item.kind === "function")) return groupedRows(store, scoped, select, groupBy, clauses)

  const order = parseOrderBy(clauses.orderBy)
  const sortColumn = order && (findColumn(order.name, "flows") ?? select.find((item) => item.as === order.name && item.kind === "column")?.column)
  if (order && !sortColumn) throw new NtopngError("INVALID_ARGUMENTS", `There is no column "${order.name}"`)
  const sort = order && sortColumn ? { column: sortColumn.ours, descending: order.descending } : undefined
  const wanted = parseMaxHits(clauses.maxHits, 10, MAX_ROWS)
  const rows: Record<string, unknown>[] = []
  while (rows.length < wanted) {
    const page = await askStore(store, "flowsPage", { ...scoped, ...(sort && { sort }), offset: rows.length, limit: Math.min(1_000, wanted - rows.length) })
    for (const flow of page.rows) rows.push(Object.fromEntries(select.map((item) => [item.as, item.kind === "column" ? item.column.value(flow) : null])))
    if (page.rows.length < 1_000) break
  }
  return rows
}

async function groupedRows(store: Store, scoped: { fromMs: number; toMs: number; interface: string; filter?: string }, select: readonly SelectItem[], groupBy: readonly SqlColumn[], clauses: FlowClauses): Promise<Record<string, unknown>[]> {
  if (groupBy.length > 4) throw new NtopngError("INVALID_ARGUMENTS", "At most four columns can be grouped by")
  for (const item of select) {
    if (item.kind === "column" && !groupBy.some((column) => column.ours === item.column.ours)) throw new NtopngError("INVALID_ARGUMENTS", `${item.column.name} is neither grouped by nor summed`)
    if (item.kind === "function") metricOfItem(item)
  }
  const order = parseOrderBy(clauses.orderBy)
  const orderItem = order && select.find((item) => item.as === order.name || (item.kind === "function" && `${item.name}(${item.column?.name ?? "*"})` === order.name))
  const metric = orderItem?.kind === "function" ? metricOfItem(orderItem) : order && Object.hasOwn(metricOf, order.name.toUpperCase()) ? metricOf[order.name.toUpperCase()] : "bytes"
  const limit = parseMaxHits(clauses.maxHits, 10, MAX_GROUPS)
  if (groupBy.length === 0) {
    const totals = await askStore(store, "flowTotals", scoped)
    return [Object.fromEntries(select.flatMap((item) => (item.kind === "function" ? [[item.as, sumOf(item, totals)]] : [])))]
  }
  const by = [...new Set(groupBy.map((column) => column.ours))]
  const reply: FlowGroupsReply = await askStore(store, "flowGroups", { ...scoped, by, metric, ascending: order !== null && !order.descending && orderItem !== null, limit })
  return reply.rows.map((row) => Object.fromEntries(select.map((item) => [item.as, item.kind === "function" ? sumOf(item, row) : keyCell(item.column, row.key[by.indexOf(item.column.ours)])])))
}

/** The store's groups carry our own values; a formatted address is the text itself. */
function keyCell(column: SqlColumn, key: unknown): unknown {
  if (column.kind === "ip" && !column.name.endsWith("_FORMATTED") && typeof key === "string" && !key.includes(":")) return key.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0)
  return key
}

function metricOfItem(item: Extract<SelectItem, { kind: "function" }>): "bytes" | "bytesToServer" | "bytesToClient" | "packets" | "score" | "flows" {
  if (item.name === "COUNT") return "flows"
  const metric = item.column && Object.hasOwn(metricOf, item.column.name) ? metricOf[item.column.name] : undefined
  if (!metric || (item.name !== "SUM" && item.name !== "AVG")) throw new NtopngError("INVALID_ARGUMENTS", `${item.name}(${item.column?.name ?? ""}) cannot be asked`)
  return metric
}

function sumOf(item: Extract<SelectItem, { kind: "function" }>, sums: MetricSums): number {
  const sum = sums[metricOfItem(item)]
  return item.name === "AVG" ? (sums.flows > 0 ? sum / sums.flows : 0) : sum
}
