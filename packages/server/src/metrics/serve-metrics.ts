import type { Store } from "@netweir/store"
import type { Access } from "../access/access.ts"
import type { RunConfig } from "../config/run-config.ts"
import type { HttpServer } from "../http/create-http.ts"
import type { Log } from "../log/log.ts"
import type { Monitor } from "../monitor/monitor.ts"
import type { Sinks } from "../sinks/create-sinks.ts"
import { renderMetrics } from "./metrics.ts"
import { createProcessFigures } from "./process-figures.ts"

interface MetricParts { readonly config: RunConfig; readonly version: string; readonly log: Log; readonly access: Access; readonly monitor: Monitor; readonly store: Store; readonly sinks: Pick<Sinks, "stats"> | null }

export function serveMetrics({ app, cspReports, replies }: HttpServer, { config, version, log, access, monitor, store, sinks }: MetricParts): void {
  const figures = createProcessFigures()
  app.get("/metrics", { config: { role: "viewer", onNoLogin: "status", csrf: "none" } }, (_, reply) => {
    const stats = store.stats()
    const text = renderMetrics({
      version, instance: config.instanceName, interfaces: monitor.stats(), store: stats, sinks: sinks?.stats() ?? [], history: monitor.historyCounters(),
      http: { ...replies, cspReports: cspReports.count + cspReports.ignored, failedLogins: access.failedLogins, throttledLogins: access.throttle.rejected },
      log: log.counts(), process: figures.read(stats.pid),
    })
    return reply.header("cache-control", "no-store").type("text/plain; version=0.0.4; charset=utf-8").send(text)
  })
}
