// Every route of a running Netweir, with its real parts (no interface, no history): nobody gets in without login.
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { afterAll, expect, test } from "vitest"
import { createAccess } from "../access/access.ts"
import { createValues } from "../cli/option.ts"
import { runConfig } from "../config/run-config.ts"
import { silentLog } from "../log/log.ts"
import { createMonitor } from "../monitor/create-monitor.ts"
import { openRiskMutes } from "../mutes/risk-mutes.ts"
import { createRulesWatch } from "../rules/watch-rules.ts"
import { systemClock } from "../settings/clock.ts"
import { openFileStore } from "../settings/file-store.ts"
import { createSettings } from "../settings/settings.ts"
import { deferredStore } from "./run-deferred-store.ts"
import { assembleHttp } from "./run-http.ts"
import { openStore } from "@netweir/store"

const dir = mkdtempSync(path.join(tmpdir(), "netweir-routes-"))
const config = { ...runConfig(createValues([])), dataDir: dir, store: "none" }
const documents = openFileStore(path.join(dir, "settings.json"))
const desk = createSettings(documents, silentLog)
const access = createAccess({ store: documents, clock: systemClock, log: silentLog, loginDisabled: "no", autoLogout: true, sessionHours: async () => 12, cookieName: "session" })
const monitor = createMonitor({ ...config, interfaces: [] }, { log: silentLog, history: null, hostAliases: {}, interfaceId: () => 0 })
const store = deferredStore("none", () => openStore({ target: "none", dataDir: dir }))
store.open()
const rules = createRulesWatch({ rulesDir: path.join(dir, "rules"), customProtocolsFile: null }, silentLog, () => undefined)
const mutes = await openRiskMutes(documents, systemClock, silentLog)
const http = await assembleHttp({ config, version: "1.2.3", startedMs: 0, log: silentLog, clock: systemClock, access, documents, desk, monitor, store, rules, mutes, sinks: null, facts: { sources: [], problems: [] }, webDir: null, accessLog: null })
await http.app.ready()
afterAll(async () => {
  await http.close()
  await monitor.stop()
  rmSync(dir, { recursive: true, force: true })
})

function listRoutes(): { url: string; method: string }[] {
  const routes: { url: string; method: string }[] = []
  const stack: string[] = []
  for (const line of http.app.printRoutes({ commonPrefix: false, includeHooks: false }).split("\n")) {
    const match = /^([│ ]*)(?:├── |└── )(.*?) \(([A-Z, ]+)\)/.exec(line)
    if (!match) continue
    stack.length = match[1].length / 4
    stack.push(match[2])
    for (const method of match[3].split(", ")) routes.push({ url: `/${stack.join("").replace(/^\//, "")}`, method })
  }
  return routes
}

/** No login needed, on purpose. The web pages hold no data; the two .lua pages are where ntopng's clients are sent. */
const publicRoutes = [
  "GET /*", "GET /api/v1/version", "GET /lua/http_status_code.lua", "GET /lua/login.lua",
  "HEAD /*", "HEAD /api/v1/version", "HEAD /lua/http_status_code.lua", "HEAD /lua/login.lua",
  "POST /api/csp-report", "POST /api/v1/login",
]

test("without login every route but the public ones is refused", async () => {
  const routes = listRoutes()
  expect(routes.length).toBeGreaterThan(150)
  expect(routes.map(({ url }) => url)).toEqual(expect.arrayContaining(["/api/v1/live", "/metrics", "/api/docs", "/api/docs/json", "/lua/rest/v2/get/host/data.lua", "/api/v1/health"]))
  const open: string[] = []
  for (const { url, method } of routes) {
    const reply = await http.app.inject({ method: method as "GET", url: url.replace(/:[A-Za-z]+/g, "x").replace("*", "some/where"), headers: { authorization: "Bearer nonsense" } })
    if (reply.statusCode === 401) continue
    if (reply.statusCode === 302 && /^\/(\?next=|lua\/login\.lua\?referer=)/.test(String(reply.headers.location))) continue
    open.push(`${method} ${url}`)
  }
  expect(open.toSorted()).toEqual(publicRoutes)
})

test("a viewer reads metrics, health and the description of the API", async () => {
  await access.users.add({ name: "vic", role: "viewer", password: "12345678" })
  const { secret } = await access.tokens.add({ user: "vic", label: "t", role: "viewer" })
  const get = (url: string) => http.app.inject({ url, headers: { authorization: `Bearer ${secret}` } })
  expect((await get("/metrics")).body).toMatch(/^# HELP netweir_info .*\n# TYPE netweir_info gauge\nnetweir_info\{version="1\.2\.3",instance="[^"]+"\} 1\n/)
  const health = (await get("/api/v1/health")).json()
  expect(health).toMatchObject({ version: "1.2.3", commandLine: "netweir", store: { kind: "none", state: "off" }, disk: { dataDir: dir } })
  expect(health.memory.rssBytes).toBeGreaterThan(10e6)
  const paths = Object.keys((await get("/api/docs/json")).json().paths)
  expect(paths).toEqual(expect.arrayContaining(["/api/v1/interfaces/{interface}/flows", "/api/v1/history/groups", "/api/v1/login", "/api/v1/interfaces/{interface}/export/flows.{format}"]))
  expect(paths.filter((one) => !one.startsWith("/api/v1/"))).toEqual([])
  expect((await get("/api/v1/history/groups?fromMs=0&toMs=1&by=app")).json().error.code).toBe("history-off")
})
