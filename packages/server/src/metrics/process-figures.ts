import { readFileSync } from "node:fs"
import { monitorEventLoopDelay } from "node:perf_hooks"

export interface ThreadMemory { readonly rssBytes: number; readonly heapBytes: number; readonly storeRssBytes: number | null }

export interface ProcessFigures { read(storePid: number | null): { readonly cpuSeconds: number; readonly memory: ThreadMemory; readonly eventLoopDelayP99Seconds: number; readonly startedSeconds: number } }

export function createProcessFigures(): ProcessFigures {
  const delay = monitorEventLoopDelay({ resolution: 20 })
  delay.enable()
  const startedSeconds = Math.round(Date.now() / 1000 - process.uptime())
  return {
    read(storePid) {
      const { user, system } = process.cpuUsage()
      const { rss, heapUsed } = process.memoryUsage()
      const late = delay.percentile(99) / 1e9
      delay.reset()
      return { cpuSeconds: (user + system) / 1e6, memory: { rssBytes: rss, heapBytes: heapUsed, storeRssBytes: storePid === null ? null : rssOf(storePid) }, eventLoopDelayP99Seconds: late, startedSeconds }
    },
  }
}

/** Resident memory of another process of ours (proc(5), statm: pages of 4 kB); null where that can't be read. */
export function rssOf(pid: number): number | null {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) * 4096
  } catch {
    return null // not Linux, or it has just ended
  }
}
