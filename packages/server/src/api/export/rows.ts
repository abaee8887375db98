// All rows of a table question, page by page, so that neither side holds a whole table.
import type { Page, PageRequest } from "@netweir/model"
import { MAX_MERGED_ROWS } from "../../monitor/merge/pages.ts"

const ROWS_PER_PAGE = 1_000

/**
 * Asks page after page while the table lives on: a row that moves across a page's border between two questions can be
 * missing. `deepest`: how far the table can be paged.
 */
export async function* allRows<Row>(ask: (request: PageRequest) => Promise<Page<Row>>, request: PageRequest, limit: number, deepest: number): AsyncGenerator<Row> {
  const most = Math.min(limit, deepest)
  let offset = 0
  while (offset < most) {
    const page = await ask({ ...request, offset, limit: Math.min(ROWS_PER_PAGE, most - offset) })
    yield* page.rows
    offset += page.rows.length
    if (page.rows.length === 0 || offset >= page.matched) return
  }
}

/** Tables of several workers end where merging does. */
export const deepestOf = (one: { readonly isView: boolean }): number => (one.isView ? MAX_MERGED_ROWS : Number.POSITIVE_INFINITY)
