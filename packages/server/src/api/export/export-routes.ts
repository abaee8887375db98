// Downloads of whole tables. Bound by hand: their replies are streams of text.
import { exporterColumns, flowColumns, groupColumns, hostColumns, type Column, type GroupKind, type Page, type PageRequest } from "@netweir/model"
import type { FastifyReply, FastifyRequest } from "fastify"
import { exportExporters, exportFlows, exportGroups, exportHistoryFlows, exportHosts } from "../../contract/export.ts"
import type { Route } from "../../contract/route.ts"
import type { HttpServer } from "../../http/create-http.ts"
import type { ApiParts } from "../api-parts.ts"
import { historyColumns } from "@netweir/store"
import { scopeOf } from "../history-handlers.ts"
import { pageRequest } from "../page-request.ts"
import { askStore } from "../store-questions.ts"
import { allRows, deepestOf } from "./rows.ts"
import { chosenColumns, sendTable } from "./send-table.ts"

interface TableQuery { readonly filter?: string; readonly sort?: string; readonly limit?: number; readonly columns?: string }
interface TableParams { readonly interface: string; readonly format: "csv" | "json"; readonly kind?: GroupKind }

/** Routes whose handler sends its own reply; checked and described as the others. */
export function bindStream(http: HttpServer, route: Route, handler: (request: FastifyRequest, reply: FastifyReply) => FastifyReply | Promise<FastifyReply>): void {
  http.app.route({
    method: route.method, url: route.path, config: { role: route.role, onNoLogin: "status", csrf: "header" },
    schema: { operationId: route.id, summary: route.summary, tags: [route.tag], ...(route.query && { querystring: route.query }), ...(route.params && { params: route.params }) },
    handler,
  })
}

export function bindExports(http: HttpServer, { monitor, store }: ApiParts): void {
  const table = <Row extends object>(route: Route, name: string, columns: readonly Column[], ask: (params: TableParams, request: PageRequest) => Promise<Page<Row>>) =>
    bindStream(http, route, (request, reply) => {
      const params = request.params as TableParams // both checked against the route's schemas
      const { limit = 10_000, ...query } = request.query as TableQuery
      const chosen = chosenColumns(query.columns, columns)
      const deepest = deepestOf(monitor.find(params.interface))
      const rows = allRows((page) => ask(params, page), pageRequest(query, columns), limit, deepest)
      return sendTable(reply, `${params.kind ?? name}-${monitor.find(params.interface).name}`, params.format, chosen, rows)
    })
  table(exportFlows, "flows", flowColumns, (params, page) => monitor.find(params.interface).ask("flows", page))
  table(exportHosts, "hosts", hostColumns, (params, page) => monitor.find(params.interface).ask("hosts", page))
  table(exportGroups, "groups", groupColumns, (params, page) => monitor.find(params.interface).ask("groups", { ...page, kind: params.kind ?? "application" }))
  table(exportExporters, "exporters", exporterColumns, (params, page) => monitor.find(params.interface).ask("exporters", page))

  bindStream(http, exportHistoryFlows, (request, reply) => {
    const { format } = request.params as TableParams
    const { limit = 10_000, ...query } = request.query as TableQuery & { readonly fromMs: number; readonly toMs: number; readonly interface?: string }
    const columns = chosenColumns(query.columns, historyColumns)
    const scope = scopeOf(query)
    const rows = allRows((page) => askStore(store, "flowsPage", { ...page, ...scope }), pageRequest(query, historyColumns), limit, Number.POSITIVE_INFINITY)
    return sendTable(reply, "flows-history", format, columns, rows)
  })
}
