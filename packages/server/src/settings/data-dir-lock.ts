// One netweir per data directory: a file with our process id, believed only while that very process lives.
import { closeSync, openSync, readFileSync, rmSync, writeSync } from "node:fs"
import path from "node:path"
import { ProductError } from "../contract/errors.ts"

export interface DataDirLock { release(): void }

export function lockDataDir(dataDir: string): DataDirLock {
  const file = path.join(dataDir, "netweir.lock")
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const handle = openSync(file, "wx", 0o644)
      writeSync(handle, JSON.stringify({ pid: process.pid, started: startMark(process.pid) }))
      closeSync(handle)
      return { release: () => holder(file)?.pid === process.pid && rmSync(file, { force: true }) }
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST"))
        throw new ProductError("data-dir-unwritable", { dataDir }, { cause: error, message: `The data directory ${dataDir} cannot be written.` })
      const other = holder(file)
      if (other && other.pid !== process.pid && isAlive(other)) throw new ProductError("data-dir-locked", { dataDir, pid: other.pid }, { message: `The data directory ${dataDir} is in use by netweir with process id ${other.pid}.` })
      rmSync(file, { force: true }) // left behind by a process that died
    }
  }
  throw new ProductError("data-dir-locked", { dataDir }, { message: `The data directory ${dataDir} is being locked by another netweir at this moment.` })
}

function holder(file: string): { pid: number; started: string | null } | null {
  try {
    const parsed: unknown = JSON.parse(readFileSync(file, "utf8"))
    if (typeof parsed === "object" && parsed !== null && "pid" in parsed && typeof parsed.pid === "number")
      return { pid: parsed.pid, started: "started" in parsed && typeof parsed.started === "string" ? parsed.started : null }
    return null
  } catch {
    return null // gone meanwhile, or half written by a process that died
  }
}

function isAlive({ pid, started }: { pid: number; started: string | null }): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM"
  }
  const mark = startMark(pid)
  return started === null || mark === null || mark === started // another start time: the number was given to a new process
}

/** Start time in clock ticks since boot (proc(5), field 22 of stat); null where there is no /proc. */
function startMark(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null
  } catch {
    return null // not Linux, or not ours to read
  }
}
