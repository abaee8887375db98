// The same documents in one Redis hash, for those who share state between instances.
import { createClient } from "redis"
import type { RedisTarget } from "../config/values.ts"
import { ProductError } from "../contract/errors.ts"
import type { Log } from "../log/log.ts"
import type { DocumentStore } from "./document-store.ts"

const CONNECT_TIMEOUT_MS = 3_000
const MAX_UPDATE_ROUNDS = 20
/** Sets or deletes a field only if it still holds what we read; "" stands for absent (no JSON text is empty). */
const COMPARE_AND_SET = `
local current = redis.call('HGET', KEYS[1], ARGV[1]) or ''
if current ~= ARGV[2] then return 0 end
if ARGV[3] == '' then redis.call('HDEL', KEYS[1], ARGV[1]) else redis.call('HSET', KEYS[1], ARGV[1], ARGV[3]) end
return 1`

export async function openRedisStore(target: RedisTarget, log: Log, hash = "netweir:documents"): Promise<DocumentStore> {
  const where = target.socketPath ?? `${target.host}:${target.port}`
  const client = createClient({
    socket: target.socketPath === null
      ? { host: target.host, port: target.port, connectTimeout: CONNECT_TIMEOUT_MS, reconnectStrategy: (retries) => Math.min(250 * 2 ** retries, 10_000) }
      : { path: target.socketPath, tls: false, connectTimeout: CONNECT_TIMEOUT_MS, reconnectStrategy: (retries) => Math.min(250 * 2 ** retries, 10_000) },
    ...(target.password !== null && { password: target.password }),
    database: target.database,
    disableOfflineQueue: true, // refuse at once while it is away rather than queue without bound
  })
  const unreachable = (cause: unknown) => new ProductError("redis-unreachable", { redis: where }, { cause, message: `Redis at ${where} does not answer (${cause instanceof Error ? cause.message : String(cause)}).` })
  let firstFailure: unknown = null
  client.on("error", (cause: unknown) => {
    firstFailure ??= cause
    log.warning(`Redis at ${where}`, cause)
  })
  await withDeadline(client.connect(), CONNECT_TIMEOUT_MS + 500).catch((cause: unknown) => {
    client.destroy()
    throw unreachable(firstFailure ?? cause)
  })

  const asked = async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      return await call()
    } catch (cause) {
      throw unreachable(cause)
    }
  }
  const parse = (text: string | null | undefined): unknown => (text === null || text === undefined ? undefined : JSON.parse(text))

  return {
    kind: "redis",
    get: (key) => asked(async () => parse(await client.hGet(hash, key))),
    put: (key, value) => asked(async () => void (await client.hSet(hash, key, JSON.stringify(value)))),
    remove: (key) => asked(async () => (await client.hDel(hash, key)) > 0),
    list: (prefix) => asked(async () => Object.entries(await client.hGetAll(hash)).filter(([key]) => key.startsWith(prefix)).map(([key, text]) => ({ key, value: parse(text) }))),
    async update(key, change) {
      for (let round = 0; round < MAX_UPDATE_ROUNDS; round++) {
        const before = await asked(async () => (await client.hGet(hash, key)) ?? "")
        const next = change(before === "" ? undefined : parse(before))
        const done = await asked(() => client.eval(COMPARE_AND_SET, { keys: [hash], arguments: [key, before, next === undefined ? "" : JSON.stringify(next)] }))
        if (Number(done) === 1) return next
      }
      throw unreachable(new Error(`document ${key} is changed by others without pause`))
    },
    close: async () => {
      if (client.isOpen) await client.close()
    },
  }
}

async function withDeadline<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
