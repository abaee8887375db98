// The state of one table: in the URL, with the columns also kept by the browser.
import type { Column, PageRequest } from "@netweir/model"
import { useCallback, useMemo } from "react"
import { filterTerm, withTerm } from "../filter/filter-text.ts"
import { useSearchState, type SearchChange } from "../state/use-search-state.ts"
import { useStored } from "../state/stored.ts"
import { sortText, tableStateFrom, type Sort, type TableState } from "../state/table-state.ts"
import type { SearchParams } from "../state/search-params.ts"

export interface Table {
  readonly all: readonly Column[]
  readonly shown: readonly Column[]
  readonly state: TableState
  readonly search: SearchParams
  readonly change: (next: SearchChange) => void
  readonly setFilter: (filter: string) => void
  readonly sortBy: (column: Column) => void
  readonly setPage: (page: number) => void
  readonly setLimit: (limit: number) => void
  readonly setColumns: (ids: readonly string[]) => void
  readonly resetColumns: () => void
  readonly addToFilter: (column: Column, value: unknown, exclude: boolean) => void
}

export function useTable(name: string, columns: readonly Column[], defaults: { sort: Sort; limit?: number; columns?: readonly string[] }): Table {
  const [search, change] = useSearchState()
  const [saved, save] = useStored(`columns.${name}`)
  const state = tableStateFrom(search, columns, { ...defaults, columns: saved ? saved.split(",") : defaults.columns })
  const { filter, sort } = state
  const shownKey = state.columns.join(",")
  const shown = useMemo(() => shownKey.split(",").flatMap((id) => columns.find((column) => column.id === id) ?? []), [columns, shownKey])
  return {
    all: columns, shown, state, search, change,
    setFilter: useCallback((next) => change({ filter: next || undefined }), [change]),
    // First click: the largest numbers, the first words; a second click turns it round.
    sortBy: (column) => change({ sort: sortText({ column: column.id, descending: sort.column === column.id ? !sort.descending : column.type !== "text" && column.type !== "ip" && column.type !== "mac" && column.type !== "enum" }) }),
    setPage: (page) => change({ page: page > 1 ? String(page) : undefined }),
    setLimit: (limit) => change({ limit: String(limit) }),
    setColumns: (ids) => { save(ids.join(",")); change({ columns: ids.join(","), page: search.page }) },
    resetColumns: () => { save(""); change({ columns: undefined, page: search.page }) },
    addToFilter: (column, value, exclude) => {
      const term = filterTerm(column, value, exclude)
      if (term) change({ filter: withTerm(filter, term) })
    },
  }
}

/** What a live question takes; `extra` narrows the user's filter (hosts: local only). */
export function pageRequest({ filter, sort, offset, limit }: TableState, extra = ""): PageRequest {
  return { filter: extra ? withTerm(filter, extra) : filter, sort, offset, limit }
}
/** The same for the REST routes. */
export function pageQuery({ filter, sort }: TableState, offset: number, limit: number, extra = ""): { filter?: string; sort: string; offset: number; limit: number } {
  return { filter: (extra ? withTerm(filter, extra) : filter) || undefined, sort: sortText(sort), offset, limit }
}
