// The monitor: interfaces by name and number, their workers, what all of them share (history, reverse DNS, aliases).
import { recordSourceKind } from "@netweir/ingest/records/index.ts"
import { randomInt } from "node:crypto"
import { reverse } from "node:dns/promises"
import { userProtocols } from "@netweir/engine/rules/compile-rules.ts"
import type { RuleSet } from "@netweir/engine/rules/rule-set.ts"
import { registerUserProtocols, type InterfaceStats, type RiskMuteMatches, type RiskMuteRule } from "@netweir/model"
import { ProductError } from "../contract/errors.ts"
import type { Store } from "@netweir/store"
import { loadAddressFacts } from "../facts/load-address-facts.ts"
import type { Log } from "../log/log.ts"
import type { Sinks } from "../sinks/create-sinks.ts"
import { interfaceTargets, looksLikeDevice } from "./interface-targets.ts"
import type { Monitor, MonitoredInterface, MonitorOptions } from "./monitor.ts"
import { createReverseDns } from "./reverse-dns.ts"
import { createSourceInterface, type SourceInterface } from "./source-interface.ts"
import { createViewInterface } from "./view-interface.ts"
import { createWorkerLink } from "./worker-link.ts"

/** Where ended flows and series go, as ClickHouse Native blocks; null = history is off. */
export type HistorySink = Pick<Store, "insertEncodedFlows" | "insertEncodedSeries">

export interface MonitorParts {
  readonly log: Log
  readonly history: HistorySink | null
  readonly hostAliases: Readonly<Record<string, string>>
  /** What the user adds to the built-in knowledge (--rules-dir, -p). */
  readonly rules?: RuleSet
  /** The mutes in force at the start, and who hears that they were applied. */
  readonly mutes?: readonly RiskMuteRule[]
  onMuted?(matches: readonly RiskMuteMatches[]): void
  /** Number of an interface by name: given on first use and kept over restarts. */
  interfaceId(name: string): number
  /** History has it from an earlier run: it is read and shown, not stored again. */
  isInHistory?(interfaceName: string, target: string): boolean
  /** A file was read to its end, and all its rows were handed over. */
  onFileRead?(interfaceName: string, target: string): void
  /** Where flows and series go besides history; null = nowhere. */
  readonly sinks?: Sinks | null
  readonly workerEntry?: URL
}

const STATS_MS = 1_000
const NAMES_MS = 10_000
/** `start` waits so long for sources to open; a pipe may wait for its writer for ever. */
const OPEN_MS = 5_000
/** Hosts without a name that are looked up per interface and round. */
const NAMES_PER_ROUND = 200
/** The view of everything that the API calls "all"; ntopng's numbers begin at 0, its system interface is -1. */
const ALL_ID = -2
/** How late hosts and groups may hear of packets. Live, pages are to move every second; a file flies by in any case. */
const LIVE_HARVEST_SECONDS = 1
const FILE_HARVEST_SECONDS = 5

export function createMonitor(options: MonitorOptions, parts: MonitorParts): Monitor {
  const { log, sinks } = parts
  if (parts.rules) registerUserProtocols(userProtocols(parts.rules))
  const hashSeed = randomInt(2 ** 31)
  const history = { sentRows: 0, droppedRows: 0 }
  let stats: readonly InterfaceStats[] = []
  const timers: NodeJS.Timeout[] = []
  let finished: () => void
  const whenFinished = new Promise<void>((resolve) => { finished = resolve })

  const targets = interfaceTargets(options.interfaces)
  const sources = targets.flatMap((target) => (target.kind === "source" ? [sourceInterface(target.name, target.target)] : []))
  const views = targets.flatMap((target) => {
    if (target.kind !== "view") return []
    const members = target.members === "all" ? sources : target.members.map((member) => {
      const found = sources.find((source) => source.name === member)
      if (!found) throw new ProductError("interface-not-found", { view: target.name, member }, { message: `${target.name} names "${member}", which is none of the interfaces given with -i.` })
      return found
    })
    return [createViewInterface(parts.interfaceId(target.name), target.name, members)]
  })
  const all = createViewInterface(ALL_ID, "all", sources)
  const interfaces: readonly MonitoredInterface[] = [...sources, ...views]
  const names = createReverseDns({ reverse, nowMs: Date.now })

  function sourceInterface(name: string, target: string): SourceInterface {
    const id = parts.interfaceId(name)
    const records = recordSourceKind(target)
    const isDevice = looksLikeDevice(target) || records !== undefined
    const keepHistory = parts.history !== null && !(parts.isInHistory?.(name, target) ?? false)
    let isRead = false
    const workers = Math.max(1, Math.min(64, options.workers))
    const fanout = workers > 1 && isDevice && (records?.isShared ?? true) ? { group: (process.pid ^ (id << 8)) & 0xffff, workers } : undefined
    const links = Array.from({ length: fanout ? workers : 1 }, (_, index) => createWorkerLink({
      data: {
        target, expectedKind: isDevice ? "live" : "file",
        source: { filter: options.packetFilter, snaplen: options.snaplen, promiscuous: options.promiscuous, direction: options.direction, originalSpeed: options.originalSpeed, ...(options.zmq && { zmq: options.zmq }), ...(fanout && { fanout }) },
        engine: {
          interfaceName: name, interfaceId: id, localNetworks: options.localNetworks,
          maxFlows: Math.ceil(options.maxFlows / (fanout ? workers : 1)), maxHosts: options.maxHosts,
          flowIdleSeconds: options.flowIdleSeconds, hostIdleSeconds: options.hostIdleSeconds, activeSliceSeconds: options.activeSliceSeconds,
          harvestSeconds: isDevice ? LIVE_HARVEST_SECONDS : FILE_HARVEST_SECONDS, inspect: true, account: true, entropy: options.entropy, firstPacketBytes: options.firstPacketBytes, decapsulate: options.decapsulate, ignoreVlans: options.ignoreVlans,
          hashSeed, hostAliases: { ...parts.hostAliases }, instance: id * 8 + index,
        },
        postNat: options.postNat, keepFileFlows: !options.purgeFileFlows, keepHistory, dataDir: options.dataDir,
        ...(parts.rules && { rules: parts.rules }), ...(parts.mutes && { mutes: parts.mutes }),
      },
      entry: parts.workerEntry,
      ...(sinks && { sinks: (onNew) => sinks.connect({ interfaceName: name, interfaceId: id }, onNew) }),
      log: (level, text) => (level === "error" ? log.error(text) : level === "warn" ? log.warning(text) : log.info(text)),
      onMuted: (matches) => parts.onMuted?.(matches),
      onState: () => {
        if (!isRead && keepHistory && links.every((link) => link.state === "finished")) {
          isRead = true
          parts.onFileRead?.(name, target)
        }
        if (sources.every((source) => source.links.every((link) => isOver(link)))) finished()
      },
      async onFlows(rows, block) {
        history.sentRows += rows
        await parts.history?.insertEncodedFlows(rows, block).catch((error: unknown) => {
          history.droppedRows += rows
          throw error
        })
      },
      async onSeries(rows, block) { await parts.history?.insertEncodedSeries(rows, block) },
    }))
    return createSourceInterface(id, name, links)
  }

  async function takeStats(): Promise<void> {
    stats = (await Promise.allSettled(interfaces.map((one) => one.ask("stats", {})))).flatMap((one) => (one.status === "fulfilled" ? [one.value] : []))
  }

  async function resolveNames(): Promise<void> {
    const filter = options.dnsMode === 0 ? 'location = "local" and name is null' : "name is null"
    for (const { ask, links, name } of sources) {
      const hosts = await ask("hosts", { filter, sort: { column: "lastSeenMs", descending: true }, limit: NAMES_PER_ROUND }).catch((error: unknown) => {
        log.debug?.(`reverse DNS of ${name}: ${String(error)}`)
        return null
      })
      if (hosts) names.consider(hosts.rows, (ip, vlan, found) => { for (const link of links) link.tell({ op: "names", names: [{ ip, vlan, name: found }] }) })
    }
  }

  /** Runs again so long after it has ended, so a slow round never overlaps the next. */
  function every(ms: number, run: () => Promise<void>): void {
    const timer = setTimeout(async () => {
      await run()
      timer.refresh()
    }, ms)
    timer.unref()
    timers.push(timer)
  }

  return {
    interfaces,
    async start() {
      await loadAddressFacts({ dataDir: options.dataDir }) // once for all workers: they share its memory
      for (const source of sources) for (const link of source.links) link.start()
      if (sources.length === 0) finished()
      every(STATS_MS, takeStats)
      if (options.dnsMode <= 1 && !options.offline) every(NAMES_MS, resolveNames)
      await atMost(OPEN_MS, Promise.all(sources.flatMap((source) => source.links.map((link) => link.settled()))))
      await takeStats()
    },
    async stop() {
      for (const timer of timers) clearTimeout(timer)
      names.stop()
      await Promise.all(sources.flatMap((source) => source.links.map((link) => link.stop())))
    },
    find(idOrName) {
      const text = String(idOrName)
      if (text === "all") return all
      const found = interfaces.find((one) => String(one.id) === text) ?? interfaces.find((one) => one.name === text)
      if (!found) throw new ProductError("interface-not-found", { interface: text.slice(0, 200) })
      return found
    },
    stats: () => stats,
    setAlias(ip, alias) {
      for (const source of sources) for (const link of source.links) link.tell({ op: "alias", ip, alias })
    },
    setRules(rules) {
      registerUserProtocols(userProtocols(rules)) // filters and endpoints of this thread know them by name
      for (const source of sources) for (const link of source.links) link.tell({ op: "rules", rules })
    },
    setRiskMutes(mutes) {
      for (const source of sources) for (const link of source.links) link.tell({ op: "mutes", mutes })
    },
    whenFinished: () => whenFinished,
    historyCounters: () => ({ ...history }),
  }
}

function isOver(link: { readonly state: string; readonly kind: string }): boolean {
  return link.state === "finished" || (link.state === "failed" && link.kind !== "live")
}

async function atMost(ms: number, done: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  await Promise.race([done, new Promise<void>((resolve) => { timer = setTimeout(resolve, ms) })])
  clearTimeout(timer)
}
