// Throws out the oldest days: those older than asked, then as many as it takes to get under the size. Flows go before their
// roll-ups and series, which are small and meant to last longer. When the flows of the day that is being written are too many
// alone, the earliest of them go, by a rewrite that the database does beside its other work.
import type { Database } from "./database/database.ts"
import { localName, onCluster } from "./schema/ddl.ts"
import type { KeepDays } from "./schema/migrations.ts"
import { flowsTable, tables } from "./schema/tables.ts"

export interface Retention {
  /** Null = no limit. */
  readonly bytes: number | null
  readonly days: number | null
  /** Of hourly sums and of series by hour and day; null = no limit, absent = a year or more. Never less than `days`. */
  readonly rollupDays?: number | null
}

export interface DroppedPartition { readonly table: string; readonly partition: string; readonly rows: number; readonly bytes: number; readonly reason: "age" | "size" }

const YEAR = 365
/** A rewrite gets a little under the limit, so that the next one is not due at once, and leaves this much whatever the limit. */
const ROOM_SHARE = 0.05
const MAX_CUT_SHARE = 0.9

/** Roll-ups outlive what they were made from. */
export function keepDays({ days, rollupDays }: Retention): KeepDays {
  if (days === null) return { series_minute: YEAR }
  const minutes = { flows: days, series_minute: Math.max(days, 30) }
  if (rollupDays === null) return minutes
  const longer = (usual: number) => Math.max(days, rollupDays ?? usual)
  return { ...minutes, flows_hourly: longer(YEAR), series_hour: longer(2 * YEAR), series_day: longer(5 * YEAR) }
}

interface Partition { readonly table: string; readonly partition: string; readonly rows: number; readonly bytes: number; readonly newestDay: number }

/** Days since the epoch. */
export async function enforceRetention(database: Database, retention: Retention, today: number): Promise<DroppedPartition[]> {
  const dropped: DroppedPartition[] = []
  let partitions = await readPartitions(database)
  const drop = async (partition: Partition, reason: "age" | "size") => {
    await database.command(`ALTER TABLE ${localName(partition.table, database.cluster)}${onCluster(database.cluster)} DROP PARTITION ID '${partition.partition}'`)
    partitions = partitions.filter((one) => one !== partition)
    dropped.push({ table: partition.table, partition: partition.partition, rows: partition.rows, bytes: partition.bytes, reason })
  }
  const days = keepDays(retention)
  for (const partition of partitions) {
    const limit = days[partition.table]
    if (limit !== undefined && partition.newestDay < today - limit) await drop(partition, "age")
  }
  if (retention.bytes === null) return dropped
  const size = () => partitions.reduce((sum, partition) => sum + partition.bytes, 0)
  for (const { name } of tables) {
    const oldestFirst = partitions.filter((partition) => partition.table === name && partition.newestDay < today).toSorted((a, b) => a.newestDay - b.newestDay)
    for (const partition of oldestFirst) {
      if (size() <= retention.bytes) return dropped
      await drop(partition, "size")
    }
  }
  const written = partitions.find((partition) => partition.table === flowsTable.name && partition.newestDay >= today)
  const excess = size() - retention.bytes
  if (written !== undefined && excess > 0) {
    const share = Math.min(MAX_CUT_SHARE, (excess + retention.bytes * ROOM_SHARE) / written.bytes)
    if (await cutEarliest(database, written, share)) dropped.push({ ...written, rows: Math.round(written.rows * share), bytes: Math.round(written.bytes * share), reason: "size" })
  }
  return dropped
}

/** False while an earlier cut is under way. `quantile` looks at a sample, in full precision; the digests keep 24 bits, minutes of a time in ms. */
async function cutEarliest(database: Database, { table, partition }: Partition, share: number): Promise<boolean> {
  const local = localName(table, database.cluster)
  const [[running]] = await database.query("SELECT count() FROM system.mutations WHERE database = currentDatabase() AND table = {local:String} AND NOT is_done", { local })
  if (Number(running) > 0) return false
  const [[cutMs]] = await database.query(`SELECT toInt64(quantile(${share.toFixed(4)})(toUnixTimestamp64Milli(lastSeenMs))) FROM ${local} WHERE _partition_id = {partition:String}`, { partition })
  await database.command(`ALTER TABLE ${local}${onCluster(database.cluster)} DELETE IN PARTITION ID '${partition}' WHERE lastSeenMs < fromUnixTimestamp64Milli(${Math.floor(Number(cutMs))})`)
  return true
}

async function readPartitions(database: Database): Promise<Partition[]> {
  const local = tables.map(({ name }) => `'${localName(name, database.cluster)}'`).join(", ")
  // The youngest row of a partition says its age: by the columns' own names for a day, by the month's or year's last day else.
  const rows = await database.query(
    `SELECT replaceOne(table, '_local', ''), partition_id, sum(rows), sum(bytes_on_disk) FROM system.parts WHERE active AND database = currentDatabase() AND table IN (${local}) GROUP BY table, partition_id`, {})
  return rows.map(([table, partition, count, bytes]) => ({ table: String(table), partition: String(partition), rows: Number(count), bytes: Number(bytes), newestDay: lastDayOf(String(partition)) }))
}

/** Partition ids are dates: 20260131, 202601 or 2026. */
function lastDayOf(id: string): number {
  const [year, month, day] = [Number(id.slice(0, 4)), Number(id.slice(4, 6)), Number(id.slice(6, 8))]
  const last = id.length === 8 ? Date.UTC(year, month - 1, day) : id.length === 6 ? Date.UTC(year, month, 0) : Date.UTC(year + 1, 0, 0)
  return Math.floor(last / 86_400_000)
}
