// What flows can be grouped by, as SQL and back as JSON.
import { findField, riskById, type Column } from "@netweir/model"
import type { Cell } from "../database/database.ts"
import { toJson } from "../rows/flow-row.ts"
import { StoreError } from "../store-error.ts"
import { expressionOf } from "./question.ts"

export type GroupKey = string | number | boolean | null

export interface GroupColumn {
  readonly id: string
  /** One value per row; arrayJoin when a row belongs to several groups. */
  readonly sql: string
  read(cell: Cell | undefined): GroupKey
}

/** A column id, or a word for either side (`ip`, `anyPort`, `anyAsn`): a flow then counts for both. */
export function groupColumn(id: string, columns: readonly Column[]): GroupColumn {
  const field = findField(id, columns)
  const column = field?.columns[0]
  if (!field || !column || column.type === "json" || column.type === "timeMs") throw new StoreError("question-invalid", `Flows cannot be grouped by "${id}".`, "Pick another column.", { details: { column: id } })
  if (column.type === "list") return { id: column.id, sql: `arrayJoin(bitPositionsToArray(${expressionOf(column)}))`, read: (cell) => riskById(Number(cell) + 1)?.key ?? `risk-${Number(cell) + 1}` }
  const read = (cell: Cell | undefined): GroupKey => {
    const value = toJson(cell, column)
    return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null
  }
  if (field.columns.length === 1) return { id: column.id, sql: expressionOf(column), read }
  const sides = field.columns.map(expressionOf).join(", ")
  return { id: field.name, sql: `arrayJoin(arrayDistinct([${sides}]))`, read }
}
