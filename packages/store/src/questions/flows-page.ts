// A page of stored flows, and how many match.
import type { FlowRow, Page } from "@netweir/model"
import { flowRowSql, readFlowRow } from "../rows/flow-row.ts"
import { clamp, columnOf, epochSeconds, expressionOf, HOUR_SQL, Parameters, scopeSql, timeSql, type FlowScope, type Query, type Question } from "./question.ts"

export interface FlowsPageRequest extends FlowScope {
  readonly sort?: { readonly column: string; readonly descending: boolean }
  readonly offset?: number
  /** At most 1,000. */
  readonly limit?: number
}

export const flowsPage: Question<FlowsPageRequest, Page<FlowRow>> = {
  plan(request, nowMs) {
    const parameters = new Parameters()
    const { time, rest } = scopeSql(request, parameters, nowMs)
    const limit = parameters.add("UInt32", clamp(request.limit, 50, 0, 1000))
    const offset = parameters.add("UInt32", clamp(request.offset, 0, 0, 10_000_000))
    const page = { sql: `SELECT ${flowRowSql} FROM flows WHERE ${time} AND ${rest} ORDER BY ${orderOf(request)} LIMIT ${limit} OFFSET ${offset}`, params: parameters.values }
    const matches = { sql: `SELECT count() FROM flows WHERE ${time} AND ${rest}`, params: parameters.values }
    return rest === "1" ? [page, ...countQueries(request)] : [page, ...countQueries(request), matches]
  },
  read([rows, hours, edges, matches], _request, nowMs) {
    const total = Number(hours[0]?.[0] ?? 0) + Number(edges[0]?.[0] ?? 0)
    return { rows: rows.map(readFlowRow), matched: matches ? Number(matches[0]?.[0] ?? 0) : total, total, atMs: nowMs }
  },
}

const HOUR_MS = 3_600_000

/** All flows of a range: whole hours are counted from the table's index alone, only what sticks out is read. */
function countQueries({ fromMs, toMs }: FlowScope): [Query, Query] {
  const first = Math.ceil(fromMs / HOUR_MS) * HOUR_MS
  const last = Math.max(first, Math.floor(toMs / HOUR_MS) * HOUR_MS)
  const whole = new Parameters()
  const hours = `${HOUR_SQL} >= toDateTime(${whole.add("UInt32", epochSeconds(first))}) AND ${HOUR_SQL} < toDateTime(${whole.add("UInt32", epochSeconds(last))})`
  const rest = new Parameters()
  const edges = `(${timeSql(fromMs, Math.min(first, toMs), rest)}) OR (${timeSql(last, Math.max(last, toMs), rest)})`
  return [{ sql: `SELECT count() FROM flows WHERE ${hours}`, params: whole.values }, { sql: `SELECT count() FROM flows WHERE ${edges}`, params: rest.values }]
}

/** Newest first unless asked. Ties are broken, or pages would overlap. */
function orderOf({ sort = { column: "lastSeenMs", descending: true } }: FlowsPageRequest): string {
  const direction = sort.descending ? "DESC" : "ASC"
  const column = columnOf(sort.column)
  // Newest hours are read first and the rest is left alone.
  const hour = column.id === "lastSeenMs" ? `${HOUR_SQL} ${direction}, ` : ""
  return `${hour}${expressionOf(column)} ${direction}, lastSeenMs ${direction}, flowId ${direction}`
}
