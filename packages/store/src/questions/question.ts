// A question is one parameterised query and how its rows become an answer. The list of all is questions/index.ts.
import { parseFilter, toSql, type Column, type SqlParam } from "@netweir/model"
import type { Row } from "../database/database.ts"
import { StoreError } from "../store-error.ts"
import { historyColumns } from "../schema/stored-columns.ts"

export interface Query {
  readonly sql: string
  readonly params: Readonly<Record<string, SqlParam>>
}

/** `plan` may ask several queries; they run side by side. */
export interface Question<Request, Reply> {
  plan(request: Request, nowMs: number): readonly Query[]
  read(results: readonly (readonly Row[])[], request: Request, nowMs: number): Reply
}

/** What every question about flows can be limited to. */
export interface FlowScope {
  /** Flows last seen in [fromMs, toMs). */
  readonly fromMs: number
  readonly toMs: number
  /** Text in the filter language; empty = all. */
  readonly filter?: string
  /** Interface as the user names it; absent = all. */
  readonly interface?: string
}

/** Collects parameters under names of its own. */
export class Parameters {
  readonly values: Record<string, SqlParam> = {}
  private count = 0
  add(type: string, value: SqlParam): string {
    const name = `q${this.count++}`
    this.values[name] = value
    return `{${name}:${type}}`
  }
}

/** The WHERE condition of a scope over a table with these columns; `time` is the table's time column, in SQL. */
export function scopeSql(scope: FlowScope, parameters: Parameters, nowMs: number, columns: readonly Column[] = historyColumns): { readonly time: string; readonly rest: string } {
  checkRange(scope)
  return { time: timeSql(scope.fromMs, scope.toMs, parameters), rest: restSql(scope, parameters, nowMs, columns) }
}

const HOUR_MS = 3_600_000
/** The first key of the flows table's order (schema/tables.ts). */
export const HOUR_SQL = "toStartOfHour(lastSeenMs, 'UTC')"

/** Seconds that a DateTime can hold: 1970 to 2106. */
export function epochSeconds(ms: number): number {
  return Math.min(0xffffffff, Math.max(0, Math.floor(ms / 1000)))
}

/** Last seen in [fromMs, toMs). The hours say the same more coarsely: the engine does not conclude them from the times, and by them it skips what it need not read. */
export function timeSql(fromMs: number, toMs: number, parameters: Parameters): string {
  const hour = (ms: number) => `toDateTime(${parameters.add("UInt32", epochSeconds(Math.floor(ms / HOUR_MS) * HOUR_MS))})`
  const time = (ms: number) => `fromUnixTimestamp64Milli(${parameters.add("Int64", Math.ceil(ms))})`
  return `${HOUR_SQL} >= ${hour(fromMs)} AND ${HOUR_SQL} <= ${hour(toMs)} AND lastSeenMs >= ${time(fromMs)} AND lastSeenMs < ${time(toMs)}`
}

/** Interface and filter. */
export function restSql(scope: FlowScope, parameters: Parameters, nowMs: number, columns: readonly Column[] = historyColumns): string {
  const parts: string[] = []
  if (scope.interface !== undefined && scope.interface !== "") parts.push(`interface = ${parameters.add("String", scope.interface)}`)
  const filter = filterSql(scope.filter ?? "", parameters, nowMs, columns)
  if (filter !== "1") parts.push(`(${filter})`)
  return parts.length ? parts.join(" AND ") : "1"
}

function filterSql(text: string, parameters: Parameters, nowMs: number, columns: readonly Column[]): string {
  const parsed = parseFilter(text, columns)
  if (!parsed.ok) throw new StoreError("filter-invalid", parsed.error.message, "Correct the filter; the position says where.", { details: { ...parsed.error } })
  const condition = toSql(parsed.tree, columns, { nowMs, prefix: "f" })
  Object.assign(parameters.values, condition.params)
  return condition.sql
}

function checkRange({ fromMs, toMs }: FlowScope): void {
  if (!(fromMs < toMs)) throw new StoreError("question-invalid", "The time range is empty.", "Let it end after it begins.", { details: { fromMs, toMs } })
}

export function columnOf(id: string, columns: readonly Column[] = historyColumns): Column {
  const column = columns.find((one) => one.id === id)
  if (!column) throw new StoreError("question-invalid", `History has no column "${id}".`, "Pick one of the stored columns.", { details: { column: id } })
  return column
}

/** Over stored columns. Ids and expressions are the model's, never people's. */
export function expressionOf(column: Column): string {
  return column.sqlFrom === undefined ? column.id : `(${column.sqlFrom})`
}

export function clamp(value: number | undefined, fallback: number, lowest: number, highest: number): number {
  return Math.min(highest, Math.max(lowest, Math.floor(value ?? fallback)))
}
