// /api/v1/interfaces/...: what is going on now, asked of the workers.
import { exporterColumns, flowColumns, groupColumns, hostColumns, type Page } from "@netweir/model"
import { ProductError } from "../contract/errors.ts"
import * as routes from "../contract/live.ts"
import type { HttpServer } from "../http/create-http.ts"
import type { ApiParts } from "./api-parts.ts"
import { completeValues } from "./complete-values.ts"
import { pageRequest } from "./page-request.ts"

export function bindLive({ bind }: HttpServer, { monitor }: ApiParts): void {
  bind(routes.listInterfaces, () => Promise.all(monitor.interfaces.map(async (one) => {
    const { throughputHistory: _, ...stats } = await one.ask("stats", {})
    return stats
  })))
  bind(routes.getInterface, ({ params }) => monitor.find(params.interface).ask("stats", {}))
  bind(routes.liveFlows, async ({ params, query }) => sent(await monitor.find(params.interface).ask("flows", pageRequest(query, flowColumns))))
  bind(routes.liveFlow, async ({ params }) => {
    const flow = await monitor.find(params.interface).ask("flow", { flowId: params.flowId })
    if (!flow) throw new ProductError("flow-not-found", { flowId: params.flowId })
    return flow
  })
  bind(routes.liveFlowShape, async ({ params }) => {
    const shape = await monitor.find(params.interface).ask("flowShape", { flowId: params.flowId })
    if (!shape) throw new ProductError("flow-not-found", { flowId: params.flowId })
    return shape
  })
  bind(routes.liveHosts, async ({ params, query }) => sent(await monitor.find(params.interface).ask("hosts", pageRequest(query, hostColumns))))
  bind(routes.liveHost, async ({ params, query }) => {
    const host = await monitor.find(params.interface).ask("host", { ip: params.ip, vlan: query.vlan ?? 0 })
    if (!host) throw new ProductError("host-not-found", { ip: params.ip, vlan: query.vlan ?? 0 })
    return host
  })
  bind(routes.liveGroups, async ({ params, query }) => sent(await monitor.find(params.interface).ask("groups", { ...pageRequest(query, groupColumns), kind: params.kind })))

  bind(routes.liveExporters, async ({ params, query }) => sent(await monitor.find(params.interface).ask("exporters", pageRequest(query, exporterColumns))))
  bind(routes.liveExporter, async ({ params, query }) => {
    const exporter = await monitor.find(params.interface).ask("exporter", { key: query.key })
    if (!exporter) throw new ProductError("exporter-not-found", { exporter: query.key })
    return exporter
  })

  bind(routes.search, async ({ query }) => {
    const limit = query.limit ?? 10
    const real = monitor.interfaces.filter((one) => !one.isView)
    const found = await Promise.allSettled(real.map((one) => one.ask("search", { text: query.text, limit })))
    return found.flatMap((answer, i) => (answer.status === "fulfilled" ? answer.value.map((entry) => ({ ...entry, interface: String(real[i].id) })) : [])).slice(0, limit)
  })
  bind(routes.completeFilter, ({ query }) => completeValues(monitor, query))
}

/** The contract's arrays are writable. */
const sent = <Row>(page: Page<Row>) => ({ ...page, rows: [...page.rows] })
