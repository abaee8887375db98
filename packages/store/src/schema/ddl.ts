// Tables and views as SQL. With a cluster name every table is two: `<name>_local`, replicated within its shard, and `<name>`,
// which spreads rows over the shards. All names here are ours; a cluster's name is checked before it gets here.
import type { SqlColumn } from "./stored-columns.ts"
import type { TableSpec, ViewSpec } from "./tables.ts"

export interface DdlOptions {
  readonly cluster: string | null
  /** Days after which rows go, by table name; absent = never. */
  readonly keepDays?: Readonly<Record<string, number>>
}

/** Replays of a batch are recognised among so many blocks; the queue of unacknowledged ones is far shorter. */
const DEDUPLICATION_WINDOW = 2000

export function createTable(table: TableSpec, { cluster, keepDays }: DdlOptions): string[] {
  const name = localName(table.name, cluster)
  const columns = [...table.columns.map((column) => `  ${columnDefinition(column)}`), ...(table.indexes ?? []).map((index) => `  ${index}`)].join(",\n")
  const days = keepDays?.[table.name]
  const settings = [
    cluster ? `replicated_deduplication_window = ${DEDUPLICATION_WINDOW}` : `non_replicated_deduplication_window = ${DEDUPLICATION_WINDOW}`,
    "ttl_only_drop_parts = 1",
  ]
  const local = [
    `CREATE TABLE IF NOT EXISTS ${name}${onCluster(cluster)} (`,
    columns,
    `) ENGINE = ${engineOf(table, cluster)}`,
    `PARTITION BY ${table.partitionBy}`,
    `ORDER BY (${table.orderBy.join(", ")})`,
    ...(days === undefined ? [] : [`TTL ${ttlExpression(days)}`]),
    `SETTINGS ${settings.join(", ")}`,
  ].join("\n")
  if (!cluster) return [local]
  return [local, `CREATE TABLE IF NOT EXISTS ${table.name}${onCluster(cluster)} AS ${name} ENGINE = Distributed('${cluster}', currentDatabase(), '${name}', ${table.shardBy})`]
}

export function createView(view: ViewSpec, { cluster }: DdlOptions): string {
  return `CREATE MATERIALIZED VIEW IF NOT EXISTS ${view.name}${onCluster(cluster)} TO ${localName(view.to, cluster)} AS ${view.select.replace("{from}", localName(view.from, cluster))}`
}

export function addColumn(table: string, column: SqlColumn, after: string | null, { cluster }: DdlOptions): string[] {
  const add = (name: string) => `ALTER TABLE ${name}${onCluster(cluster)} ADD COLUMN IF NOT EXISTS ${columnDefinition(column)}${after ? ` AFTER \`${after}\`` : ""}`
  return cluster ? [add(localName(table, cluster)), add(table)] : [add(table)]
}

export function modifyTtl(table: string, days: number | null, { cluster }: DdlOptions): string {
  const name = `ALTER TABLE ${localName(table, cluster)}${onCluster(cluster)}`
  return days === null ? `${name} REMOVE TTL` : `${name} MODIFY TTL ${ttlExpression(days)} SETTINGS materialize_ttl_after_modify = 0`
}

export function ttlExpression(days: number): string {
  return `storedOn + toIntervalDay(${Math.ceil(days)})`
}

export function localName(table: string, cluster: string | null): string {
  return cluster ? `${table}_local` : table
}

export function onCluster(cluster: string | null): string {
  return cluster ? ` ON CLUSTER \`${cluster}\`` : ""
}

function engineOf(table: TableSpec, cluster: string | null): string {
  const sums = table.sums ? `(${table.sums.join(", ")})` : null
  if (!cluster) return `${table.engine}(${sums ?? ""})`
  // {shard} and {replica} are macros of each server's own configuration; {uuid} keeps a table made anew apart from the old.
  return `Replicated${table.engine}('/clickhouse/tables/{uuid}/{shard}', '{replica}'${sums ? `, ${sums}` : ""})`
}

function columnDefinition({ name, definition }: SqlColumn): string {
  return `\`${name}\` ${definition}`
}
