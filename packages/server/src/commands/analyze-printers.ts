// How analyze prints flows: JSON array, one JSON object per line, CSV, or a table for people.
import { flowColumns, type FlowRow } from "@netweir/model"
import { csvHead, csvLine } from "../api/export/csv.ts"
import type { AnalyzeFormat } from "../config/analyze-config.ts"
import type { TextOut } from "./text-out.ts"

export interface FlowPrinter {
  flow(row: FlowRow): void
  end(): void
}

export function flowPrinter(format: Exclude<AnalyzeFormat, "summary">, out: TextOut): FlowPrinter {
  if (format === "json") return jsonPrinter(out)
  if (format === "ndjson") return { flow: (row) => out.write(`${JSON.stringify(row)}\n`), end: () => out.end() }
  if (format === "csv") return csvPrinter(out)
  return tablePrinter(out)
}

function jsonPrinter(out: TextOut): FlowPrinter {
  let flows = 0
  return {
    flow: (row) => out.write(`${flows++ === 0 ? "[\n" : ",\n"}${JSON.stringify(row)}`),
    end() {
      out.write(flows === 0 ? "[]\n" : "\n]\n")
      out.end()
    },
  }
}

function csvPrinter(out: TextOut): FlowPrinter {
  out.write(csvHead(flowColumns))
  return { flow: (row) => out.write(csvLine(row, flowColumns)), end: () => out.end() }
}

interface TableColumn { readonly head: string; readonly width: number; readonly right?: boolean; cell(row: FlowRow): string }

const endpoint = (ip: string, port: number) => (port === 0 ? ip : ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`)
const tableColumns: readonly TableColumn[] = [
  { head: "First seen", width: 23, cell: (row) => new Date(row.firstSeenMs).toISOString().slice(0, 23).replace("T", " ") },
  { head: "L4", width: 6, cell: (row) => row.l4 },
  { head: "Client", width: 26, cell: (row) => endpoint(row.client, row.clientPort) },
  { head: "Server", width: 26, cell: (row) => endpoint(row.server, row.serverPort) },
  { head: "Application", width: 22, cell: (row) => row.app },
  { head: "Packets", width: 9, right: true, cell: (row) => String(row.packets) },
  { head: "Bytes", width: 11, right: true, cell: (row) => String(row.bytes) },
  { head: "Duration s", width: 10, right: true, cell: (row) => (row.durationMs / 1000).toFixed(3) },
  { head: "Asked name, info, risks", width: 0, cell: (row) => [row.hostname, row.info, row.risks.join(" ")].filter(Boolean).join("  ") },
]

function tablePrinter(out: TextOut): FlowPrinter {
  const line = (cells: readonly string[]) => `${cells.join("  ").trimEnd()}\n`
  const pad = (text: string, { width, right }: TableColumn) => (right ? text.padStart(width) : text.padEnd(width))
  out.write(line(tableColumns.map((column) => pad(column.head, column))))
  return {
    flow: (row) => out.write(line(tableColumns.map((column) => pad(column.cell(row), column)))),
    end: () => out.end(),
  }
}
