// A process of its own for what depends on a process's rights: `node --import tsx try-capture.ts INTERFACE PACKETS [USER]`.
// Opens the interface, gives up root when a user is named, says "open", counts packets, ends with one line of JSON.
import { readdirSync, readFileSync } from "node:fs"
import { Worker } from "node:worker_threads"
import { dropPrivileges } from "../live/drop-privileges.ts"
import { openSource } from "../open-source.ts"
import { SourceError } from "../source.ts"

const [name = "", wanted = "0", user] = process.argv.slice(2)

async function main(): Promise<unknown> {
  const source = openSource(name, { ringBytes: 4 << 20 })
  const worker = new Worker("setInterval(() => {}, 1000)", { eval: true }) // one more thread that must lose root
  await new Promise((resolve) => worker.once("online", resolve))
  try {
    await source.open()
    const dropped = user === undefined ? null : dropPrivileges(user)
    process.stdout.write("open\n")
    let packets = 0
    while (packets < Number(wanted)) {
      const block = source.poll()
      if (block === null) await source.wait(50)
      else packets += block.count
    }
    return { packets, dropped, uids: uidsOfThreads(), notes: source.notes?.(), mayBeRoot: mayBecomeRoot() }
  } catch (error) {
    if (error instanceof SourceError) return { code: error.code, message: error.message, fix: error.fix }
    throw error
  } finally {
    await source.close()
    await worker.terminate()
  }
}

function uidsOfThreads(): string[] {
  const uids = readdirSync("/proc/self/task").map((task) => /^Uid:\s*(.*)$/m.exec(readFileSync(`/proc/self/task/${task}/status`, "utf8"))?.[1]?.replaceAll("\t", " ") ?? "")
  return [...new Set(uids)]
}

function mayBecomeRoot(): boolean {
  try {
    process.setuid?.(0)
    return process.getuid?.() === 0
  } catch {
    return false
  }
}

process.stdout.write(`${JSON.stringify(await main())}\n`)
