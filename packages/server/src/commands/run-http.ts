// All routes of a running Netweir in one place: what `run` serves is what the tests walk.
import type { Store } from "@netweir/store"
import type { Access } from "../access/access.ts"
import { bindAccess } from "../access/handlers.ts"
import { registerApi } from "../api/register-api.ts"
import type { RunConfig } from "../config/run-config.ts"
import { createHealth } from "../doctor/health.ts"
import { bindSystem } from "../doctor/handlers.ts"
import { createHttp, type HttpServer } from "../http/create-http.ts"
import type { Log } from "../log/log.ts"
import { serveMetrics } from "../metrics/serve-metrics.ts"
import { bindRiskMutes } from "../mutes/mute-handlers.ts"
import type { RiskMutes } from "../mutes/risk-mutes.ts"
import type { Monitor } from "../monitor/monitor.ts"
import type { Clock } from "../settings/clock.ts"
import type { DocumentStore } from "../settings/document-store.ts"
import { bindSettings } from "../settings/handlers.ts"
import { bindRules } from "../rules/rule-handlers.ts"
import type { RulesWatch } from "../rules/watch-rules.ts"
import type { Sinks } from "../sinks/create-sinks.ts"
import type { SettingsDesk } from "../settings/settings.ts"

export interface HttpParts {
  readonly config: RunConfig
  readonly version: string
  readonly startedMs: number
  readonly log: Log
  readonly clock: Clock
  readonly access: Access
  readonly documents: DocumentStore
  readonly desk: SettingsDesk
  readonly monitor: Monitor
  readonly store: Store
  readonly rules: RulesWatch
  readonly mutes: RiskMutes
  readonly sinks: Pick<Sinks, "stats"> | null
  readonly facts: { readonly sources: readonly string[]; readonly problems: readonly string[] }
  readonly webDir: string | null
  readonly accessLog: ((line: string) => void) | null
}

export async function assembleHttp(parts: HttpParts): Promise<HttpServer> {
  const { config, version, log, clock, access, documents, desk, monitor, store, webDir, accessLog } = parts
  const http = await createHttp({ authenticate: access.authenticate, log, clock, prefix: config.prefix, webDir, accessLog, version })
  bindAccess(http, access, { clock, prefix: config.prefix })
  bindSettings(http, desk, documents, (ip, alias) => monitor.setAlias(ip, alias))
  const setAlias = async (ip: string, alias: string) => {
    await desk.setAlias(ip, alias)
    monitor.setAlias(ip, alias === "" ? null : alias)
  }
  bindRules(http, parts.rules.directory, { watch: parts.rules, log, customProtocolsFile: config.customProtocolsFile })
  bindRiskMutes(http, parts.mutes, { clock, log })
  bindSystem(http, createHealth(parts), { version, loginDisabled: config.loginDisabled !== "no" })
  serveMetrics(http, parts)
  registerApi(http, { monitor, store, access, log, version, setAlias }, config.prefix)
  return http
}
