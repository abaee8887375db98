// A page of rows that are all here: filtered, sorted and cut as the server does it with its tables.
import type { Column, Page } from "@netweir/model"
import { compileRowPredicate, parseFilter } from "@netweir/model/filter/index.ts"
import type { TableState } from "../state/table-state.ts"
import type { AnyRow } from "./data-table.tsx"

export function localPage<Row extends AnyRow>(rows: readonly Row[], columns: readonly Column[], { filter, sort, offset, limit }: Pick<TableState, "filter" | "sort" | "offset" | "limit">, atMs: number): Page<Row> {
  const parsed = parseFilter(filter, columns)
  const matches = parsed.ok ? compileRowPredicate(parsed.tree, atMs) : () => true
  const found = rows.filter((row) => matches(row)).toSorted((a, b) => compare(a[sort.column], b[sort.column], sort.descending ? -1 : 1))
  return { rows: found.slice(offset, offset + limit), matched: found.length, total: rows.length, atMs }
}

/** Absent values come last either way. */
function compare(a: unknown, b: unknown, sign: number): number {
  const hasA = a !== null && a !== undefined && a !== ""
  const hasB = b !== null && b !== undefined && b !== ""
  if (!hasA || !hasB) return hasA === hasB ? 0 : hasA ? -1 : 1
  return sign * (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b)))
}
