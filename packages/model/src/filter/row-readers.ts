// The same filters over JSON rows (what the API shows): alerts, mutes, tests, small lists.
import type { Column } from "../columns/column.ts"
import { parseIp, parseMac } from "./addresses.ts"
import { compilePredicate } from "./predicate.ts"
import type { ColumnReaders, Predicate } from "./readers.ts"
import type { FilterTree } from "./tree.ts"

export type JsonRow = Readonly<Record<string, unknown>>

export function rowReaders(columns: readonly Column[]): ColumnReaders<JsonRow> {
  const byId = new Map(columns.map((column) => [column.id, column] as const))
  return {
    number(id) {
      const column = byId.get(id)
      return column && ((row) => numberOf(row[id], column))
    },
    text: (id) => (row) => {
      const value = row[id]
      return typeof value === "string" ? value : null
    },
    ip: (id) => (row, into) => {
      const words = typeof row[id] === "string" ? parseIp(row[id]) : null
      if (words) into.set(words)
      return words !== null
    },
    list: (id) => (row) => (Array.isArray(row[id]) ? row[id].filter((one): one is string => typeof one === "string") : []),
  }
}

function numberOf(value: unknown, column: Column): number {
  if (typeof value === "number") return value
  if (typeof value === "boolean") return value ? 1 : 0
  if (typeof value !== "string") return Number.NaN
  if (column.type === "mac") return parseMac(value) ?? Number.NaN
  const index = column.values?.indexOf(value) ?? -1
  return index < 0 ? Number.NaN : index
}

/** `nowMs`: what `-1h` is counted from. */
export function compileRowPredicate(tree: FilterTree, nowMs: number): Predicate<JsonRow> {
  return compilePredicate(tree, rowReaders(columnsIn(tree)), nowMs)
}

function columnsIn(tree: FilterTree): readonly Column[] {
  switch (tree.kind) {
    case "all": return []
    case "and": case "or": return tree.parts.flatMap(columnsIn)
    case "not": return columnsIn(tree.part)
    case "test": return tree.field.columns
    case "search": return tree.columns
  }
}
