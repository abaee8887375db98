// From the query of a table route to a question, checked here so that nobody asks a worker nonsense.
import { parseFilter, type Column, type PageRequest } from "@netweir/model"
import { ProductError } from "../contract/errors.ts"

export interface PageQuery { readonly filter?: string; readonly sort?: string; readonly offset?: number; readonly limit?: number }

export function pageRequest(query: PageQuery, columns: readonly Column[]): PageRequest {
  checkFilter(query.filter, columns)
  const sort = sortOf(query.sort, columns)
  return { ...(query.filter ? { filter: query.filter } : {}), ...(sort && { sort }), offset: query.offset ?? 0, limit: query.limit ?? 50 }
}

/** Throws filter-invalid with the place and what could stand there. */
export function checkFilter(filter: string | undefined, columns: readonly Column[]): void {
  if (!filter) return
  const parsed = parseFilter(filter, columns)
  if (!parsed.ok) throw new ProductError("filter-invalid", parsed.error, { message: parsed.error.message })
}

export function sortOf(text: string | undefined, columns: readonly Column[]): PageRequest["sort"] {
  if (!text) return undefined
  const descending = text.startsWith("-")
  const column = descending ? text.slice(1) : text
  checkColumn(column, columns)
  return { column, descending }
}

export function checkColumn(id: string, columns: readonly Column[]): void {
  if (!columns.some((column) => column.id === id)) throw new ProductError("column-unknown", { column: id.slice(0, 64) })
}
