// How a database gets the tables of this version. Numbered steps are recorded in schema_migrations and never change once released;
// a column that the model gained since is simply added. Nothing is ever dropped here.
import type { Database } from "../database/database.ts"
import { StoreError } from "../store-error.ts"
import { addColumn, createTable, createView, localName, modifyTtl, onCluster, ttlExpression, type DdlOptions } from "./ddl.ts"
import { tables, views } from "./tables.ts"

interface Migration {
  readonly version: number
  readonly title: string
  statements(options: DdlOptions): readonly string[]
}

export const migrations: readonly Migration[] = [
  {
    version: 1,
    title: "flows, hourly roll-up, time series",
    statements: (options) => [...tables.flatMap((table) => createTable(table, options)), ...views.map((view) => createView(view, options))],
  },
]
export const SCHEMA_VERSION = Math.max(...migrations.map((migration) => migration.version))

const MIGRATIONS_TABLE = "schema_migrations"

/** Days after which rows go, by table; absent = never. */
export type KeepDays = Readonly<Record<string, number>>

export async function migrate(database: Database, keepDays: KeepDays): Promise<void> {
  const options: DdlOptions = { cluster: database.cluster, keepDays }
  await database.command(migrationsTable(database.cluster))
  const applied = new Set((await database.query(`SELECT version FROM ${MIGRATIONS_TABLE}`, {})).map(([version]) => Number(version)))
  const newest = Math.max(0, ...applied)
  if (newest > SCHEMA_VERSION)
    throw new StoreError("store-newer", `The history was written by a newer Netweir (schema ${newest}, this one knows ${SCHEMA_VERSION}).`, "Start that version, or give this one another database or data directory.", { details: { found: newest, known: SCHEMA_VERSION } })
  for (const { version, title, statements } of migrations) {
    if (applied.has(version)) continue
    for (const sql of statements(options)) await database.command(sql)
    await database.command(`INSERT INTO ${MIGRATIONS_TABLE} (version, title) VALUES (${version}, '${title}')`)
  }
  await addMissingColumns(database, options)
  await setRetention(database, options)
}

function migrationsTable(cluster: string | null): string {
  const engine = cluster ? "ReplicatedMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}')" : "MergeTree"
  return `CREATE TABLE IF NOT EXISTS ${MIGRATIONS_TABLE}${onCluster(cluster)} (version UInt32, title String, appliedAt DateTime DEFAULT now()) ENGINE = ${engine} ORDER BY version`
}

/** A view that fills a table that grew is made anew: its text names the columns. Nothing is inserted meanwhile. */
async function addMissingColumns(database: Database, options: DdlOptions): Promise<void> {
  const grown = new Set<string>()
  const found = await database.query("SELECT table, name FROM system.columns WHERE database = currentDatabase()", {})
  for (const table of tables) {
    const have = new Set(found.flatMap(([of, name]) => (of === table.name ? [String(name)] : [])))
    for (const [i, column] of table.columns.entries()) {
      if (have.has(column.name)) continue
      grown.add(table.name)
      for (const sql of addColumn(table.name, column, table.columns[i - 1]?.name ?? null, options)) await database.command(sql)
    }
  }
  for (const view of views) {
    if (!grown.has(view.to)) continue
    await database.command(`DROP VIEW IF EXISTS ${view.name}${onCluster(options.cluster)} SYNC`)
    await database.command(createView(view, options))
  }
}

async function setRetention(database: Database, options: DdlOptions): Promise<void> {
  const found = await database.query("SELECT name, engine_full FROM system.tables WHERE database = currentDatabase()", {})
  for (const table of tables) {
    const engine = String(found.find(([name]) => name === localName(table.name, options.cluster))?.[1] ?? "")
    const days = options.keepDays?.[table.name] ?? null
    const isRight = days === null ? !engine.includes(" TTL ") : engine.includes(`TTL ${ttlExpression(days)}`)
    if (!isRight) await database.command(modifyTtl(table.name, days, options))
  }
}
