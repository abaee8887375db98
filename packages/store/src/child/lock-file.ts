// One process per data directory. The engine locks it too, but its error does not say who holds it.
import { closeSync, openSync, readFileSync, rmSync, writeSync } from "node:fs"
import path from "node:path"

export class DirectoryInUse extends Error {
  readonly pid: number
  constructor(directory: string, pid: number) {
    super(`${directory} is in use by process ${pid}`)
    this.pid = pid
  }
}

/** Takes the directory or throws DirectoryInUse. The lock of a process that is gone is taken over. */
export function takeLock(directory: string): { release(): void } {
  const file = path.join(directory, "netweir.lock")
  for (let attempt = 0; ; attempt++) {
    try {
      const handle = openSync(file, "wx", 0o600)
      writeSync(handle, JSON.stringify({ pid: process.pid, started: startOf(process.pid) }))
      closeSync(handle)
      return { release: () => rmSync(file, { force: true }) }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST" || attempt > 3) throw error
      const holder = readHolder(file)
      if (holder && holder.pid !== process.pid && startOf(holder.pid) === holder.started) throw new DirectoryInUse(directory, holder.pid)
      rmSync(file, { force: true })
    }
  }
}

function readHolder(file: string): { readonly pid: number; readonly started: string } | null {
  try {
    const { pid, started } = JSON.parse(readFileSync(file, "utf8")) as { pid?: unknown; started?: unknown }
    return typeof pid === "number" && typeof started === "string" ? { pid, started } : null
  } catch {
    return null // cut off by a crash, or just being written by nobody that lives: the engine's own lock still guards
  }
}

/** When a process started, so that a number used again is not mistaken for its former owner; "gone" when it is not there. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
    // Field 3 is the state (Z: dead, not yet waited for), field 22 the start time; the first two are cut off.
    return fields[0] === "Z" ? "gone" : fields[19]
  } catch {
    try {
      process.kill(pid, 0)
      return "alive" // no /proc here
    } catch {
      return "gone"
    }
  }
}
