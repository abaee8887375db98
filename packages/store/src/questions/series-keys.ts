// Which things of a kind have time series, largest first.
import type { SeriesKind } from "@netweir/model"
import { clamp, epochSeconds, Parameters, type Question } from "./question.ts"

export interface SeriesKeysRequest {
  readonly kind: SeriesKind
  readonly fromMs: number
  readonly toMs: number
  readonly interface?: string
  /** Only keys that contain it. */
  readonly search?: string
  readonly limit?: number
}
export interface SeriesKey { readonly key: string; readonly interface: string; readonly bytes: number; readonly lastMs: number }

const LONG_MS = 48 * 3_600_000

export const seriesKeys: Question<SeriesKeysRequest, readonly SeriesKey[]> = {
  plan(request) {
    const parameters = new Parameters()
    const where = [
      `kind = ${parameters.add("String", request.kind)}`,
      `at >= toDateTime(${parameters.add("UInt32", epochSeconds(request.fromMs))})`, `at < toDateTime(${parameters.add("UInt32", epochSeconds(request.toMs + 999))})`,
    ]
    if (request.interface !== undefined && request.interface !== "") where.push(`interface = ${parameters.add("String", request.interface)}`)
    if (request.search !== undefined && request.search !== "") where.push(`positionCaseInsensitive(key, ${parameters.add("String", request.search)}) > 0`)
    const table = request.toMs - request.fromMs > LONG_MS ? "series_hour" : "series_minute"
    const limit = parameters.add("UInt32", clamp(request.limit, 100, 1, 10_000))
    return [{ sql: `SELECT key, interface, sum(bytesSent + bytesReceived) AS bytes, toUInt32(max(at)) FROM ${table} WHERE ${where.join(" AND ")} GROUP BY key, interface ORDER BY bytes DESC, key LIMIT ${limit}`, params: parameters.values }]
  },
  read: ([rows]) => rows.map(([key, name, bytes, last]) => ({ key: String(key), interface: String(name), bytes: Number(bytes), lastMs: Number(last) * 1000 })),
}
