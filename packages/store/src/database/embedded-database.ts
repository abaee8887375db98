// The embedded engine, seen from the main process: a child that is started, asked, watched and reported lost.
import { fork, type ChildProcess } from "node:child_process"
import { existsSync } from "node:fs"
import os from "node:os"
import { fileURLToPath } from "node:url"
import type { Answer, FromChild, Request } from "../child/protocol.ts"
import { DatabaseRefusal, StoreError } from "../store-error.ts"
import { insertSettings, literal, type Database, type DatabaseEvents, type Insert, type Params, type Row } from "./database.ts"

export interface EmbeddedOptions {
  readonly directory: string
  /** Upper bound of the engine's own memory. */
  readonly memoryBytes?: number
}

/** The addon takes 0.2 s to load; reading the parts of a large history takes longer. */
const OPEN_TIMEOUT_MS = 60_000
const CLOSE_TIMEOUT_MS = 10_000
const KEPT_STDERR = 4096

/** A quarter of the machine, between 0.5 and 4 GB: below that most questions get slower, above it nothing gains. */
export function defaultMemoryBytes(): number {
  return Math.min(4e9, Math.max(5e8, Math.floor(os.totalmem() / 4)))
}

export function createEmbeddedDatabase({ directory, memoryBytes = defaultMemoryBytes() }: EmbeddedOptions, { onLost }: DatabaseEvents): Database {
  let child: ChildProcess | null = null
  let version: string | null = null
  let stderr = ""
  let closing = false
  let nextId = 1
  const pending = new Map<number, { resolve(answer: Answer & { ok: true }): void; reject(error: Error): void }>()

  function ask(request: Request): Promise<Answer & { ok: true }> {
    const to = child
    if (!to?.connected) return Promise.reject(notRunning())
    const id = nextId++
    return new Promise((resolve, reject) => {
      pending.set(id, { resolve, reject })
      to.send({ id, ...request }, (error) => {
        if (error && pending.delete(id)) reject(notRunning(error))
      })
    })
  }

  function hear(answer: FromChild): void {
    const asked = pending.get(answer.id)
    pending.delete(answer.id)
    if (answer.ok) asked?.resolve(answer)
    else asked?.reject(problemOf(answer, directory, stderr))
  }

  function gone(which: ChildProcess, why: string): void {
    if (child !== which) return
    const wasOpen = version !== null
    child = null
    version = null
    const problem = new StoreError("store-unreachable", `The embedded database stopped (${why})${lastWords(stderr)}.`, "It is started again by itself; flows stay queued until then.", { details: { why } })
    for (const { reject } of pending.values()) reject(problem)
    pending.clear()
    if (wasOpen && !closing) onLost(problem)
  }

  async function open(): Promise<void> {
    if (child) await stop()
    closing = false
    stderr = ""
    const { file, execArgv } = childEntry()
    const started = fork(file, { execArgv, serialization: "advanced", stdio: ["ignore", "ignore", "pipe", "ipc"] })
    child = started
    started.stderr?.setEncoding("utf8").on("data", (text: string) => { stderr = (stderr + text).slice(-KEPT_STDERR) })
    started.on("message", hear)
    started.on("error", (error) => gone(started, error.message))
    // Not "exit": its last words on stderr may still be under way then.
    started.on("close", (code, signal) => gone(started, signal ?? `exit code ${code}`))
    const timer = setTimeout(() => started.kill("SIGKILL"), OPEN_TIMEOUT_MS)
    try {
      version = (await ask({ op: "open", directory, memoryBytes })).version ?? ""
    } catch (error) {
      await stop()
      throw error
    } finally {
      clearTimeout(timer)
    }
  }

  async function stop(): Promise<void> {
    const leaving = child
    if (!leaving) return
    closing = true
    const left = new Promise<void>((resolve) => leaving.once("close", () => resolve()))
    const timer = setTimeout(() => leaving.kill("SIGKILL"), CLOSE_TIMEOUT_MS)
    // Without an answer it is dead or dying, which is what is wanted.
    await ask({ op: "close" }).catch(() => leaving.kill("SIGKILL"))
    await left
    clearTimeout(timer)
  }

  return {
    kind: "embedded",
    cluster: null,
    get version() { return version },
    get pid() { return child?.pid ?? null },
    open,
    close: stop,
    async command(sql) {
      await ask({ op: "command", sql })
    },
    async query(sql: string, params: Params): Promise<Row[]> {
      const { text = "" } = await ask({ op: "query", sql, params })
      return parseRows(text)
    },
    async insert({ table, columns, file, token }: Insert) {
      const names = columns.map((name) => `\`${name}\``).join(", ")
      const settings = Object.entries(insertSettings(token)).map(([name, value]) => `${name} = ${typeof value === "string" ? literal(value) : value}`).join(", ")
      await ask({ op: "command", sql: `INSERT INTO ${table} (${names}) SELECT ${names} FROM file(${literal(file)}, 'Native') SETTINGS ${settings}` })
    },
  }
}

/** One JSON array a line. */
export function parseRows(text: string): Row[] {
  const lines = text.split("\n")
  if (lines.at(-1) === "") lines.pop()
  return JSON.parse(`[${lines.join(",")}]`) as Row[]
}

function notRunning(cause?: unknown): StoreError {
  return new StoreError("store-unreachable", "The embedded database is not running.", "It is started again by itself; flows stay queued until then.", { cause })
}

function problemOf(answer: Answer & { ok: false }, directory: string, stderr: string): Error {
  if (answer.code === "in-use")
    return new StoreError("store-in-use", `The history in ${directory} is in use by process ${answer.pid}.`, "Stop that process, or start this one with another data directory (-d) or --store none.", { details: { directory, pid: answer.pid } })
  if (answer.code === "refused" && answer.clickhouseCode !== undefined) return new DatabaseRefusal(answer.message, answer.clickhouseCode)
  // The addon's own message only says that it failed; the reason goes to stderr.
  if (/already running|Cannot lock file/i.test(stderr))
    return new StoreError("store-in-use", `The history in ${directory} is in use by another process.`, "Stop that process, or start this one with another data directory (-d) or --store none.", { details: { directory } })
  return new StoreError("store-failed", `The embedded database failed: ${answer.message}${lastWords(stderr)}.`, `Check that the disk has room and that ${directory} can be written to.`, { details: { directory } })
}

function lastWords(stderr: string): string {
  const line = stderr.split("\n").map((one) => one.trim()).findLast((one) => /exception|error|cannot/i.test(one))
  return line ? `: ${line.slice(0, 300)}` : ""
}

/** The bundle has the child beside it; in the source tree (tests) TypeScript is run as it is. */
function childEntry(): { readonly file: string; readonly execArgv: string[] } {
  if (import.meta.url.endsWith(".ts")) return { file: fileURLToPath(new URL("../child/store-child.ts", import.meta.url)), execArgv: ["--import", "tsx"] }
  const beside = ["./store-child.mjs", "../store-child.mjs"].map((name) => fileURLToPath(new URL(name, import.meta.url)))
  return { file: beside.find((file) => existsSync(file)) ?? beside[0], execArgv: ["--enable-source-maps"] }
}
