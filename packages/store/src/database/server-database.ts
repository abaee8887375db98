// A ClickHouse server or cluster over HTTP(S), through its own client.
import { createReadStream } from "node:fs"
import { ClickHouseError, ClickHouseLogLevel, createClient, type ClickHouseClient } from "@clickhouse/client"
import { DatabaseRefusal, StoreError } from "../store-error.ts"
import { insertSettings, type Database, type DatabaseEvents, type Insert, type Params, type Row } from "./database.ts"
import { parseRows } from "./embedded-database.ts"
import type { StoreTarget } from "./target.ts"

const REQUEST_TIMEOUT_MS = 120_000
/** AUTHENTICATION_FAILED, REQUIRED_PASSWORD, WRONG_PASSWORD, UNKNOWN_USER: asking again does not help. */
const LOGIN_REFUSED = new Set([516, 194, 193, 192])

export function createServerDatabase(target: StoreTarget & { kind: "server" }, { onLost }: DatabaseEvents): Database {
  let client: ClickHouseClient | null = null
  let version: string | null = null

  async function asked<T>(what: (to: ClickHouseClient) => Promise<T>): Promise<T> {
    if (!client) throw unreachable(target.url)
    try {
      return await what(client)
    } catch (error) {
      if (error instanceof ClickHouseError) throw refusalOf(error, target)
      const problem = unreachable(target.url, error)
      if (version !== null) {
        version = null
        onLost(problem)
      }
      throw problem
    }
  }

  async function open(): Promise<void> {
    await client?.close()
    const { url, username, password, database, cluster } = target
    const options = { url, username, password, request_timeout: REQUEST_TIMEOUT_MS, max_open_connections: 8, application: "netweir", log: { level: ClickHouseLogLevel.OFF } } // what it would log, our errors say
    client = createClient(options)
    const found = await asked((to) => to.query({ query: "SELECT version()", format: "JSONCompactEachRow" }).then((result) => result.text()))
    await asked((to) => to.command({ query: `CREATE DATABASE IF NOT EXISTS \`${database}\`${cluster ? ` ON CLUSTER \`${cluster}\`` : ""}` }))
    await client.close()
    client = createClient({ ...options, database })
    version = String(parseRows(found)[0]?.[0] ?? "")
  }

  return {
    kind: "server",
    pid: null,
    get version() { return version },
    cluster: target.cluster,
    open,
    command: (sql) => asked(async (to) => { await to.command({ query: sql }) }),
    async query(sql: string, params: Params): Promise<Row[]> {
      return parseRows(await asked((to) => to.query({ query: sql, format: "JSONCompactEachRow", query_params: { ...params } }).then((result) => result.text())))
    },
    async insert({ table, columns, file, token }: Insert) {
      const names = columns.map((name) => `\`${name}\``).join(", ")
      await asked(async (to) => {
        // A stream can be sent once: opened here, so that a retry reads the file anew.
        const { stream } = await to.exec({
          query: `INSERT INTO ${table} (${names}) FORMAT Native`,
          values: createReadStream(file),
          clickhouse_settings: { ...insertSettings(token), ...(target.cluster ? { distributed_foreground_insert: 1 as const } : {}), wait_end_of_query: 1 },
        })
        for await (const rest of stream) void rest // the answer is empty, but the connection is free only when it was read
      })
    },
    async close() {
      version = null
      await client?.close()
      client = null
    },
  }
}

function refusalOf(error: ClickHouseError, target: StoreTarget & { kind: "server" }): Error {
  const code = Number(error.code)
  if (LOGIN_REFUSED.has(code)) return new StoreError("store-failed", `The database at ${target.url} refused the login of user "${target.username}".`, "Check user and password in --store.", { cause: error })
  return new DatabaseRefusal(error.message, code)
}

function unreachable(url: string, cause?: unknown): StoreError {
  const why = cause instanceof Error && cause.message ? `: ${cause.message}` : ""
  return new StoreError("store-unreachable", `The database at ${url} does not answer${why}.`, "Check that it runs and can be reached; flows stay queued until it does.", { details: { url }, cause })
}
