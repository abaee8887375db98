// A page of a live table: filter, count, and the best `offset + limit` rows by a column, without making a row for the others.
import { compilePredicate, parseFilter, type Column, type ColumnReaders, type Page, type PageRequest, type Predicate } from "@netweir/model"

export const MAX_PAGE_ROWS = 1000
const DEFAULT_PAGE_ROWS = 100

/** A filter that cannot be understood; `details` says where. Asked for by people, so it is their error, not a defect. */
export class FilterProblem extends Error {
  readonly code = "filter-invalid"
  readonly details: unknown
  constructor(message: string, details: unknown) {
    super(message)
    this.name = "FilterProblem"
    this.details = details
  }
}

export function predicateOf(filter: string | undefined, columns: readonly Column[], readers: ColumnReaders<number>, nowMs: number): Predicate<number> {
  const parsed = parseFilter(filter ?? "", columns)
  if (!parsed.ok) throw new FilterProblem(parsed.error.message, parsed.error)
  return compilePredicate(parsed.tree, readers, nowMs)
}

export interface PageSource<Row> {
  readonly columns: readonly Column[]
  readonly readers: ColumnReaders<number>
  /** Calls back for each row in the table, in order. */
  forEach(visit: (row: number) => void): void
  readonly total: number
  readonly nowMs: number
  readonly defaultSort: { readonly column: string; readonly descending: boolean }
  toRow(row: number): Row
}

export function pageOf<Row>(source: PageSource<Row>, request: PageRequest): Page<Row> {
  const { columns, readers, nowMs } = source
  const matches = predicateOf(request.filter, columns, readers, nowMs)
  const offset = Math.max(0, Math.floor(request.offset ?? 0))
  const limit = Math.min(MAX_PAGE_ROWS, Math.max(0, Math.floor(request.limit ?? DEFAULT_PAGE_ROWS)))
  const sort = request.sort ?? source.defaultSort
  const column = columns.find(({ id }) => id === sort.column) ?? columns.find(({ id }) => id === source.defaultSort.column)
  const keyOf = column ? sortKeyOf(column, readers) : (row: number) => row
  const best = new TopRows(offset + limit, sort.descending)
  let matched = 0
  source.forEach((row) => {
    if (!matches(row)) return
    matched++
    best.offer(row, keyOf(row))
  })
  return { rows: best.inOrder().slice(offset).map((row) => source.toRow(row)), matched, total: source.total, atMs: nowMs }
}

type SortKey = number | string

/** Absent sorts below everything. */
function sortKeyOf(column: Column, readers: ColumnReaders<number>): (row: number) => SortKey {
  if (column.type === "text") {
    const read = readers.text(column.id)
    return (row) => read?.(row)?.toLowerCase() ?? ""
  }
  if (column.type === "ip") {
    const read = readers.ip(column.id)
    const words = new Uint32Array(4)
    return (row) => (read?.(row, words) ? Array.from(words, (word) => word.toString(16).padStart(8, "0")).join("") : "")
  }
  if (column.type === "list") {
    const read = readers.list(column.id)
    return (row) => read?.(row).length ?? 0
  }
  const read = readers.number(column.id)
  return (row) => {
    const value = read?.(row) ?? Number.NEGATIVE_INFINITY
    return Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value
  }
}

/** The k best rows: a binary heap with the worst kept one on top. Equal keys go by row number, so pages are stable. */
export class TopRows {
  private readonly rows: number[] = []
  private readonly keys: SortKey[] = []
  private readonly limit: number
  private readonly descending: boolean

  constructor(limit: number, descending: boolean) {
    this.limit = limit
    this.descending = descending
  }

  offer(row: number, key: SortKey): void {
    if (this.rows.length < this.limit) {
      this.rows.push(row)
      this.keys.push(key)
      this.rise(this.rows.length - 1)
    } else if (this.limit > 0 && this.isBetter(key, row, this.keys[0], this.rows[0])) {
      this.rows[0] = row
      this.keys[0] = key
      this.sink(0)
    }
  }

  /** Best first. */
  inOrder(): number[] {
    const order = this.rows.map((_, i) => i)
    order.sort((a, b) => (this.isBetter(this.keys[a], this.rows[a], this.keys[b], this.rows[b]) ? -1 : 1))
    return order.map((i) => this.rows[i])
  }

  private isBetter(key: SortKey, row: number, otherKey: SortKey, otherRow: number): boolean {
    if (key === otherKey) return row < otherRow
    return key > otherKey === this.descending
  }
  private isWorse(a: number, b: number): boolean {
    return this.isBetter(this.keys[b], this.rows[b], this.keys[a], this.rows[a])
  }
  private rise(from: number): void {
    let at = from
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!this.isWorse(at, parent)) return
      this.swap(at, parent)
      at = parent
    }
  }
  private sink(from: number): void {
    let at = from
    for (;;) {
      const left = 2 * at + 1
      if (left >= this.rows.length) return
      const worst = left + 1 < this.rows.length && this.isWorse(left + 1, left) ? left + 1 : left
      if (!this.isWorse(worst, at)) return
      this.swap(at, worst)
      at = worst
    }
  }
  private swap(a: number, b: number): void {
    const row = this.rows[a]
    const key = this.keys[a]
    this.rows[a] = this.rows[b]
    this.keys[a] = this.keys[b]
    this.rows[b] = row
    this.keys[b] = key
  }
}
