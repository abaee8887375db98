// Minute series of one thing (an interface, a host, an application, ...), read from the roll-up that fits the step.
import type { SeriesKind } from "@netweir/model"
import { seriesCounters, seriesGauges } from "../schema/series-columns.ts"
import { clamp, epochSeconds, Parameters, type Question } from "./question.ts"
import { chooseStep } from "./steps.ts"

export interface TimeSeriesRequest {
  readonly fromMs: number
  readonly toMs: number
  readonly kind: SeriesKind
  /** Absent = the sum of all keys of the kind. */
  readonly key?: string
  readonly interface?: string
  readonly points?: number
  /** Default: by the step. */
  readonly rollUp?: "minute" | "hour" | "day"
}

const names = [...seriesCounters, ...seriesGauges] as const
export type SeriesName = (typeof names)[number]

export interface TimeSeriesReply {
  readonly stepMs: number
  readonly startMs: number
  /** One value per step, null where nothing is known. Counters are sums over the step, gauges means. */
  readonly series: { readonly [Name in SeriesName]: readonly (number | null)[] }
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const FINEST_MS = { minute: MINUTE_MS, hour: HOUR_MS, day: DAY_MS } as const

function prepare({ fromMs, toMs, points, rollUp }: TimeSeriesRequest) {
  const steps = chooseStep(fromMs, toMs, clamp(points, 240, 2, 2000), rollUp ? FINEST_MS[rollUp] : MINUTE_MS)
  const table = rollUp ?? (steps.stepMs % DAY_MS === 0 ? "day" : steps.stepMs % HOUR_MS === 0 ? "hour" : "minute")
  return { ...steps, table }
}

export const timeSeries: Question<TimeSeriesRequest, TimeSeriesReply> = {
  plan(request) {
    const { stepMs, startMs, table } = prepare(request)
    const parameters = new Parameters()
    const start = parameters.add("UInt32", epochSeconds(startMs))
    const where = [`kind = ${parameters.add("String", request.kind)}`, `at >= toDateTime(${start})`, `at < toDateTime(${parameters.add("UInt32", epochSeconds(request.toMs + 999))})`]
    if (request.key !== undefined) where.push(`key = ${parameters.add("String", request.key)}`)
    if (request.interface !== undefined && request.interface !== "") where.push(`interface = ${parameters.add("String", request.interface)}`)
    // Means per thing first, then the sum over things.
    const counters = seriesCounters.map((name) => `sum(${name}) AS ${name}Sum`)
    const gauges = seriesGauges.map((name) => `sum(${name}) / greatest(1, sum(points)) AS ${name}Sum`)
    const inner = `SELECT intDiv(toUInt32(at) - ${start}, ${parameters.add("UInt32", stepMs / 1000)}) AS bucket, ${[...counters, ...gauges].join(", ")} FROM series_${table} WHERE ${where.join(" AND ")} GROUP BY bucket, interface, key`
    return [{ sql: `SELECT bucket, ${names.map((name) => `sum(${name}Sum)`).join(", ")} FROM (${inner}) GROUP BY bucket ORDER BY bucket`, params: parameters.values }]
  },
  read([rows], request) {
    const { stepMs, startMs, count } = prepare(request)
    const series = Object.fromEntries(names.map((name) => [name, new Array<number | null>(count).fill(null)]))
    for (const [bucket, ...cells] of rows) for (const [i, name] of names.entries()) if (Number(bucket) < count) series[name][Number(bucket)] = Number(cells[i])
    return { stepMs, startMs, series: series as unknown as TimeSeriesReply["series"] } // one entry per name, made above
  },
}
