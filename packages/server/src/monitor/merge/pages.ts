// One page out of the pages of several workers (fanout, views): each answers its own best rows, the best of those are the answer.
import type { Page, PageRequest } from "@netweir/model"
import { byColumn } from "./compare.ts"

/** How deep a merged table can be paged: every worker must hand over all rows before the page. */
export const MAX_MERGED_ROWS = 10_000

/** What each worker is asked so that the wanted page can be cut out of the answers. */
export function partRequest(request: PageRequest, rowsWanted = (request.offset ?? 0) + (request.limit ?? 50)): PageRequest {
  return { ...request, offset: 0, limit: Math.min(rowsWanted, MAX_MERGED_ROWS) }
}

/** How many rows of each worker are looked at for a page of shared things: more than the page, so that sums come out right. */
export function sharedRowsWanted(request: PageRequest): number {
  return Math.min(MAX_MERGED_ROWS, Math.max(1_000, 4 * ((request.offset ?? 0) + (request.limit ?? 50))))
}

/** Rows that are different things in every worker: flows. */
export function mergePages<Row extends object>(pages: readonly Page<Row>[], request: PageRequest): Page<Row> {
  const rows = pages.flatMap((page) => [...page.rows])
  if (request.sort) rows.sort(byColumn(request.sort.column, request.sort.descending))
  return {
    rows: cut(rows, request),
    matched: pages.reduce((sum, page) => sum + page.matched, 0),
    total: pages.reduce((sum, page) => sum + page.total, 0),
    atMs: newest(pages),
  }
}

/**
 * Rows that several workers may have about the same thing: hosts, groups. Exact while every worker could hand over all
 * its rows (`sharedRowsWanted`); beyond that a thing outside the best rows of one worker misses that worker's part.
 */
export function mergeSameRows<Row extends object>(
  pages: readonly Page<Row>[], request: PageRequest, keyOf: (row: Row) => string, combine: (a: Row, b: Row) => Row,
): Page<Row> {
  const byKey = new Map<string, Row>()
  let handedOver = 0
  for (const page of pages) {
    for (const row of page.rows) {
      const key = keyOf(row)
      const known = byKey.get(key)
      byKey.set(key, known ? combine(known, row) : row)
      handedOver++
    }
  }
  const duplicates = handedOver - byKey.size
  const rows = [...byKey.values()]
  if (request.sort) rows.sort(byColumn(request.sort.column, request.sort.descending))
  return {
    rows: cut(rows, request),
    matched: pages.reduce((sum, page) => sum + page.matched, 0) - duplicates,
    total: Math.max(byKey.size, pages.reduce((sum, page) => sum + page.total, 0) - duplicates),
    atMs: newest(pages),
  }
}

function cut<Row>(rows: readonly Row[], request: PageRequest): Row[] {
  const offset = request.offset ?? 0
  return rows.slice(offset, offset + (request.limit ?? 50))
}

function newest(pages: readonly Page<unknown>[]): number {
  return pages.reduce((latest, page) => Math.max(latest, page.atMs), 0)
}
