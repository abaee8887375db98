// Live flows put together by columns: counters per application, the analysis page. One pass over the table, no row objects.
import { flowColumns, type Column, type ColumnReaders, type FlowGroup, type FlowGroups, type FlowGroupsRequest, type Predicate } from "@netweir/model"
import { formatIp } from "../addresses/ip-text.ts"

/** Different keys; flows of further ones are put together under the key "Other". */
const MAX_GROUPS = 10_000
const MAX_COLUMNS = 4
const DEFAULT_GROUPS = 100
/** Different addresses remembered per group; beyond it the count stands still. */
const MAX_ADDRESSES = 65_536

export interface GroupedTable {
  readonly readers: ColumnReaders
  /** Rows 0..high-1 may be live. */
  readonly high: number
  isLive(row: number): boolean
  readonly matches: Predicate | null
}

type Cell = string | number | boolean | null
interface Sum { readonly key: readonly Cell[]; flows: number; bytesToServer: number; bytesToClient: number; packets: number; score: number; readonly clients: Set<number>; readonly servers: Set<number> }

export function groupFlows(table: GroupedTable, { by, limit = DEFAULT_GROUPS }: FlowGroupsRequest, atMs: number): FlowGroups {
  const { readers } = table
  const cells = by.slice(0, MAX_COLUMNS).map((id) => cellReader(id, readers))
  const number = (id: string) => readers.number(id) ?? (() => 0)
  const [bytesToServer, bytesToClient, packets, score] = ["bytesToServer", "bytesToClient", "packets", "score"].map(number)
  const client = addressHash(readers, "client")
  const server = addressHash(readers, "server")
  const sums = new Map<string, Sum>()
  for (let row = 0; row < table.high; row++) {
    if (!table.isLive(row) || (table.matches && !table.matches(row))) continue
    let key: Cell[] = cells.map((read) => read(row))
    let text = key.join("\0")
    let sum = sums.get(text)
    if (!sum && sums.size >= MAX_GROUPS) {
      key = key.map(() => "Other")
      text = "Other"
      sum = sums.get(text)
    }
    if (!sum) {
      sum = { key, flows: 0, bytesToServer: 0, bytesToClient: 0, packets: 0, score: 0, clients: new Set(), servers: new Set() }
      sums.set(text, sum)
    }
    sum.flows++
    sum.bytesToServer += bytesToServer(row)
    sum.bytesToClient += bytesToClient(row)
    sum.packets += packets(row)
    sum.score += score(row)
    if (sum.clients.size < MAX_ADDRESSES) sum.clients.add(client(row))
    if (sum.servers.size < MAX_ADDRESSES) sum.servers.add(server(row))
  }
  const groups = [...sums.values()]
    .toSorted((a, b) => b.bytesToServer + b.bytesToClient - a.bytesToServer - a.bytesToClient || (a.key.join() < b.key.join() ? -1 : 1))
    .slice(0, Math.min(limit, MAX_GROUPS))
    .map((sum): FlowGroup => ({ ...sum, clients: sum.clients.size, servers: sum.servers.size }))
  return { groups, total: sums.size, atMs }
}

/** The cell as JSON rows show it; null for absent values; a list is one value, its words after each other. */
function cellReader(id: string, readers: ColumnReaders): (row: number) => Cell {
  const column: Column | undefined = flowColumns.find((one) => one.id === id)
  const ip = readers.ip(id)
  if (ip) {
    const words = new Uint32Array(4)
    return (row) => (ip(row, words) ? formatIp(words, 0) : null)
  }
  const text = readers.text(id)
  if (text) return text
  const list = readers.list(id)
  if (list) return (row) => list(row).join(", ") || null
  const number = readers.number(id)
  if (!number || !column) return () => null
  const { type, values } = column
  return (row) => {
    const value = number(row)
    return Number.isNaN(value) ? null : type === "enum" ? (values?.[value] ?? null) : type === "boolean" ? value !== 0 : value
  }
}

/** 53 bits of an address: enough to tell those of one table apart. */
function addressHash(readers: ColumnReaders, id: string): (row: number) => number {
  const read = readers.ip(id)
  const words = new Uint32Array(4)
  return (row) => {
    read?.(row, words)
    const low = Math.imul(words[0] ^ Math.imul(words[1], 0x9e3779b1) ^ Math.imul(words[2], 0x85ebca6b), 0xc2b2ae35) & 0x1fffff
    return low * 2 ** 32 + words[3]
  }
}
