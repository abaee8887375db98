// Flows one by one, or their hourly sums: a question over a long time that the sums can answer reads those.
import type { Column } from "@netweir/model"
import { ColumnNotStoredError, parseFilter, toSql } from "@netweir/model"
import { historyColumns } from "../schema/stored-columns.ts"
import { hourlyTable } from "../schema/tables.ts"
import { epochSeconds, Parameters, restSql, scopeSql, type FlowScope } from "./question.ts"

export type FlowSourceTable = "flows" | "flows_hourly"

const HOUR_MS = 3_600_000
/** Below so long a range single flows are fast enough and exact to the millisecond. */
const ROLL_UP_FROM_MS = 72 * HOUR_MS

const hourlyNames = new Set(hourlyTable.columns.map((column) => column.name))
/** The hourly table's columns as the filter language sees them. */
const hourlyColumns: readonly Column[] = historyColumns.filter(({ id, sqlFrom }) => (sqlFrom === undefined ? hourlyNames.has(id) && !isSummed(id) : id === "l4"))

/** A sum over an hour is not what a filter on one flow's value means. */
function isSummed(id: string): boolean {
  return /^(?:bytes|packets|payload|retransmissions|lost)To|^(?:score|risks)$/.test(id)
}

export interface FlowSource {
  readonly table: FlowSourceTable
  readonly columns: readonly Column[]
  /** Time and the rest of the scope. */
  readonly where: string
  /** The row's time in SQL, as milliseconds. */
  readonly timeMs: string
}

/** `by`: the columns that the question groups by. `stepMs`: the finest time it tells apart. */
export function flowSource(scope: FlowScope, by: readonly string[], stepMs: number, parameters: Parameters, nowMs: number): FlowSource {
  if (!canRollUp(scope, by, stepMs)) {
    const { time, rest } = scopeSql(scope, parameters, nowMs)
    return { table: "flows", columns: historyColumns, where: `${time} AND ${rest}`, timeMs: "toUnixTimestamp64Milli(lastSeenMs)" }
  }
  const from = epochSeconds(Math.floor(scope.fromMs / HOUR_MS) * HOUR_MS)
  const to = epochSeconds(Math.ceil(scope.toMs / HOUR_MS) * HOUR_MS)
  const time = `hour >= toDateTime(${parameters.add("UInt32", from)}) AND hour < toDateTime(${parameters.add("UInt32", to)})`
  return { table: "flows_hourly", columns: hourlyColumns, where: `${time} AND ${restSql(scope, parameters, nowMs, hourlyColumns)}`, timeMs: "toUnixTimestamp(hour) * 1000" }
}

function canRollUp(scope: FlowScope, by: readonly string[], stepMs: number): boolean {
  if (scope.toMs - scope.fromMs < ROLL_UP_FROM_MS || stepMs % HOUR_MS !== 0) return false
  if (!by.every((id) => hourlyColumns.some((column) => column.id === id))) return false
  const parsed = parseFilter(scope.filter ?? "", historyColumns)
  if (!parsed.ok) return false // told by whoever parses it for the flows table
  try {
    toSql(parsed.tree, hourlyColumns)
    return !hasSearch(scope.filter ?? "")
  } catch (error) {
    if (error instanceof ColumnNotStoredError) return false
    throw error
  }
}

/** Bare words look into columns that the roll-up lacks. */
function hasSearch(filter: string): boolean {
  const parsed = parseFilter(filter, historyColumns)
  return parsed.ok && JSON.stringify(parsed.tree).includes('"kind":"search"')
}
