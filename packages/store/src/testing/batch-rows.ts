// A batch as the rows that history should give back: what tests compare answers with. Written from the columns' definitions, not
// from the code under test.
import { flowColumns, formatIp, formatMac, riskById, riskIdsOf, type Column, type FlowBatch } from "@netweir/model"

export type BatchRow = Readonly<Record<string, unknown>>

export function rowsOfBatch(batch: FlowBatch): BatchRow[] {
  return Array.from({ length: batch.count }, (_, i) => {
    const row: Record<string, unknown> = {}
    for (const column of flowColumns as readonly Column[]) if (column.sql !== undefined) row[column.id] = valueAt(batch, column, i)
    row.bytes = Number(row.bytesToServer) + Number(row.bytesToClient)
    row.packets = Number(row.packetsToServer) + Number(row.packetsToClient)
    row.durationMs = Number(row.lastSeenMs) - Number(row.firstSeenMs)
    row.bitsPerSecond = Math.floor((8000 * Number(row.bytes)) / Math.max(1, Number(row.durationMs)))
    row.l4 = { 1: "ICMP", 6: "TCP", 17: "UDP" }[Number(row.ipProtocol)]
    return row
  })
}

function valueAt(batch: FlowBatch, { id, type, nullable, values: words }: Column, i: number): unknown {
  const values = batch.columns[id as keyof FlowBatch["columns"]]
  if (type === "ip") {
    const bytes = values as Uint8Array
    const view = new DataView(bytes.buffer, bytes.byteOffset + 16 * i, 16)
    const text = formatIp([0, 4, 8, 12].map((at) => view.getUint32(at)))
    return nullable && text === "::" ? null : text
  }
  const value = values?.[i]
  if (type === "list") return riskIdsOf(Number(BigInt(value ?? 0) & 0xffffffffn), Number(BigInt(value ?? 0) >> 32n)).map((risk) => riskById(risk)?.key ?? `risk-${risk}`)
  if (type === "json") return value ? JSON.parse(String(value)) : {}
  if (type === "text") return nullable && value === "" ? null : Buffer.from(String(value)).toString()
  const number = Number(value ?? 0)
  if (nullable && number === 0) return null
  if (type === "mac") return formatMac(number)
  if (type === "boolean") return number === 1
  return type === "enum" ? words?.[number] : number
}
