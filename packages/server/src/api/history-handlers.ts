// /api/v1/history/...: what was, asked of the store.
import { historyColumns, type FlowScope } from "@netweir/store"
import { ProductError } from "../contract/errors.ts"
import * as routes from "../contract/history.ts"
import type { HttpServer } from "../http/create-http.ts"
import type { ApiParts } from "./api-parts.ts"
import { pageRequest } from "./page-request.ts"
import { askStore } from "./store-questions.ts"

export function bindHistory({ bind }: HttpServer, { store }: Pick<ApiParts, "store">): void {
  bind(routes.historyFlows, async ({ query }) => {
    const page = await askStore(store, "flowsPage", { ...pageRequest(query, historyColumns), ...scopeOf(query) })
    return { ...page, rows: [...page.rows] }
  })
  bind(routes.historyGroups, async ({ query }) => {
    const by = query.by.split(",").map((one) => one.trim()).filter(Boolean)
    const reply = await askStore(store, "flowGroups", { ...scopeOf(query), by, metric: query.metric, limit: query.limit })
    return { columns: [...reply.columns], rows: reply.rows.map((row) => ({ ...row, key: row.key.map((one) => (typeof one === "boolean" ? String(one) : one)) })), groups: reply.groups }
  })
  bind(routes.historySeries, async ({ query }) => {
    const { stepMs, startMs, series } = await askStore(store, "flowSeries", { ...scopeOf(query), ...(query.by && { by: query.by }), metric: query.metric, limit: query.limit, points: query.points })
    // The rest beyond the limit has no value of its own.
    return { stepMs, startMs, series: series.map(({ key, values }) => ({ key: key ?? "other", values: [...values] })) }
  })
  bind(routes.timeSeries, async ({ query }) => {
    checkRange(query)
    const { stepMs, startMs, series } = await askStore(store, "timeSeries", { fromMs: query.fromMs, toMs: query.toMs, kind: query.kind, points: query.points, ...(query.key !== undefined && { key: query.key }), ...(query.interface && { interface: query.interface }) })
    return { stepMs, startMs, series: Object.fromEntries(Object.entries(series).map(([name, values]) => [name, [...values]])) }
  })
}

export function scopeOf(query: { readonly fromMs: number; readonly toMs: number; readonly filter?: string; readonly interface?: string }): FlowScope {
  checkRange(query)
  return { fromMs: query.fromMs, toMs: query.toMs, ...(query.filter && { filter: query.filter }), ...(query.interface && { interface: query.interface }) }
}

function checkRange({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }): void {
  if (!(fromMs < toMs)) throw new ProductError("range-invalid", { fromMs, toMs })
}
