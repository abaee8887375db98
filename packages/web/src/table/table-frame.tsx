// A table with everything around it: filter, counts, pause, columns, export, pages; and what it shows without rows.
import { Menu } from "@mantine/core"
import { notifications } from "@mantine/notifications"
import { parseFilter } from "@netweir/model/filter/index.ts"
import { useState, type ReactNode } from "react"
import type { ApiError } from "../api/call.ts"
import { FilterInput } from "../filter/filter-input.tsx"
import { formatCount } from "../format/number.ts"
import type { CellStyle } from "../format/cell.ts"
import { Icon } from "../views/icons.tsx"
import { Empty, Loading, Problem } from "../views/states.tsx"
import { ColumnPicker } from "./column-picker.tsx"
import { DataTable, type AnyRow, type DataTableProps } from "./data-table.tsx"
import { collectRows, MAX_EXPORTED_ROWS, saveFile, toCsv } from "./export.ts"
import { Pager } from "./pager.tsx"
import type { Table } from "./use-table.ts"
import { useSteadyRows } from "./use-steady-rows.ts"

interface PageOf<Row> { readonly rows: readonly Row[]; readonly matched: number; readonly total: number; readonly atMs: number }

export interface TableFrameProps<Row extends AnyRow> extends Pick<DataTableProps<Row>, "target" | "onOpen" | "cellTarget" | "rowKey"> {
  readonly name: string
  readonly label: string
  readonly entity: "flow" | "host" | "group" | "exporter" | "mute"
  readonly table: Table
  readonly style: CellStyle
  readonly page: PageOf<Row> | undefined
  readonly error: ApiError | undefined
  readonly pending: boolean
  /** One page of rows, for the export. */
  readonly ask: (offset: number, limit: number) => Promise<PageOf<Row>>
  readonly retry?: () => void
  readonly paused?: boolean
  readonly onPause?: (paused: boolean) => void
  readonly controls?: ReactNode
  readonly empty: ReactNode
}

export function TableFrame<Row extends AnyRow>(props: TableFrameProps<Row>) {
  const { table, page, error, pending, paused = false, onPause, label } = props
  const { state } = table
  const [isPointed, setPointed] = useState(false)
  const question = JSON.stringify([state.filter, state.sort, state.offset, state.limit])
  const { rows, gone, waiting } = useSteadyRows(page?.rows ?? [], props.rowKey, isPointed && !pending, question)
  const isFiltered = state.filter !== ""

  return (
    <section className="table-frame" aria-label={label}>
      <div className="table-tools">
        <FilterInput entity={props.entity} columns={table.all} value={state.filter} onChange={table.setFilter} />
        <div className="table-buttons">
          {props.controls}
          <label className="sort-select">
            <span className="visually-hidden">Sort by</span>
            <select className="plain" value={`${state.sort.descending ? "-" : ""}${state.sort.column}`} onChange={(event) => table.change({ sort: event.target.value })}>
              {table.all.filter((column) => column.type !== "json" && column.type !== "list").flatMap((column) => [<option key={column.id} value={`-${column.id}`}>{column.label} ▼</option>, <option key={`${column.id}+`} value={column.id}>{column.label} ▲</option>])}
            </select>
          </label>
          {onPause && (
            <button type="button" className="button" data-pause aria-pressed={paused} onClick={() => onPause(!paused)} title={paused ? "Go on (p)" : "Pause (p)"}>
              <Icon name={paused ? "play" : "pause"} size={16} /><span className="wide-only">{paused ? "Go on" : "Pause"}</span>
            </button>
          )}
          <ColumnPicker columns={table.all} shown={state.columns} onChange={table.setColumns} onReset={table.resetColumns} />
          <ExportMenu name={props.name} table={table} ask={props.ask} matched={page?.matched ?? 0} />
        </div>
      </div>
      {error ? <Problem error={error} retry={props.retry} />
        : !page ? <Loading rows={8} label={`Loading ${label.toLowerCase()}`} />
        : rows.length === 0 ? (isFiltered ? <Empty icon="funnel" title="Nothing matches the filter"><button type="button" className="button" onClick={() => table.setFilter("")}>Remove the filter</button></Empty> : props.empty)
        : (
          <div onPointerEnter={(event) => setPointed(event.pointerType === "mouse")} onPointerLeave={() => setPointed(false)} onFocus={(event) => { if (event.target.matches(":focus-visible")) setPointed(true) }} onBlur={() => setPointed(false)}>
            <DataTable label={label} columns={table.shown} rows={rows} rowKey={props.rowKey} style={props.style} sort={state.sort} onSort={table.sortBy} target={props.target} onOpen={props.onOpen} cellTarget={props.cellTarget} onFilter={table.addToFilter} gone={gone} isStale={pending} />
          </div>
        )}
      {page && !error && (
        <div className="table-foot">
          <span className="muted small table-note" role="status">{paused ? "Paused: values stand still." : waiting > 0 ? `Order held while you point at it; ${formatCount(waiting)} rows wait.` : ""}</span>
          <Pager offset={state.offset} limit={state.limit} matched={page.matched} total={page.total} onPage={table.setPage} onLimit={table.setLimit} />
        </div>
      )}
    </section>
  )
}

function ExportMenu<Row extends AnyRow>({ name, table, ask, matched }: { name: string; table: Table; ask: (offset: number, limit: number) => Promise<PageOf<Row>>; matched: number }) {
  const [isBusy, setBusy] = useState(false)
  async function save(kind: "csv" | "json") {
    setBusy(true)
    try {
      const rows = await collectRows(ask)
      const file = `netweir-${name}.${kind}`
      if (kind === "csv") saveFile(file, toCsv(table.shown, rows), "text/csv")
      else saveFile(file, JSON.stringify(rows, null, 1), "application/json")
      if (matched > rows.length) notifications.show({ message: `The first ${formatCount(rows.length)} of ${formatCount(matched)} rows were written.` })
    } catch (problem) {
      notifications.show({ color: "red", title: "Nothing was written", message: problem instanceof Error ? problem.message : "The export failed." })
    } finally {
      setBusy(false)
    }
  }
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target><button type="button" className="button" aria-label="Export" disabled={isBusy}><Icon name="download" size={16} /><span className="wide-only">Export</span></button></Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>All that match, {formatCount(MAX_EXPORTED_ROWS)} at most</Menu.Label>
        <Menu.Item onClick={() => void save("csv")}>CSV, shown columns</Menu.Item>
        <Menu.Item onClick={() => void save("json")}>JSON, all columns</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

/** A filter that cannot be read is not asked. */
export function isReadable(filter: string, table: Table): boolean {
  return parseFilter(filter, table.all).ok
}
