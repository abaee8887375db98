// Traffic of a filter over time, split by the largest values of a column. A flow's bytes, packets and score are spread evenly over
// its duration (an active slice is minutes long); the flow itself counts where it was last seen.
import { clamp, Parameters, type FlowScope, type Question } from "./question.ts"
import { flowSource, type FlowSourceTable } from "./flow-source.ts"
import { groupColumn } from "./group-keys.ts"
import { metricSql, type HistoryMetric } from "./metrics.ts"
import { chooseStep } from "./steps.ts"

export interface FlowSeriesRequest extends FlowScope {
  /** Column to split by; absent = one line. */
  readonly by?: string
  readonly metric?: HistoryMetric
  /** Lines; the rest is summed as "other". */
  readonly limit?: number
  readonly points?: number
}

export interface FlowSeriesReply {
  readonly stepMs: number
  readonly startMs: number
  /** Sum of the metric per step, largest line first; key "" is everything (no `by`), null the rest beyond the limit. */
  readonly series: readonly { readonly key: string | null; readonly values: readonly number[] }[]
  readonly table: FlowSourceTable
}

function prepare(request: FlowSeriesRequest, nowMs: number) {
  const steps = chooseStep(request.fromMs, request.toMs, clamp(request.points, 120, 2, 1000))
  const parameters = new Parameters()
  const source = flowSource(request, request.by === undefined ? [] : [request.by], steps.stepMs, parameters, nowMs)
  const column = request.by === undefined ? null : groupColumn(request.by, source.columns)
  return { steps, parameters, source, column }
}

export const flowSeries: Question<FlowSeriesRequest, FlowSeriesReply> = {
  plan(request, nowMs) {
    const { steps, parameters, source, column } = prepare(request, nowMs)
    const metric = request.metric ?? "bytes"
    const value = metricSql(metric, source.table)
    const step = parameters.add("Int64", steps.stepMs)
    const start = parameters.add("Int64", steps.startMs)
    const last = parameters.add("Int64", steps.count - 1)
    const limit = parameters.add("UInt32", clamp(request.limit, 8, 1, 50))
    const end = `least(${last}, intDiv(${source.timeMs} - ${start}, ${step}))`
    const isSpread = source.table === "flows" && metric !== "flows"
    const begin = isSpread ? `greatest(0, intDiv(toUnixTimestamp64Milli(firstSeenMs) - ${start}, ${step}))` : end
    const key = column === null ? "''" : `toString(${column.sql})`
    // Buckets of a flow share its value equally; nearly all flows lie in one.
    const spread = isSpread
      ? `SELECT key, arrayJoin(range(toUInt32(least(begin, end)), toUInt32(end) + 1)) AS bucket, value / (end - least(begin, end) + 1) AS share FROM (SELECT ${key} AS key, ${begin} AS begin, ${end} AS end, ${value} AS value FROM ${source.table} WHERE ${source.where})`
      : `SELECT ${key} AS key, ${end} AS bucket, ${value} AS share FROM ${source.table} WHERE ${source.where}`
    const top = column === null ? "('')" : `(SELECT key FROM (SELECT ${key} AS key, sum(${value}) AS total FROM ${source.table} WHERE ${source.where} GROUP BY key ORDER BY total DESC, key LIMIT ${limit}))`
    return [{ sql: `SELECT key IN ${top} AS isTop, if(isTop, key, '') AS line, toUInt32(bucket), sum(share) FROM (${spread}) GROUP BY isTop, line, bucket`, params: parameters.values }]
  },
  read([rows], request, nowMs) {
    const { steps, source, column } = prepare(request, nowMs)
    const lines = new Map<string | null, number[]>()
    for (const [isTop, raw, bucket, share] of rows) {
      const key = Number(isTop) === 0 ? null : String((column ? column.read(raw) : raw) ?? "")
      let values = lines.get(key)
      if (!values) {
        values = new Array<number>(steps.count).fill(0)
        lines.set(key, values)
      }
      values[Number(bucket)] += Number(share)
    }
    const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)
    const series = [...lines].map(([key, values]) => ({ key, values })).toSorted((a, b) => (a.key === null ? 1 : b.key === null ? -1 : total(b.values) - total(a.values)))
    return { stepMs: steps.stepMs, startMs: steps.startMs, series, table: source.table }
  },
}
