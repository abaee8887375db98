// The embedded database's own process: chdb runs here, on the main thread (in a worker thread it crashes), so that whatever
// happens to it, monitoring goes on. Started by database/embedded-database.ts, which talks to it over IPC and starts it again.
import { mkdirSync, writeFileSync } from "node:fs"
import path from "node:path"
import { Session } from "chdb"
import type { Params } from "../database/database.ts"
import { DirectoryInUse, takeLock } from "./lock-file.ts"
import { setParameters } from "./parameters.ts"
import type { Answer, FromChild, ToChild } from "./protocol.ts"

/** A session runs one statement at a time: one for statements, so many for questions. */
const QUESTION_SESSIONS = 3

interface Engine {
  readonly writer: Session
  readonly idle: Session[]
  readonly waiting: ((session: Session) => void)[]
  readonly sessions: readonly Session[]
  release(): void
}
let engine: Engine | null = null
let running = 0

// Ctrl-C goes to the whole process group; the main process says when it is time.
process.on("SIGINT", () => {})
process.on("SIGTERM", () => {})
// The main process is gone, however it went: nobody is left to work for.
process.on("disconnect", () => leave())

process.on("message", (message: ToChild) => {
  void answer(message).then((reply) => process.send?.({ id: message.id, ...reply } satisfies FromChild, () => {
    if (message.op === "close") leave()
  }))
})

async function answer(message: ToChild): Promise<Answer> {
  running++
  try {
    switch (message.op) {
      case "open": return { ok: true, version: await open(message.directory, message.memoryBytes) }
      case "command":
        await opened().writer.queryAsync(message.sql)
        return { ok: true }
      case "query": return { ok: true, text: await query(message.sql, message.params) }
      case "close":
        close()
        return { ok: true }
    }
  } catch (error) {
    return refusal(error)
  } finally {
    running--
  }
}

function refusal(error: unknown): Answer {
  const { message, clickhouseCode } = error as { message: string; clickhouseCode?: number }
  if (error instanceof DirectoryInUse) return { ok: false, code: "in-use", message, pid: error.pid }
  return { ok: false, code: clickhouseCode === undefined ? "failed" : "refused", message, clickhouseCode }
}

async function open(directory: string, memoryBytes: number): Promise<string> {
  if (engine) throw new Error("already open")
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const { release } = takeLock(directory)
  try {
    const config = path.join(directory, "netweir-engine.xml")
    writeFileSync(config, configuration(memoryBytes), { mode: 0o600 })
    const database = path.join(directory, "database")
    const sessions = Array.from({ length: 1 + QUESTION_SESSIONS }, () => new Session(database, { connectionArgs: [`--config-file=${config}`] }))
    engine = { writer: sessions[0], idle: sessions.slice(1), waiting: [], sessions, release }
    const version = await sessions[0].queryAsync("SELECT version()", { format: "TabSeparated" })
    return version.text().trim()
  } catch (error) {
    release()
    throw error
  }
}

/** Server settings: they can be given at start only. */
function configuration(memoryBytes: number): string {
  return [
    "<clickhouse>",
    `  <max_server_memory_usage>${memoryBytes}</max_server_memory_usage>`,
    `  <mark_cache_size>${Math.floor(memoryBytes / 16)}</mark_cache_size>`,
    `  <index_mark_cache_size>${Math.floor(memoryBytes / 32)}</index_mark_cache_size>`,
    `  <uncompressed_cache_size>0</uncompressed_cache_size>`,
    `  <background_pool_size>2</background_pool_size>`,
    "</clickhouse>", "",
  ].join("\n")
}

function opened(): Engine {
  if (!engine) throw new Error("the database is not open")
  return engine
}

async function query(sql: string, params: Params): Promise<string> {
  const session = await take()
  try {
    const set = setParameters(params)
    if (set) await session.queryAsync(set)
    return (await session.queryAsync(sql, { format: "JSONCompactEachRow" })).text()
  } finally {
    give(session)
  }
}

function take(): Promise<Session> {
  const { idle, waiting } = opened()
  const session = idle.pop()
  return session ? Promise.resolve(session) : new Promise((resolve) => waiting.push(resolve))
}

function give(session: Session): void {
  if (!engine) return
  const next = engine.waiting.shift()
  if (next) next(session)
  else engine.idle.push(session)
}

function close(): void {
  if (!engine) return
  for (const session of engine.sessions) session.close()
  engine.release()
  engine = null
}

/** Leaves a running insert a moment to end; it would be replayed otherwise. */
function leave(): void {
  const giveUpAt = Date.now() + 3000
  const check = () => {
    if (running > 0 && Date.now() < giveUpAt) return void setTimeout(check, 20)
    close()
    process.exit(0)
  }
  check()
}
