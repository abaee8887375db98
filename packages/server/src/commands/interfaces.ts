// `netweir interfaces`: what -i may name here.
import { captureRights } from "@netweir/ingest/live/capture-rights.ts"
import { listInterfaces, type NetworkInterface } from "@netweir/ingest/live/interfaces.ts"
import { printable } from "../log/printable.ts"

export function interfaces(): number {
  process.stdout.write(`${interfacesTable(listInterfaces())}\n`)
  const { mayCapture, missing, fix } = captureRights()
  if (!mayCapture) process.stdout.write(`\nCapturing needs the right ${missing}. ${fix}\n`)
  return 0
}

const columns: readonly { readonly head: string; readonly cell: (one: NetworkInterface) => string }[] = [
  { head: "#", cell: (one) => String(one.position) },
  { head: "Name", cell: (one) => printable(one.name) },
  { head: "State", cell: (one) => (one.isUp ? (one.hasCarrier ? "up" : "up, no link") : "down") },
  { head: "Kind", cell: (one) => one.kind },
  { head: "Speed", cell: (one) => (one.speedMbps === null ? "" : one.speedMbps >= 1000 ? `${one.speedMbps / 1000} Gbit/s` : `${one.speedMbps} Mbit/s`) },
  { head: "MAC", cell: (one) => one.mac },
  { head: "Addresses", cell: (one) => one.addresses.join(", ") },
]

export function interfacesTable(list: readonly NetworkInterface[]): string {
  const lines = [columns.map(({ head }) => head), ...list.map((one) => columns.map(({ cell }) => cell(one)))]
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => line[column].length)))
  return lines.map((line) => line.map((cell, column) => (column === 0 ? cell.padStart(widths[0]) : cell.padEnd(widths[column]))).join("  ").trimEnd()).join("\n")
}
