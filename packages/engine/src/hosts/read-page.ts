// A page of a live table: filter, sort by any column, cut. Works on row numbers; row objects are made for the page only.
import { compareIp, compilePredicate, parseFilter, type Column, type ColumnReaders, type FilterError, type Page, type PageRequest, type Predicate } from "@netweir/model"
import { topRows } from "./top-rows.ts"

export const MAX_PAGE_ROWS = 1000
const DEFAULT_PAGE_ROWS = 100

export interface LiveTable<Row> {
  readonly columns: readonly Column[]
  readonly readers: ColumnReaders
  /** Rows 0..high-1 may be in use. */
  readonly high: number
  readonly total: number
  isLive(row: number): boolean
  toRow(row: number): Row
  /** Sorted by this, descending, when the request does not say. */
  readonly defaultSort: string
}

/** The filter of a request is wrong; `error` says where and what would be right. */
export class WrongFilter extends Error {
  readonly error: FilterError
  constructor(error: FilterError) {
    super(error.message)
    this.name = "WrongFilter"
    this.error = error
  }
}

export function compileFilter(text: string, columns: readonly Column[], readers: ColumnReaders, atMs: number): Predicate {
  const parsed = parseFilter(text, columns)
  if (!parsed.ok) throw new WrongFilter(parsed.error)
  return compilePredicate(parsed.tree, readers, atMs)
}

/** Throws WrongFilter. An unknown sort column sorts as the default does. */
export function readPage<Row>(table: LiveTable<Row>, request: PageRequest, atMs: number): Page<Row> {
  const matches = request.filter ? compileFilter(request.filter, table.columns, table.readers, atMs) : null
  const rows: number[] = []
  for (let row = 0; row < table.high; row++) if (table.isLive(row) && (!matches || matches(row))) rows.push(row)
  const offset = Math.max(0, Math.floor(request.offset ?? 0))
  const limit = Math.min(MAX_PAGE_ROWS, Math.max(0, Math.floor(request.limit ?? DEFAULT_PAGE_ROWS)))
  const column = table.columns.find((one) => one.id === request.sort?.column)
  const order = column
    ? orderBy(column, table, request.sort?.descending === true)
    : orderBy(table.columns.find((one) => one.id === table.defaultSort), table, true)
  const page = topRows(rows, offset + limit, order).slice(offset)
  return { rows: page.map((row) => table.toRow(row)), matched: rows.length, total: table.total, atMs }
}

/** Absent values come last either way; equal ones in the order of their rows, so that pages do not overlap. */
function orderBy<Row>(column: Column | undefined, table: LiveTable<Row>, descending: boolean): (a: number, b: number) => number {
  const sign = descending ? -1 : 1
  const byRow = (a: number, b: number) => a - b
  if (!column) return byRow
  const ip = table.readers.ip(column.id)
  if (ip) {
    const wordsA = new Uint32Array(4)
    const wordsB = new Uint32Array(4)
    return (a, b) => absentLast(ip(a, wordsA), ip(b, wordsB)) || sign * compareIp(wordsA, wordsB) || a - b
  }
  const number = table.readers.number(column.id)
  if (number) return (a, b) => {
    const valueA = number(a)
    const valueB = number(b)
    return absentLast(!Number.isNaN(valueA), !Number.isNaN(valueB)) || sign * (valueA - valueB) || a - b
  }
  const text = table.readers.text(column.id)
  if (!text) return byRow
  return (a, b) => {
    const valueA = text(a) ?? ""
    const valueB = text(b) ?? ""
    return absentLast(valueA !== "", valueB !== "") || sign * (valueA < valueB ? -1 : valueA > valueB ? 1 : 0) || a - b
  }
}

/** Both absent: 0 is right for numbers too, since the caller's NaN difference is falsy. */
function absentLast(hasA: boolean, hasB: boolean): number {
  return hasA === hasB ? 0 : hasA ? -1 : 1
}
