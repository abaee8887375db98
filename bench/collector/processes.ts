// What a process and its children take, from /proc (Linux).
import { readdirSync, readFileSync } from "node:fs"

const TICKS_PER_SECOND = 100

export interface Usage { readonly rssMegabytes: number; readonly cpuSeconds: number }

/** Resident memory and CPU time of a process and all below it; zero when it is gone. */
export function usageOfTree(root: number): Usage {
  const parents = new Map<number, number>()
  const own = new Map<number, Usage>()
  for (const name of readdirSync("/proc")) {
    const pid = Number(name)
    if (!Number.isInteger(pid)) continue
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "latin1")
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ") // from the third field (state) on
      parents.set(pid, Number(fields[1]))
      own.set(pid, { cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND, rssMegabytes: (Number(fields[21]) * 4096) / 1e6 })
    } catch { /* ended meanwhile */ }
  }
  let [rssMegabytes, cpuSeconds] = [0, 0]
  for (const [pid, usage] of own) {
    if (!isBelow(pid, root, parents)) continue
    rssMegabytes += usage.rssMegabytes
    cpuSeconds += usage.cpuSeconds
  }
  return { rssMegabytes, cpuSeconds }
}

function isBelow(pid: number, root: number, parents: ReadonlyMap<number, number>): boolean {
  for (let at: number | undefined = pid; at !== undefined && at > 1; at = parents.get(at)) if (at === root) return true
  return false
}
