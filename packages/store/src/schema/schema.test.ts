import { mkdtempSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { createEmbeddedDatabase } from "../database/embedded-database.ts"
import type { Database } from "../database/database.ts"
import { encodeFlowBatch } from "../native/encode-flows.ts"
import { openStoreOn } from "../open-store.ts"
import { sampleFlows } from "../testing/sample-flows.ts"
import { addColumn, createTable, createView, modifyTtl } from "./ddl.ts"
import { migrate, migrations, SCHEMA_VERSION } from "./migrations.ts"
import { flowsTable, tables, views } from "./tables.ts"

const directory = mkdtempSync(path.join(os.tmpdir(), "netweir-schema-"))
let database: Database
beforeAll(async () => {
  database = createEmbeddedDatabase({ directory }, { onLost() {} })
  await database.open()
}, 30_000)
afterAll(async () => {
  await database.close()
  rmSync(directory, { recursive: true, force: true })
})
const one = async (sql: string) => (await database.query(sql, {}))[0]?.[0]

describe("a cluster's statements are what the engine's own parser understands", () => {
  const options = { cluster: "main-cluster", keepDays: { flows: 90 } }
  const statements = [
    ...tables.flatMap((table) => createTable(table, options)), ...views.map((view) => createView(view, options)),
    ...addColumn("flows", { name: "extra", type: "UInt8", definition: "UInt8 CODEC(ZSTD)" }, "score", options), modifyTtl("flows", 30, options), modifyTtl("flows", null, options),
  ]
  for (const sql of statements) {
    test(sql.slice(0, 70).replace(/\s+/g, " "), async () => {
      const formatted = String((await database.query("SELECT formatQuery({q0:String})", { q0: sql }))[0][0])
      expect(formatted).toContain("ON CLUSTER `main-cluster`")
      // EXPLAIN AST of it parses, too, and names the same table.
      const tree = await database.query(`EXPLAIN AST ${sql}`, {})
      expect(tree.length).toBeGreaterThan(1)
    })
  }
  test("every table is replicated within its shard and spread over the shards", () => {
    expect(statements.filter((sql) => /ENGINE = Replicated(?:Merge|SummingMerge|AggregatingMerge)Tree\('\/clickhouse\/tables\/\{uuid\}\/\{shard\}', '\{replica\}'/.test(sql)).length).toBe(tables.length)
    expect(statements.filter((sql) => sql.includes("ENGINE = Distributed('main-cluster', currentDatabase(), ")).length).toBe(tables.length)
    for (const view of views) expect(createView(view, options)).toMatch(new RegExp(`TO ${view.to}_local AS .* FROM ${view.from}_local `))
  })
})

test("numbers of migrations are unique and in order", () => {
  expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, i) => i + 1))
})

test("migrating twice changes nothing; a column that an older version lacked is added, in place, and its absence reads as absent", async () => {
  // An older version's table: without the last but one column and without a TTL.
  const old = { ...flowsTable, columns: flowsTable.columns.filter((column) => column.name !== "dscpToClient") }
  for (const sql of createTable(old, { cluster: null })) await database.command(sql)
  await database.command("INSERT INTO flows (flowId, lastSeenMs, app, storedOn) VALUES (7, '2026-03-01 10:00:00', 'DNS', '2026-03-01')")
  await migrate(database, { flows: 90 })
  expect(await database.query("SELECT name FROM system.columns WHERE table = 'flows' AND database = currentDatabase() ORDER BY position", {})).toEqual(flowsTable.columns.map(({ name }) => [name]))
  expect(await database.query("SELECT app, dscpToClient FROM flows", {})).toEqual([["DNS", 0]])
  expect(await one("SELECT engine_full FROM system.tables WHERE name = 'flows' AND database = currentDatabase()")).toContain("TTL storedOn + toIntervalDay(90)")
  const before = await database.query("SELECT name, create_table_query FROM system.tables WHERE database = currentDatabase() ORDER BY name", {})
  await migrate(database, { flows: 90 })
  expect(await database.query("SELECT name, create_table_query FROM system.tables WHERE database = currentDatabase() ORDER BY name", {})).toEqual(before)
  expect(await database.query("SELECT version FROM schema_migrations", {})).toEqual([[SCHEMA_VERSION]])
  await migrate(database, {})
  expect(await one("SELECT engine_full FROM system.tables WHERE name = 'flows' AND database = currentDatabase()")).not.toContain("TTL")
})

test("a roll-up that gains a column is filled from then on", async () => {
  await migrate(database, {})
  await database.command("ALTER TABLE flows_hourly DROP COLUMN retransmissionsToServer")
  await database.command("DROP VIEW flows_hourly_view SYNC")
  await database.command("CREATE MATERIALIZED VIEW flows_hourly_view TO flows_hourly AS SELECT toStartOfHour(lastSeenMs) AS hour, count() AS flows, storedOn FROM flows GROUP BY hour, storedOn")
  await migrate(database, {})
  await database.command("INSERT INTO flows (flowId, lastSeenMs, app, retransmissionsToServer, storedOn) VALUES (8, '2026-03-02 10:00:00', 'NTP', 3, '2026-03-02')")
  expect(await database.query("SELECT app, sum(flows), sum(retransmissionsToServer) FROM flows_hourly WHERE storedOn = '2026-03-02' GROUP BY app", {})).toEqual([["NTP", 1, 3]])
})

test("a database of a newer version is left alone", async () => {
  await migrate(database, {})
  await database.command(`INSERT INTO schema_migrations (version, title) VALUES (${SCHEMA_VERSION + 1}, 'from the future')`)
  await expect(migrate(database, {})).rejects.toMatchObject({ code: "store-newer", fix: expect.stringContaining("data directory"), details: { found: SCHEMA_VERSION + 1, known: SCHEMA_VERSION } })
  await database.command(`ALTER TABLE schema_migrations DELETE WHERE version = ${SCHEMA_VERSION + 1} SETTINGS mutations_sync = 1`)
})

test("retention: days too old go, then the oldest days until it fits; the youngest and the roll-ups stay longest", async () => {
  await database.close()
  const today = Math.floor(Date.now() / 86_400_000)
  const history = mkdtempSync(path.join(os.tmpdir(), "netweir-retention-"))
  const problems: string[] = []
  const store = openStoreOn((events) => (database = createEmbeddedDatabase({ directory: history }, events)), path.join(history, "spool"), { onProblem: (message) => problems.push(message) })
  await store.ready
  // Ten days of one batch each. The packets are of 2014: what counts is when they were stored.
  const from = Date.UTC(2014, 0, 1)
  for (let day = 0; day < 10; day++) {
    const batch = sampleFlows(2000, { seed: day + 1, fromMs: from, toMs: from + 1000 })
    await store.insertEncodedFlows(batch.count, encodeFlowBatch(batch, { storedOnDay: today - day }))
    await store.flush()
  }
  const days = async (table: string) => (await database.query(`SELECT toUInt16(storedOn), count() FROM ${table} GROUP BY 1 ORDER BY 1`, {})).map(([day]) => today - Number(day))
  expect(await days("flows")).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0])

  await store.setRetention({ bytes: null, days: 7 })
  expect(await days("flows")).toEqual([7, 6, 5, 4, 3, 2, 1, 0])
  expect(await days("flows_hourly")).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0])

  const { bytes } = await store.ask("tableSizes", {})
  await store.setRetention({ bytes: Math.floor(bytes * 0.8), days: 7 })
  const left = await days("flows")
  expect(left.length).toBeLessThan(8)
  expect(left).toEqual(Array.from({ length: left.length }, (_, i) => left.length - 1 - i))
  expect((await store.ask("tableSizes", {})).bytes).toBeLessThanOrEqual(bytes * 0.8)
  expect(await days("flows_hourly")).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0])

  await store.setRetention({ bytes: null, days: 7, rollupDays: null })
  expect(await days("flows_hourly")).toHaveLength(10)
  await store.setRetention({ bytes: null, days: 7, rollupDays: 8 })
  expect(await days("flows_hourly")).toEqual([8, 7, 6, 5, 4, 3, 2, 1, 0])
  await store.setRetention({ bytes: null, days: 7, rollupDays: 1 })
  expect(await days("flows_hourly")).toEqual([7, 6, 5, 4, 3, 2, 1, 0])

  await store.setRetention({ bytes: 1, days: null })
  expect(await days("flows")).toEqual([0])
  expect(await days("flows_hourly")).toEqual([0])

  expect(problems).toEqual([])
  // Of the day that is being written the earliest go, a part at a time; their hours stay known.
  const cut = async () => Number((await database.query("SELECT countIf(NOT is_done) FROM system.mutations WHERE table = 'flows'", {}))[0][0])
  while ((await cut()) > 0);
  const [[count, first]] = await database.query("SELECT count(), min(toUnixTimestamp64Milli(lastSeenMs)) FROM flows", {})
  expect(Number(count)).toBeGreaterThan(100)
  expect(Number(count)).toBeLessThan(300)
  expect(Number(first)).toBeGreaterThan(from + 850)
  expect(Number((await database.query("SELECT sum(flows) FROM flows_hourly", {}))[0][0])).toBe(2000)
  expect(store.stats().droppedPartitions).toBeGreaterThan(10)
  await store.close()
  rmSync(history, { recursive: true, force: true })
}, 60_000)
