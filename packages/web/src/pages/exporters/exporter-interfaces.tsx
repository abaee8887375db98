// Interfaces of an exporter: what flows say went in and out there, beside its own counters.
import { exporterInterfaceColumns, type Column, type ExporterDetail, type ExporterInterfaceRow } from "@netweir/model"
import type { LinkProps } from "@tanstack/react-router"
import { withTerm } from "../../filter/filter-text.ts"
import { useCellStyle } from "../../state/session.tsx"
import { useSearchState } from "../../state/use-search-state.ts"
import { DataTable, type Target } from "../../table/data-table.tsx"
import { Panel } from "../../views/panel.tsx"
import { Empty } from "../../views/states.tsx"
import { flowsTarget } from "../targets.ts"

const columns: readonly Column[] = exporterInterfaceColumns

export function ExporterInterfaces({ exporter, interfaceId, filter }: { exporter: ExporterDetail; interfaceId: string; filter: string }) {
  const style = useCellStyle(exporter.row.lastSeenMs)
  const [search, change] = useSearchState()
  const descending = search.sort?.startsWith("-") ?? true
  const sortId = search.sort?.replace(/^-/, "") ?? "bytesIn"
  const sorted = exporter.interfaces.toSorted((a, b) => (descending ? -1 : 1) * compare(a, b, sortId))
  // What nobody told is not shown.
  const shown = columns.filter(({ id, shown: isShown }) => isShown || exporter.interfaces.some((row) => Reflect.get(row, id) !== null))
  const flows = (row: ExporterInterfaceRow): Target => flowsTarget(interfaceId, withTerm(filter, `(inIfIndex = ${row.ifIndex} or outIfIndex = ${row.ifIndex})`)) as LinkProps
  return (
    <Panel title="Interfaces" flush>
      {sorted.length === 0 ? <Empty title="It told of no interface">Records with input and output interface (IPFIX 10 and 14) or sFlow counters name them.</Empty> : (
        <DataTable
          label="Interfaces" columns={shown} rows={sorted} rowKey={(row) => String(row.ifIndex)} style={style} sort={{ column: sortId, descending }}
          onSort={(column) => change({ sort: `${column.id === sortId && descending ? "" : "-"}${column.id}` })} target={flows}
        />
      )}
    </Panel>
  )
}

function compare(a: ExporterInterfaceRow, b: ExporterInterfaceRow, id: string): number {
  const one: unknown = Reflect.get(a, id)
  const other: unknown = Reflect.get(b, id)
  if (typeof one === "number" || typeof other === "number") return Number(one ?? -1) - Number(other ?? -1)
  return String(one ?? "").localeCompare(String(other ?? ""))
}
