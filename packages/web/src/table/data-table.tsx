// One table for everything that has model columns: sorting heads, cells that filter, rows that open, cards on a phone.
import type { Column } from "@netweir/model"
import { Link, type LinkProps } from "@tanstack/react-router"
import { memo, type KeyboardEvent, type MouseEvent, type ReactNode } from "react"
import { exactCell, formatCell, isNumeric, type CellStyle } from "../format/cell.ts"
import type { Sort } from "../state/table-state.ts"
import { Icon } from "../views/icons.tsx"
import { riskByKey } from "./risk-titles.ts"
import { Country, RiskTags, Score, ShareBar } from "./cells.tsx"

export type AnyRow = Readonly<Record<string, unknown>>
export type Target = Pick<LinkProps, "to" | "params" | "search">

export interface DataTableProps<Row extends AnyRow> {
  readonly label: string
  readonly columns: readonly Column[]
  readonly rows: readonly Row[]
  readonly rowKey: (row: Row) => string
  readonly style: CellStyle
  readonly sort?: Sort
  readonly onSort?: (column: Column) => void
  /** Where the row leads: Enter, and the arrow in front. */
  readonly target?: (row: Row) => Target | undefined
  /** Or what it opens. */
  readonly onOpen?: (row: Row) => void
  /** Where a single cell leads: a host's address. */
  readonly cellTarget?: (row: Row, column: Column) => Target | undefined
  readonly onFilter?: (column: Column, value: unknown, exclude: boolean) => void
  readonly gone?: ReadonlySet<string>
  readonly isStale?: boolean
}

export function DataTable<Row extends AnyRow>(props: DataTableProps<Row>) {
  const { columns, rows, rowKey, sort, onSort, gone, onFilter, isStale, label } = props
  const largestBytes = columns.some((column) => column.id === "bytes") ? Math.max(1, ...rows.map((row) => Number(row.bytes) || 0)) : 1
  const timesSeen = new Map<string, number>()
  const opens = Boolean(props.target || props.onOpen)

  function onClick(event: MouseEvent<HTMLElement>) {
    const button = (event.target as HTMLElement).closest<HTMLElement>("button[data-column]")
    if (!button || !onFilter) return
    const row = rows[Number(button.closest<HTMLElement>("tr")?.dataset.index)]
    const column = columns.find((one) => one.id === button.dataset.column)
    if (row && column) onFilter(column, row[column.id], event.shiftKey)
  }
  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    if (event.key !== "Enter" || !(event.target instanceof HTMLTableRowElement)) return
    event.target.querySelector<HTMLElement>("[data-open]")?.click()
  }

  return (
    <div className="table-scroll" data-stale={isStale || undefined}>
      <table className="data-table" role="table" aria-label={label} aria-rowcount={rows.length}>
        <thead role="rowgroup">
          <tr role="row">
            {opens && <th role="columnheader" className="open-cell"><span className="visually-hidden">Open</span></th>}
            {columns.map((column) => <HeadCell key={column.id} column={column} sort={sort} onSort={onSort} />)}
          </tr>
        </thead>
        <tbody role="rowgroup" onClick={onClick} onKeyDown={onKeyDown}>
          {rows.map((row, index) => {
            const key = rowKey(row)
            // A capture that was read twice is stored twice: equal rows are no mistake.
            const times = (timesSeen.get(key) ?? 0) + 1
            timesSeen.set(key, times)
            return (
              <tr key={times === 1 ? key : `${key} ${times}`} role="row" data-row data-index={index} tabIndex={-1} data-gone={gone?.has(key) || undefined}>
                {opens && <td role="cell" className="open-cell"><OpenCell row={row} target={props.target?.(row)} onOpen={props.onOpen} /></td>}
                {columns.map((column) => (
                  <DataCell
                    key={column.id} column={column} value={row[column.id]} style={props.style} canFilter={Boolean(onFilter)}
                    share={column.id === "bytes" ? Number(row.bytes) / largestBytes : 0} target={props.cellTarget?.(row, column)}
                  />
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

function HeadCell({ column, sort, onSort }: { column: Column; sort?: Sort; onSort?: (column: Column) => void }) {
  const isSorted = sort?.column === column.id
  const canSort = onSort && column.type !== "json" && column.type !== "list"
  return (
    <th role="columnheader" scope="col" className={isNumeric(column) ? "numeric" : ""} aria-sort={isSorted ? (sort.descending ? "descending" : "ascending") : undefined} title={column.help}>
      {canSort ? (
        <button type="button" className="sort-button" onClick={() => onSort(column)}>
          {column.label}
          <span className="sort-mark" aria-hidden="true">{isSorted ? (sort.descending ? "▼" : "▲") : ""}</span>
        </button>
      ) : <span className="sort-button">{column.label}</span>}
    </th>
  )
}

function OpenCell<Row>({ row, target, onOpen }: { row: Row; target?: Target; onOpen?: (row: Row) => void }) {
  if (target) return <Link {...(target as LinkProps)} className="open-link" data-open aria-label="Open"><Icon name="open" size={15} /></Link>
  if (onOpen) return <button type="button" className="open-link" data-open aria-label="Open" onClick={() => onOpen(row)}><Icon name="open" size={15} /></button>
  return null
}

interface DataCellProps { column: Column; value: unknown; style: CellStyle; canFilter: boolean; share: number; target?: Target }

const DataCell = memo(function DataCell({ column, value, style, canFilter, share, target }: DataCellProps) {
  const text = formatCell(column, value, style)
  const exact = exactCell(column, value)
  const title = exact && exact !== text ? exact : undefined
  const content = contentOf(column, value, text)
  const canFilterThis = canFilter && column.type !== "json" && column.type !== "timeMs" && column.id !== "communityId"
  const isPrimary = column.id === "ip" || column.id === "key"
  return (
    <td role="cell" className={`${isNumeric(column) ? "numeric" : ""} type-${column.type} column-${column.id}`} data-label={column.label} data-absent={(!column.absent && (value === null || value === "")) || undefined}>
      {column.id === "bytes" && <ShareBar share={share} />}
      {isPrimary && target ? <Link {...(target as LinkProps)} className="cell-link" title={title}>{content}</Link>
        : canFilterThis ? <button type="button" className="cell-button" data-column={column.id} tabIndex={-1} title={`${title ?? text}\nClick: only these. Shift+click: all others.`}>{content}</button>
        : <span className="cell-text" title={title}>{content}</span>}
      {!isPrimary && target && <Link {...(target as LinkProps)} className="cell-go" tabIndex={-1} aria-label={`Open ${text}`}><Icon name="open" size={13} /></Link>}
    </td>
  )
}, (before, after) => before.value === after.value && before.column === after.column && before.style === after.style && before.share === after.share && before.canFilter === after.canFilter && sameTarget(before.target, after.target))

function sameTarget(a: Target | undefined, b: Target | undefined): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}

function contentOf(column: Column, value: unknown, text: string): ReactNode {
  if (column.id === "score") return <Score value={Number(value)} />
  if (column.id === "mutedRisks" && Array.isArray(value)) return value.length > 0 ? value.map((key) => <span key={key} className="tag muted">{riskByKey(key)?.title ?? key}</span>) : text
  if (column.id === "risks" && Array.isArray(value)) return value.length > 0 ? <RiskTags keys={value as string[]} /> : text
  if (column.id === "risk") return riskByKey(String(value))?.title ?? text
  if (column.id === "state" && value === "expired") return <span className="tag tone-warning">{text}</span>
  if (/country$/i.test(column.id) && typeof value === "string") return <Country code={value} />
  return text
}
