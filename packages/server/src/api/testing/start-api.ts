// The API over the real thing for tests: monitor with its workers, HTTP app, access with a settings file; asked by inject.
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { openStore, type Store } from "@netweir/store"
import { createAccess, type Access } from "../../access/access.ts"
import { hashPassword } from "../../access/password.ts"
import type { LoginDisabled } from "../../config/values.ts"
import { createHttp, type HttpServer } from "../../http/create-http.ts"
import { silentLog } from "../../log/log.ts"
import { createMonitor } from "../../monitor/create-monitor.ts"
import { defaultMonitorOptions, type Monitor, type MonitorOptions } from "../../monitor/monitor.ts"
import { systemClock } from "../../settings/clock.ts"
import { openFileStore } from "../../settings/file-store.ts"
import { bindRules } from "../../rules/rule-handlers.ts"
import { bindRiskMutes } from "../../mutes/mute-handlers.ts"
import { openRiskMutes, type RiskMutes } from "../../mutes/risk-mutes.ts"
import { createRulesWatch } from "../../rules/watch-rules.ts"
import { registerApi } from "../register-api.ts"

export interface RunningApi {
  readonly http: HttpServer
  readonly monitor: Monitor
  readonly store: Store
  readonly access: Access
  readonly mutes: RiskMutes
  /** Answer of a GET, parsed. */
  get(url: string): Promise<any> // eslint-disable-line -- tests look into answers of every shape
  stop(): Promise<void>
}

export interface StartOptions {
  readonly interfaces: readonly string[]
  readonly monitor?: Partial<MonitorOptions>
  readonly loginDisabled?: LoginDisabled
  readonly storeTarget?: string
  readonly hostAliases?: Readonly<Record<string, string>>
  /** Rule files, editable over the API. */
  readonly rulesDir?: string
}

export const TEST_PASSWORD = "right horse"

export async function startApi({ interfaces, monitor: monitorOptions, loginDisabled = "all", storeTarget = "none", hostAliases = {}, rulesDir }: StartOptions): Promise<RunningApi> {
  const dir = mkdtempSync(path.join(tmpdir(), "netweir-api-"))
  const store = openStore({ target: storeTarget, dataDir: dir })
  const documents = openFileStore(path.join(dir, "settings.json"))
  const passwordHash = await hashPassword(TEST_PASSWORD)
  for (const [name, role] of [["ada", "admin"], ["vic", "viewer"]] as const) await documents.put(`users/${name}`, { fullName: "", role, passwordHash, mustChangePassword: false, createdMs: 0, lastLoginMs: null })
  const access = createAccess({ store: documents, clock: systemClock, log: silentLog, loginDisabled, autoLogout: true, sessionHours: async () => 12, cookieName: "session_3000_3001" })
  const rules = rulesDir === undefined ? null : createRulesWatch({ rulesDir, customProtocolsFile: null }, silentLog, (set) => monitor.setRules(set))
  const mutes = await openRiskMutes(documents, systemClock, silentLog)
  const ids = new Map<string, number>()
  const monitor = createMonitor({ ...defaultMonitorOptions, offline: true, ...monitorOptions, interfaces }, {
    log: silentLog, history: storeTarget === "none" ? null : store, hostAliases, ...(rules && { rules: rules.current }), mutes: mutes.inForce(), onMuted: (matches) => mutes.matched(matches),
    interfaceId(name) {
      if (!ids.has(name)) ids.set(name, ids.size)
      return ids.get(name) ?? 0
    },
  })
  const http = await createHttp({ authenticate: access.authenticate, log: silentLog, clock: systemClock, version: "1.2.3" })
  if (rules) bindRules(http, rules.directory, { watch: rules, log: silentLog, customProtocolsFile: null })
  mutes.onChange((inForce) => monitor.setRiskMutes(inForce))
  bindRiskMutes(http, mutes, { clock: systemClock, log: silentLog })
  registerApi(http, { monitor, store, access, log: silentLog, version: "1.2.3", async setAlias(ip, alias) { monitor.setAlias(ip, alias === "" ? null : alias) } })
  await http.app.ready()
  await monitor.start()
  return {
    http, monitor, store, access, mutes,
    get: async (url) => (await http.app.inject({ url })).json(),
    async stop() {
      await http.close()
      await monitor.stop()
      await mutes.stop()
      await store.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
