// Load and memory of the machine, in the words of ntopng's system_host_stats: KB and percent.
import { readFileSync } from "node:fs"
import { freemem, loadavg, totalmem } from "node:os"

export interface SystemStats { readonly [name: string]: unknown }

const KB = 1024

export function createSystemStats(): () => SystemStats {
  let before = cpuTimes()
  return () => {
    const now = cpuTimes()
    const total = Math.max(1, sum(now) - sum(before))
    const cpuStates = Object.fromEntries(Object.entries(now).map(([name, value]) => [name, (100 * (value - (before[name] ?? 0))) / total]))
    before = now
    const memory = memoryKb()
    const { rss } = process.memoryUsage()
    return {
      alerts_queries: 0, alerts_stats: { alert_queues: { internal_alerts_queue: { pct_not_enqueued: 0 } } }, dropped_alerts: 0, written_alerts: 0,
      cpu_load: loadavg()[0], cpu_states: cpuStates,
      mem_ntopng_resident: Math.round(rss / KB), mem_ntopng_virtual: Math.round(virtualBytes(rss) / KB), ...memory,
    }
  }
}

const sum = (times: Readonly<Record<string, number>>) => Object.values(times).reduce((total, one) => total + one, 0)
const CPU_STATES = ["user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal", "guest", "guest_nice"] as const

/** proc(5), /proc/stat: first line, jiffies since boot. Elsewhere than on Linux all zero. */
function cpuTimes(): Record<string, number> {
  const fields = readText("/proc/stat").split("\n", 1)[0].trim().split(/\s+/).slice(1)
  return Object.fromEntries(CPU_STATES.map((name, i) => [name, Number(fields[i] ?? 0)]))
}

function memoryKb(): Record<string, number> {
  const text = readText("/proc/meminfo")
  const kb = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(text)?.[1] ?? 0)
  const total = kb("MemTotal") || Math.round(totalmem() / KB)
  const free = kb("MemFree") || Math.round(freemem() / KB)
  const buffers = kb("Buffers")
  const cached = kb("Cached")
  const reclaimable = kb("SReclaimable")
  return {
    mem_total: total, mem_free: free, mem_buffers: buffers, mem_cached: cached, mem_shmem: kb("Shmem"), mem_sreclaimable: reclaimable,
    mem_used: Math.max(0, total - free - buffers - cached - reclaimable),
  }
}

function virtualBytes(rss: number): number {
  const pages = Number(readText("/proc/self/statm").split(" ")[0])
  return pages > 0 ? pages * 4096 : rss
}

/** Not Linux, or hidden: no text. */
function readText(path: string): string {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return ""
  }
}
