// What of a table lives in the URL: filter, sort, page, page size, columns.
import type { Column } from "@netweir/model"
import type { SearchParams } from "./search-params.ts"

export interface Sort { readonly column: string; readonly descending: boolean }
export interface TableState {
  readonly filter: string
  readonly sort: Sort
  readonly offset: number
  readonly limit: number
  readonly columns: readonly string[]
}
export const PAGE_SIZES = [25, 50, 100, 200, 500] as const
const MAX_FILTER_LENGTH = 2_000

export function parseSort(text: string | undefined): Sort | null {
  const match = /^(-?)([A-Za-z][A-Za-z0-9]{0,63})$/.exec(text ?? "")
  return match ? { column: match[2], descending: match[1] === "-" } : null
}

export function sortText(sort: Sort): string {
  return `${sort.descending ? "-" : ""}${sort.column}`
}

/** Reads the URL; whatever it does not say, or says wrong, is the saved choice or the default. */
export function tableStateFrom(search: SearchParams, columns: readonly Column[], defaults: { sort: Sort; limit?: number; columns?: readonly string[] }): TableState {
  const known = new Set(columns.map((column) => column.id))
  const sort = parseSort(search.sort)
  const limit = Number(search.limit)
  const page = Number(search.page)
  const size = (PAGE_SIZES as readonly number[]).includes(limit) ? limit : (defaults.limit ?? 50)
  const asked = search.columns?.split(",").filter((id) => known.has(id)) ?? []
  const saved = defaults.columns?.filter((id) => known.has(id)) ?? []
  return {
    filter: (search.filter ?? "").slice(0, MAX_FILTER_LENGTH),
    sort: sort && known.has(sort.column) ? sort : defaults.sort,
    offset: Number.isInteger(page) && page > 1 ? Math.min((page - 1) * size, 1_000_000) : 0,
    limit: size,
    columns: asked.length > 0 ? asked : saved.length > 0 ? saved : columns.filter((column) => column.shown).map((column) => column.id),
  }
}
