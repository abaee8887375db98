// `netweir run`: puts the parts together, says where the pages are, and takes everything down in order.
import { mkdirSync } from "node:fs"
import path from "node:path"
import { openStore, type Store } from "@netweir/store"
import { createAccess } from "../access/access.ts"
import { machineNetworks } from "../config/local-networks.ts"
import type { RunConfig } from "../config/run-config.ts"
import { loadAddressFacts } from "../facts/load-address-facts.ts"
import { openAccessLog } from "../http/access-log.ts"
import { listen, type Listener } from "../http/listen.ts"
import { findWebDir } from "../http/web-dir.ts"
import { createLog, type Log } from "../log/log.ts"
import { createRulesWatch } from "../rules/watch-rules.ts"
import { openRiskMutes } from "../mutes/risk-mutes.ts"
import { createMonitor } from "../monitor/create-monitor.ts"
import { interfaceTargets } from "../monitor/interface-targets.ts"
import type { Monitor } from "../monitor/monitor.ts"
import { capturesInHistory } from "../settings/captures-in-history.ts"
import { lockDataDir } from "../settings/data-dir-lock.ts"
import { interfaceIds } from "../settings/interface-ids.ts"
import { makeDataDir, openDocumentStore } from "../settings/open-settings.ts"
import { createSettings } from "../settings/settings.ts"
import { openSinks } from "../sinks/create-sinks.ts"
import { systemClock } from "../settings/clock.ts"
import { version } from "../version.ts"
import { assembleHttp } from "./run-http.ts"
import { isDaemonChild, startDaemon, tellDaemonParent } from "./run-daemon.ts"
import { deferredStore } from "./run-deferred-store.ts"
import { interfacesToMonitor } from "./run-interfaces.ts"
import { giveUpRoot, planUser, type UserPlan } from "./run-user.ts"
import { removePidFile, writePidFile } from "./run-pid-file.ts"
import { untilAskedToStop } from "./run-signals.ts"

/** Resolves with the exit status when the monitor has stopped. */
export async function run(config: RunConfig, words: readonly string[]): Promise<number> {
  if (config.daemon && !isDaemonChild()) return startDaemon(words, config)
  const log = createLog({ verbosity: config.verbosity, write: (line) => void process.stderr.write(line), nowMs: Date.now })
  for (const note of config.notes) log.warning(note)
  const interfaces = await interfacesToMonitor(config, log)

  makeDataDir(config.dataDir)
  const lock = lockDataDir(config.dataDir)
  const undo: (() => Promise<unknown> | unknown)[] = [() => lock.release()]
  try {
    const stopReason = await live({ config, interfaces, log, undo })
    log.normal(`${stopReason}; stopping`)
    await takeDown(undo, log)
    return 0
  } catch (error) {
    await takeDown(undo, log)
    tellDaemonParent({ problem: problemText(error) })
    throw error
  }
}

interface Starting { readonly config: RunConfig; readonly interfaces: readonly string[]; readonly log: Log; readonly undo: (() => Promise<unknown> | unknown)[] }

/** Resolves with why it should stop. What must be undone is pushed as it comes up. */
async function live({ config, interfaces, log, undo }: Starting): Promise<string> {
  const startedMs = Date.now()
  const asked = untilAskedToStop(log)
  undo.push(() => asked.forget())
  const userPlan = planUser(config, log)

  const documents = await openDocumentStore({ dataDir: config.dataDir, redis: config.redis, log })
  undo.push(() => documents.close())
  const desk = createSettings(documents, log, { retention: config.retention })
  const settings = await desk.read()
  const access = createAccess({
    store: documents, clock: systemClock, log, loginDisabled: config.loginDisabled, autoLogout: config.autoLogout,
    sessionHours: async () => (await desk.read()).sessionHours, cookieName: `session_${config.http?.port ?? 0}_${config.https?.port ?? 0}`,
  })
  const facts = await loadAddressFacts({ dataDir: config.dataDir }) // before any worker starts: they share its memory
  for (const problem of facts.problems) log.warning(problem)
  const targets = interfaceTargets(interfaces)
  const names = targets.map(({ name }) => name)
  const ids = await interfaceIds(documents, names, log)

  // The database starts once the ports are open: the pages come first, and an unprivileged user owns its files.
  const store = deferredStore(config.store, () => openStore({ target: config.store, dataDir: config.dataDir, retention: settings.retention, onProblem: (message) => log.warning(`history: ${message}`) }))
  undo.push(() => store.close())
  const rules = createRulesWatch({ ...config, rulesDir: config.rulesDir ?? ownRulesDir(config.dataDir) }, log, (set) => monitor.setRules(set))
  undo.push(() => rules.stop())
  const mutes = await openRiskMutes(documents, systemClock, log)
  undo.push(() => mutes.stop())
  const captures = config.store === "embedded" ? await capturesInHistory(documents, systemClock, log, { dataDir: config.dataDir, retentionDays: settings.retention.days, options: [version, config.packetFilter, config.localNetworks] }) : null
  const sinks = openSinks({ sinks: config.sinks, instanceName: config.instanceName, version }, log)
  undo.push(() => sinks?.stop())
  const monitor = createMonitor({ ...config, interfaces, localNetworks: [...config.localNetworks, ...machineNetworks()] }, {
    log, rules: rules.current, mutes: mutes.inForce(), onMuted: (matches) => mutes.matched(matches), sinks, history: store.kind === "none" ? null : store, hostAliases: settings.hostAliases,
    interfaceId: (name) => ids[names.indexOf(name)] ?? 0,
    isInHistory(name, target) {
      const storedMs = captures?.storedMs(name, target) ?? null
      if (storedMs === null) return false
      log.normal(`${name}: unchanged since history got it (${new Date(storedMs).toISOString()}); its flows are not stored again`)
      return true
    },
    onFileRead(name, target) {
      if (captures) rememberStored(store, monitor, () => captures.remember(name, target)).catch((error: unknown) => log.warning(`${name} would be stored again by the next run`, error))
    },
  })
  undo.push(() => monitor.stop())
  rules.start()
  mutes.onChange((inForce) => monitor.setRiskMutes(inForce))
  mutes.start()

  const accessLog = config.accessLogFile === null ? null : openAccessLog(path.resolve(config.accessLogFile), log)
  if (accessLog) undo.push(() => accessLog.close())
  const http = await assembleHttp({ config, version, startedMs, log, clock: systemClock, access, documents, desk, monitor, store, rules, mutes, sinks, facts, webDir: findWebDir(), accessLog: accessLog?.write ?? null })
  undo.push(() => http.close())
  const listeners: Listener[] = []
  undo.push(() => Promise.all(listeners.map((listener) => listener.close())))
  if (config.http !== null) listeners.push(await listen(http.app, config.http, "-w"))

  const monitoring = monitor.start()
  const tls = openHttps(config, http.app, log, listeners)
  if (config.http === null) await tls // the only port: nothing works without it
  // Not before a port is open: a password that was made and never printed would lock everybody out.
  const password = await (config.resetAdmin ? access.users.resetAdmin() : access.users.ensureAdmin())
  const announced = announce(config, listeners, password)
  if (userPlan.user !== null) await Promise.all([monitoring, tls])
  dropRights(userPlan, config, log)
  store.open()
  sinks?.start()
  desk.onChange(({ retention }) => void store.setRetention(retention).catch((error: unknown) => log.warning("retention", error)))

  if (config.pidFile !== null) {
    const file = path.resolve(config.pidFile)
    writePidFile(file)
    undo.push(() => removePidFile(file))
  }
  await Promise.all([monitoring, tls])
  if (announced < listeners.length) process.stdout.write(`and at ${addressesOf(config, listeners.slice(announced))}\n`)
  tellDaemonParent({ ready: listeners.map(({ url }) => url + config.prefix) })
  if (config.shutdownWhenDone) return Promise.race([asked.reason, monitor.whenFinished().then(() => "all inputs are read")])
  return asked.reason
}

/** Without --rules-dir the rules lie with the settings, so that they can be edited in the browser in any case. */
function ownRulesDir(dataDir: string): string {
  const directory = path.join(dataDir, "rules")
  mkdirSync(directory, { recursive: true, mode: 0o750 })
  return directory
}

async function openHttps(config: RunConfig, app: Parameters<typeof listen>[0], log: Log, listeners: Listener[]): Promise<void> {
  if (config.https === null) return
  try {
    const { loadTlsPair } = await import("../http/tls.ts")
    const { cert, key } = await loadTlsPair(config.dataDir, log)
    listeners.push(await listen(app, config.https, "-W", { cert, key, ...(config.ciphers !== null && { ciphers: config.ciphers }) }))
  } catch (error) {
    // Nobody asked for the default HTTPS port: HTTP goes on without it.
    if (config.httpsIsAskedFor || config.http === null) throw error
    log.warning("no HTTPS", error)
  }
}

/** Only when nothing was lost on the way, and the database has acknowledged the last row. */
async function rememberStored(store: Store, monitor: Monitor, remember: () => Promise<void>): Promise<void> {
  await store.ready
  await store.flush()
  const { queuedRows, droppedRows } = store.stats().writer
  if (queuedRows === 0 && droppedRows === 0 && monitor.historyCounters().droppedRows === 0) await remember()
}

function addressesOf({ prefix }: RunConfig, listeners: readonly Listener[]): string {
  return listeners.map(({ url }) => `${url}${prefix}/`).join(" and ")
}

/** Returns how many listeners were named: HTTPS may still be on its way. */
function announce(config: RunConfig, listeners: readonly Listener[], password: string | null): number {
  const lines = [`Netweir ${version} is at ${addressesOf(config, listeners)}`]
  if (password !== null) lines.push(`Log in as admin with password ${password} (shown only now; change it in Settings)`)
  process.stdout.write(`${lines.join("\n")}\n`)
  return listeners.length
}

function dropRights(plan: UserPlan, config: RunConfig, log: Log): void {
  if (plan.user === null) return
  mkdirSync(path.join(config.dataDir, "history"), { recursive: true, mode: 0o750 })
  giveUpRoot(plan.user, config.dataDir)
  log.normal(`now running as user ${plan.user}`)
}

/** The newest first; one part that fails or hangs does not keep the others. */
async function takeDown(undo: readonly (() => Promise<unknown> | unknown)[], log: Log): Promise<void> {
  for (const step of undo.toReversed()) {
    try {
      await step()
    } catch (error) {
      log.warning("while stopping", error)
    }
  }
}

function problemText(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return "fix" in error && typeof error.fix === "string" ? `${error.message} ${error.fix}` : error.message
}
