// A page of stored flows, and how many match.
import type { FlowRow, Page } from "@netweir/model"
import { flowRowSql, readFlowRow } from "../rows/flow-row.ts"
import { clamp, columnOf, expressionOf, Parameters, scopeSql, type FlowScope, type Question } from "./question.ts"

export interface FlowsPageRequest extends FlowScope {
  readonly sort?: { readonly column: string; readonly descending: boolean }
  readonly offset?: number
  /** At most 1,000. */
  readonly limit?: number
}

export const flowsPage: Question<FlowsPageRequest, Page<FlowRow>> = {
  plan(request, nowMs) {
    const page = new Parameters()
    const { time, rest } = scopeSql(request, page, nowMs)
    const limit = page.add("UInt32", clamp(request.limit, 50, 0, 1000))
    const offset = page.add("UInt32", clamp(request.offset, 0, 0, 10_000_000))
    const totals = new Parameters()
    const scope = scopeSql(request, totals, nowMs)
    return [
      { sql: `SELECT ${flowRowSql} FROM flows WHERE ${time} AND ${rest} ORDER BY ${orderOf(request)} LIMIT ${limit} OFFSET ${offset}`, params: page.values },
      { sql: `SELECT count(), countIf(${scope.rest}) FROM flows WHERE ${scope.time}`, params: totals.values },
    ]
  },
  read([rows, totals], _request, nowMs) {
    return { rows: rows.map(readFlowRow), matched: Number(totals[0]?.[1] ?? 0), total: Number(totals[0]?.[0] ?? 0), atMs: nowMs }
  },
}

/** Newest first unless asked. Ties are broken, or pages would overlap. */
function orderOf({ sort = { column: "lastSeenMs", descending: true } }: FlowsPageRequest): string {
  const direction = sort.descending ? "DESC" : "ASC"
  const column = columnOf(sort.column)
  // The first key of the table's own order: newest hours are read first and the rest is left alone.
  const hour = column.id === "lastSeenMs" ? `toStartOfHour(lastSeenMs) ${direction}, ` : ""
  return `${hour}${expressionOf(column)} ${direction}, lastSeenMs ${direction}, flowId ${direction}`
}
