// Groups of stored flows: largest first, every key a way further down.
import type { historyGroups, HistoryMetric, ReplyOf } from "@netweir/server/contract"
import { formatCell, type CellStyle } from "../../format/cell.ts"
import { ABSENT, formatCount, formatRatio } from "../../format/number.ts"
import { formatBytes } from "../../format/volume.ts"
import { riskByKey } from "../../table/risk-titles.ts"
import { Icon } from "../../views/icons.tsx"
import { Menu } from "@mantine/core"
import { saveFile, toCsv } from "../../table/export.ts"
import { fieldColumn } from "../targets.ts"
import { dimensionLabel } from "./dimensions.ts"

type Groups = ReplyOf<typeof historyGroups>
type Group = Groups["rows"][number]
type Key = string | number | boolean | null

export const metrics: readonly (readonly [id: HistoryMetric, title: string, format: (value: number) => string])[] = [
  ["bytes", "Bytes", formatBytes], ["bytesToServer", "Bytes →", formatBytes], ["bytesToClient", "Bytes ←", formatBytes], ["packets", "Packets", formatCount], ["flows", "Flows", formatCount], ["score", "Score", formatCount],
]

export function keyText(dimension: string, key: Key, style: CellStyle): string {
  if (key === null || key === "") return ABSENT
  if (dimension === "risks") return riskByKey(String(key))?.title ?? String(key)
  const column = fieldColumn(dimension)
  return column ? formatCell(column.type === "list" ? { ...column, type: "text" } : column, key, style) : String(key)
}

export function GroupTable({ data, metric, style, onMetric, onKey, onFlows }: { data: Groups; metric: HistoryMetric; style: CellStyle; onMetric: (metric: HistoryMetric) => void; onKey: (dimension: string, key: Key, exclude: boolean) => void; onFlows: (row: Group) => void }) {
  const total = data.rows.reduce((sum, row) => sum + row[metric], 0)
  return (
    <div className="table-scroll">
      <table className="data-table groups-table" role="table" aria-label="Groups">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" className="open-cell"><span className="visually-hidden">Flows</span></th>
            {data.columns.map((id) => <th key={id} role="columnheader" scope="col" title={fieldColumn(id)?.help}><span className="sort-button">{dimensionLabel(id)}</span></th>)}
            {metrics.map(([id, title]) => (
              <th key={id} role="columnheader" scope="col" className="numeric" aria-sort={id === metric ? "descending" : undefined}>
                <button type="button" className="sort-button" onClick={() => onMetric(id)}>{title}<span className="sort-mark" aria-hidden="true">{id === metric ? "▼" : ""}</span></button>
              </th>
            ))}
            <th role="columnheader" scope="col" className="numeric" title="Of the groups shown"><span className="sort-button">Share</span></th>
          </tr>
        </thead>
        <tbody role="rowgroup" onKeyDown={(event) => { if (event.key === "Enter" && event.target instanceof HTMLTableRowElement) event.target.querySelector<HTMLElement>("[data-open]")?.click() }}>
          {data.rows.map((row) => (
            <tr key={JSON.stringify(row.key)} role="row" data-row tabIndex={-1}>
              <td role="cell" className="open-cell"><button type="button" className="open-link" data-open aria-label="Show its flows" onClick={() => onFlows(row)}><Icon name="open" size={15} /></button></td>
              {data.columns.map((id, at) => {
                const text = keyText(id, row.key[at], style)
                return (
                  <td key={id} role="cell" className={`type-${fieldColumn(id)?.type ?? "text"} column-key`} data-label={dimensionLabel(id)}>
                    <button type="button" className="cell-button" tabIndex={-1} title={`${text}\nClick: only these. Shift+click: all others.`} onClick={(event) => onKey(id, row.key[at], event.shiftKey)}>{text}</button>
                  </td>
                )
              })}
              {metrics.map(([id, title, format]) => (
                <td key={id} role="cell" className="numeric" data-label={title}>
                  {id === metric && <i className="share-bar" style={{ width: `${data.rows[0] && data.rows[0][metric] > 0 ? (row[metric] / data.rows[0][metric]) * 100 : 0}%` }} aria-hidden="true" />}
                  <span className="cell-text">{format(row[id])}</span>
                </td>
              ))}
              <td role="cell" className="numeric" data-label="Share"><span className="cell-text muted">{total > 0 ? formatRatio(row[metric] / total) : ABSENT}</span></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

export function GroupExport({ data }: { data: Groups }) {
  const rows = data.rows.map((row) => ({ ...Object.fromEntries(data.columns.map((id, at) => [id, row.key[at]])), ...Object.fromEntries(metrics.map(([id]) => [id, row[id]])) }))
  const columns = [...data.columns.map((id) => ({ id, type: "text" as const })), ...metrics.map(([id]) => ({ id, type: "integer" as const }))].map((column) => ({ ...column, label: column.id, help: "", group: "" }))
  return (
    <Menu position="bottom-end" width={150}>
      <Menu.Target><button type="button" className="button" aria-label="Export"><Icon name="download" size={16} /><span className="wide-only">Export</span></button></Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => saveFile("netweir-groups.csv", toCsv(columns, rows), "text/csv")}>CSV</Menu.Item>
        <Menu.Item onClick={() => saveFile("netweir-groups.json", JSON.stringify(rows, null, 1), "application/json")}>JSON</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
