// Makes the hourly roll-up of some days anew from the flows themselves: a crash between writing flows and writing their roll-up can
// leave the two apart. A day is built beside and put in place in one step, so questions never see it half done.
import type { Database } from "./database/database.ts"
import { createTable, localName } from "./schema/ddl.ts"
import { StoreError } from "./store-error.ts"
import { flowsTable, hourlyGroupBy, hourlySelect, hourlyTable } from "./schema/tables.ts"

const BESIDE = "flows_hourly_rebuilt"

/** Days (since the epoch, as stored) that have flows; days whose flows are gone keep the roll-up that they have. Nothing may be inserted meanwhile. */
export async function rebuildHourly(database: Database, fromDay: number, toDay: number): Promise<readonly number[]> {
  // On a cluster every server does its own; only a single one is supported so far.
  if (database.cluster !== null) throw new StoreError("question-invalid", "The hourly roll-up of a cluster cannot be rebuilt from here.", "Rebuild it on each server, or wait: it is filled from now on.")
  const found = await database.query(`SELECT DISTINCT toUInt16(storedOn) FROM ${flowsTable.name} WHERE toUInt16(storedOn) BETWEEN {q0:UInt16} AND {q1:UInt16} ORDER BY 1`, { q0: fromDay, q1: toDay })
  const days = found.map(([day]) => Number(day))
  await database.command(`DROP TABLE IF EXISTS ${BESIDE} SYNC`)
  for (const sql of createTable({ ...hourlyTable, name: BESIDE }, { cluster: null })) await database.command(sql)
  // A partition moves between tables of the same structure, TTL included.
  const [[engine] = []] = await database.query("SELECT extract(engine_full, 'TTL (.*) SETTINGS') FROM system.tables WHERE database = currentDatabase() AND name = 'flows_hourly'", {})
  if (engine) await database.command(`ALTER TABLE ${BESIDE} MODIFY TTL ${String(engine)}`)
  for (const day of days) {
    const date = new Date(day * 86_400_000).toISOString().slice(0, 10)
    await database.command(`INSERT INTO ${BESIDE} ${hourlySelect} FROM ${localName(flowsTable.name, null)} WHERE storedOn = toDate('${date}') ${hourlyGroupBy}`)
    await database.command(`ALTER TABLE ${hourlyTable.name} REPLACE PARTITION '${date}' FROM ${BESIDE}`)
  }
  await database.command(`DROP TABLE IF EXISTS ${BESIDE} SYNC`)
  return days
}
