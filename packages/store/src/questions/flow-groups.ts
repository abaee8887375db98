// Flows grouped by up to four columns, largest first: top talkers, applications, conversations, ports, ...
import { clamp, Parameters, type FlowScope, type Question } from "./question.ts"
import { flowSource, type FlowSourceTable } from "./flow-source.ts"
import { groupColumn, type GroupKey } from "./group-keys.ts"
import { historyMetrics, readSums, sumCells, sumsSql, type HistoryMetric, type MetricSums } from "./metrics.ts"
import { StoreError } from "../store-error.ts"

export interface FlowGroupsRequest extends FlowScope {
  /** Column ids (or `ip`, `anyPort`, ... for either side), one to four. */
  readonly by: readonly string[]
  /** Sorted by; default bytes. */
  readonly metric?: HistoryMetric
  readonly ascending?: boolean
  /** Also mean round trips and application latency. */
  readonly means?: boolean
  /** At most 1,000. */
  readonly limit?: number
  readonly offset?: number
}

export interface FlowGroup extends MetricSums { readonly key: readonly GroupKey[] }
export interface FlowGroupsReply {
  readonly columns: readonly string[]
  readonly rows: readonly FlowGroup[]
  /** Groups before the limit. */
  readonly groups: number
  /** What was read: hourly sums answer for whole hours. */
  readonly table: FlowSourceTable
}

const HOUR_MS = 3_600_000

function prepare(request: FlowGroupsRequest, nowMs: number) {
  if (request.by.length < 1 || request.by.length > 4) throw new StoreError("question-invalid", "Flows are grouped by one to four columns.", "Name one to four columns.", { details: { by: request.by } })
  const parameters = new Parameters()
  const source = flowSource(request, request.by, HOUR_MS, parameters, nowMs)
  return { parameters, source, columns: request.by.map((id) => groupColumn(id, source.columns)) }
}

export const flowGroups: Question<FlowGroupsRequest, FlowGroupsReply> = {
  plan(request, nowMs) {
    const { parameters, source, columns } = prepare(request, nowMs)
    const keys = columns.map(({ sql }, i) => `${sql} AS k${i}`).join(", ")
    const names = columns.map((_, i) => `k${i}`).join(", ")
    const metric = historyMetrics.indexOf(request.metric ?? "bytes")
    const order = `${columns.length + 1 + Math.max(0, metric)} ${request.ascending ? "ASC" : "DESC"}, ${names}`
    const limit = parameters.add("UInt32", clamp(request.limit, 20, 0, 1000))
    const offset = parameters.add("UInt32", clamp(request.offset, 0, 0, 1_000_000))
    return [{
      sql: `SELECT ${keys}, ${sumsSql(source.table, request.means ?? false)}, count() OVER () FROM ${source.table} WHERE ${source.where} GROUP BY ${names} ORDER BY ${order} LIMIT ${limit} OFFSET ${offset}`,
      params: parameters.values,
    }]
  },
  read([rows], request, nowMs) {
    const { columns, source } = prepare(request, nowMs)
    return {
      columns: columns.map(({ id }) => id),
      rows: rows.map((row) => ({ key: columns.map((column, i) => column.read(row[i])), ...readSums(row.slice(columns.length), request.means ?? false) })),
      groups: Number(rows[0]?.[columns.length + sumCells(request.means ?? false)] ?? 0),
      table: source.table,
    }
  },
}
