// GET /api/v1/health: how Netweir itself does.
import type { Store } from "@netweir/store"
import type { Static } from "typebox"
import type { RunConfig } from "../config/run-config.ts"
import type { health as healthSchema } from "../contract/system.ts"
import { rssOf } from "../metrics/process-figures.ts"
import type { Monitor } from "../monitor/monitor.ts"
import type { Sinks } from "../sinks/create-sinks.ts"
import type { Clock } from "../settings/clock.ts"
import { ok, warning, type Check } from "./check.ts"
import { checkClock, checkDisk, checkKernel, checkMemory, checkNode, checkOpenFiles, checkRights, diskSpace } from "./machine-checks.ts"
import { checkFacts, checkPages, checkStore } from "./part-checks.ts"
import { checkSinkStates } from "./sink-checks.ts"

export interface HealthParts {
  readonly config: RunConfig
  readonly version: string
  readonly startedMs: number
  readonly clock: Clock
  readonly store: Store
  readonly monitor: Monitor
  readonly sinks: Pick<Sinks, "stats"> | null
  readonly facts: { readonly sources: readonly string[]; readonly problems: readonly string[] }
  readonly webDir: string | null
}
export type Health = Static<typeof healthSchema>

export function createHealth({ config, version, startedMs, clock, store, monitor, sinks, facts, webDir }: HealthParts): () => Promise<Health> {
  let lastCpu = { usage: process.cpuUsage(), atMs: performance.now() }
  function cpuPercent(): number {
    const atMs = performance.now()
    const { user, system } = process.cpuUsage(lastCpu.usage)
    const percent = atMs - lastCpu.atMs > 100 ? (user + system) / 10 / (atMs - lastCpu.atMs) : 0
    lastCpu = { usage: process.cpuUsage(), atMs }
    return Math.round(percent * 10) / 10
  }

  return async () => {
    const memory = process.memoryUsage()
    const { writer, ...stats } = store.stats()
    const sizes = stats.state === "ready" ? await store.ask("tableSizes", {}).catch(() => null) : null // its failure shows in the checks
    const space = diskSpace(config.dataDir)
    return {
      version, node: process.versions.node, platform: `${process.platform} ${process.arch}`, startedMs, nowMs: clock.nowMs(), instance: config.instanceName, commandLine: config.commandLine,
      memory: { rssBytes: memory.rss, heapBytes: memory.heapUsed, storeRssBytes: stats.pid === null ? null : rssOf(stats.pid) },
      cpuPercent: cpuPercent(),
      store: {
        kind: stats.kind, state: stats.state, engine: stats.engine, problem: stats.problem,
        flows: sizes?.flows ?? 0, bytes: sizes?.bytes ?? 0, bytesPerFlow: sizes?.bytesPerFlow ?? null, oldestMs: sizes?.oldestMs ?? null,
        queuedRows: writer.queuedRows, spooledBytes: writer.spooledBytes, spoolLimitBytes: writer.spoolLimitBytes, insertedRows: writer.insertedRows, droppedRows: writer.droppedRows, lagMs: writer.lagMs,
      },
      sinks: (sinks?.stats() ?? []).map((one) => ({ ...one, takes: [...one.takes] })),
      disk: { dataDir: config.dataDir, ...space },
      checks: [...checkInterfaces(monitor), await checkStore(store), ...checkSinkStates(sinks?.stats() ?? []), checkDisk(config.dataDir, space), checkMemory(), checkRights(), checkOpenFiles(), checkClock(), checkFacts(facts), checkPages(webDir), checkKernel(), checkNode()],
    }
  }
}

function checkInterfaces(monitor: Monitor): readonly Check[] {
  return monitor.stats().map((one) => {
    const id = `interface-${one.id}`
    const title = `Interface ${one.name}`
    if (one.state === "failed") return { id, title, state: "error", text: one.problem ?? "failed", fix: "Repair what the message says, then start Netweir again." } satisfies Check
    const dropped = Object.values(one.packets.dropped).reduce((sum, count) => sum + count, 0)
    const ratio = one.packets.received === 0 ? 0 : dropped / one.packets.received
    if (ratio > 0.01) return warning(id, title, `${Math.round(ratio * 1000) / 10} % of the packets were dropped (${Object.entries(one.packets.dropped).filter(([, count]) => count > 0).map(([reason, count]) => `${reason} ${count}`).join(", ")})`, "Spread a busy interface over --workers, filter with -B, or raise -X when tables are full.")
    return ok(id, title, `${one.state}, ${one.packets.received.toLocaleString("en-US")} packets`)
  })
}
