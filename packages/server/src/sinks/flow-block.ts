// A batch of flows as sinks see it: the columns of one of history's Native blocks, by type, or whole rows.
import { flowColumns, formatIp, formatMac, fromStored, riskById, type Column, type FlowColumnId, type FlowRow } from "@netweir/model"
import { ipProtocolName } from "@netweir/engine/groups/names.ts"
import { readNativeBlock, type NativeBlock, type NativeStrings } from "@netweir/store/native/read-native.ts"
import { communityIdOf } from "@netweir/store/rows/community-id.ts"

export interface BlockOrigin {
  readonly interfaceName: string
  readonly interfaceId: number
}

export interface FlowBlock {
  readonly count: number
  readonly origin: BlockOrigin
  /** As it came: a ClickHouse Native block. */
  readonly native: Uint8Array
  /** Reads a numeric column (enums are their index, times ms, absent values 0, scaled ones as stored). */
  number(id: FlowColumnId): (row: number) => number
  text(id: FlowColumnId): (row: number) => string
  /** 16 bytes a row, network order, IPv4 mapped. */
  addresses(id: FlowColumnId): Uint8Array
  bits(id: "flowId" | "risks"): BigUint64Array
  row(row: number): FlowRow
}

export function createFlowBlock(native: Uint8Array, origin: BlockOrigin): FlowBlock {
  const block = readNativeBlock(native)
  const { count } = block
  let reads: readonly (readonly [string, (row: number) => unknown])[] | null = null
  return {
    count, origin, native,
    number: (id) => numberReader(block, id),
    text: (id) => textReader(block, id),
    addresses: (id) => (block.columns.get(id) as Uint8Array | undefined) ?? new Uint8Array(16 * count), // by the column's type
    bits: (id) => (block.columns.get(id) as BigUint64Array | undefined) ?? new BigUint64Array(count), // by the column's type
    row(row) {
      reads ??= (flowColumns as readonly Column[]).map((column) => [column.id, valueReader(block, column)] as const)
      const flow: Record<string, unknown> = { ...emptyRow }
      for (let i = 0; i < reads.length; i++) flow[reads[i][0]] = reads[i][1](row)
      derive(flow)
      return flow as FlowRow // one value per column, of the column's type
    },
  }
}

/** Copied for each row: an object that grows key by key becomes a slow dictionary (25 -> 47 k rows/s). */
const emptyRow = JSON.parse(JSON.stringify(Object.fromEntries(flowColumns.map(({ id }) => [id, null])))) as Record<string, unknown>

function numberReader(block: NativeBlock, id: string): (row: number) => number {
  const values = block.columns.get(id) as Uint8Array | Uint16Array | Uint32Array | BigUint64Array | undefined // by the column's type
  if (values === undefined) return () => 0
  return values instanceof BigUint64Array ? (row) => Number(values[row]) : (row) => values[row]
}

function textReader(block: NativeBlock, id: string): (row: number) => string {
  const values = block.columns.get(id) as NativeStrings | undefined // by the column's type
  return values === undefined ? () => "" : (row) => values.at(row)
}

/** Absent values are 0 or "" in blocks and null here. */
function valueReader(block: NativeBlock, column: Column): (row: number) => unknown {
  const { id, type, nullable, values } = column
  if (column.sql === undefined) return () => (nullable ? null : "") // live only, or derived below
  const text = () => textReader(block, id)
  const number = () => numberReader(block, id)
  const bits = block.columns.get(id)
  if (id === "flowId") return (row) => String((bits as BigUint64Array)[row])
  switch (type) {
    case "text": {
      const read = text()
      return nullable ? (row) => read(row) || null : read
    }
    case "ip": return ipReader(block, id, nullable ?? false)
    case "mac": {
      const read = number()
      return (row) => (read(row) === 0 ? null : formatMac(read(row)))
    }
    case "boolean": {
      const read = number()
      return (row) => read(row) !== 0
    }
    case "enum": {
      const read = number()
      return (row) => values?.[read(row)] ?? ""
    }
    case "list": return (row) => riskKeys((bits as BigUint64Array)[row])
    case "json": {
      const read = text()
      return (row) => parseObject(read(row))
    }
    default: {
      const read = number()
      const { sqlScale } = column
      if (sqlScale !== undefined) return (row) => fromStored(read(row), sqlScale)
      return nullable ? (row) => read(row) || null : read
    }
  }
}

function ipReader(block: NativeBlock, id: string, nullable: boolean): (row: number) => string | null {
  const bytes = block.columns.get(id)
  if (!(bytes instanceof Uint8Array)) return () => (nullable ? null : "")
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const words = [0, 0, 0, 0]
  return (row) => {
    for (let i = 0; i < 4; i++) words[i] = view.getUint32(16 * row + 4 * i)
    return nullable && (words[0] | words[1] | words[2] | words[3]) === 0 ? null : formatIp(words)
  }
}

function riskKeys(bits: bigint): string[] {
  const keys: string[] = []
  for (let id = 1, rest = bits; rest !== 0n; id++, rest >>= 1n) if (rest & 1n) keys.push(riskById(id)?.key ?? `risk-${id}`)
  return keys
}

function parseObject(text: string): Record<string, unknown> {
  return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>) // the engine wrote it: always an object
}

/** Columns that history computes when it is read. */
function derive(flow: Record<string, unknown>): void {
  const number = (id: string) => flow[id] as number
  flow.durationMs = number("lastSeenMs") - number("firstSeenMs")
  flow.bytes = number("bytesToServer") + number("bytesToClient")
  flow.packets = number("packetsToServer") + number("packetsToClient")
  flow.bitsPerSecond = Math.floor((8000 * number("bytes")) / Math.max(1, number("durationMs")))
  flow.l4 = ipProtocolName(number("ipProtocol"))
  flow.communityId = communityIdOf(flow)
}
