// Values of a column that were seen lately: completion in the search box.
import { clamp, columnOf, expressionOf, Parameters, scopeSql, type FlowScope, type Question } from "./question.ts"
import { toJson } from "../rows/flow-row.ts"
import { StoreError } from "../store-error.ts"

export interface ColumnValuesRequest extends FlowScope {
  readonly column: string
  /** Only values whose text contains it. */
  readonly search?: string
  readonly limit?: number
}

/** Rows looked at: completion must be quick, not complete. */
const MAX_ROWS = 2_000_000

export const columnValues: Question<ColumnValuesRequest, readonly { readonly value: string; readonly flows: number }[]> = {
  plan(request, nowMs) {
    const column = columnOf(request.column)
    if (column.type === "json" || column.type === "list" || column.sqlScale !== undefined) throw new StoreError("question-invalid", `"${column.id}" has no single values.`, "Pick another column.")
    const parameters = new Parameters()
    const { time, rest } = scopeSql(request, parameters, nowMs)
    const text = column.type === "ip" ? `replaceOne(toString(${expressionOf(column)}), '::ffff:', '')` : `toString(${expressionOf(column)})`
    const search = request.search ? `positionCaseInsensitive(${text}, ${parameters.add("String", request.search)}) > 0` : "1"
    const limit = parameters.add("UInt32", clamp(request.limit, 50, 1, 1000))
    return [{
      sql: `SELECT value, count() FROM (SELECT ${expressionOf(column)} AS value FROM flows WHERE ${time} AND ${rest} AND ${search} LIMIT ${MAX_ROWS}) GROUP BY value ORDER BY count() DESC, value LIMIT ${limit}`,
      params: parameters.values,
    }]
  },
  read: ([rows], request) => {
    const column = columnOf(request.column)
    return rows.flatMap(([cell, flows]) => {
      const value = toJson(cell, column)
      return value === null || value === "" ? [] : [{ value: String(value), flows: Number(flows) }]
    })
  },
}
