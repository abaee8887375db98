// How many flows match and what they sum up to.
import { flowSource, type FlowSourceTable } from "./flow-source.ts"
import { readSums, sumsSql, type MetricSums } from "./metrics.ts"
import { Parameters, type FlowScope, type Question } from "./question.ts"

export interface FlowTotalsReply extends MetricSums { readonly table: FlowSourceTable }

const HOUR_MS = 3_600_000

export const flowTotals: Question<FlowScope, FlowTotalsReply> = {
  plan(request, nowMs) {
    const parameters = new Parameters()
    const source = flowSource(request, [], HOUR_MS, parameters, nowMs)
    return [{ sql: `SELECT ${sumsSql(source.table, true)} FROM ${source.table} WHERE ${source.where}`, params: parameters.values }]
  },
  read([rows], request, nowMs) {
    return { ...readSums(rows[0] ?? [], true), table: flowSource(request, [], HOUR_MS, new Parameters(), nowMs).table }
  },
}
