import { expect, test } from "vitest"
import { Packet } from "../decode/packet.ts"
import { FLOW_LIVE } from "./flags.ts"
import { FlowColumns } from "./flow-columns.ts"
import { FlowTable } from "./flow-table.ts"
import { startFlow } from "./start-flow.ts"

interface Ends { src: number; dst: number; srcPort?: number; dstPort?: number; vlan?: number; ipProtocol?: number; ipVersion?: number }

function aim(packet: Packet, { src, dst, srcPort = 1000, dstPort = 2000, vlan = 0, ipProtocol = 17, ipVersion = 4 }: Ends): Packet {
  packet.src.set(ipVersion === 4 ? [0, 0, 0xffff, src] : [0x20010db8, 0, 0, src])
  packet.dst.set(ipVersion === 4 ? [0, 0, 0xffff, dst] : [0x20010db8, 0, 0, dst])
  Object.assign(packet, { srcPort, dstPort, vlan, ipProtocol, ipVersion })
  return packet
}
const packet = new Packet()

function findOrInsert(table: FlowTable, ends: Ends): number {
  const found = table.find(aim(packet, ends))
  if (found >= 0) return found
  const row = table.insert(packet)
  if (row >= 0) startFlow(table.columns, row, packet)
  return row
}

test("both directions find the same row and say which way they go", () => {
  const table = new FlowTable(100, 1)
  const row = findOrInsert(table, { src: 0x0a000001, dst: 0x0a000002 })
  expect(table.find(aim(packet, { src: 0x0a000001, dst: 0x0a000002 }))).toBe(row)
  expect(table.fromA).toBe(true)
  expect(table.find(aim(packet, { src: 0x0a000002, dst: 0x0a000001, srcPort: 2000, dstPort: 1000 }))).toBe(row)
  expect(table.fromA).toBe(false)
})

const others: readonly { name: string; ends: Ends }[] = [
  { name: "address", ends: { src: 0x0a000001, dst: 0x0a000003 } },
  { name: "port", ends: { src: 0x0a000001, dst: 0x0a000002, srcPort: 1001 } },
  { name: "ports turned, addresses not", ends: { src: 0x0a000001, dst: 0x0a000002, srcPort: 2000, dstPort: 1000 } },
  { name: "protocol", ends: { src: 0x0a000001, dst: 0x0a000002, ipProtocol: 6 } },
  { name: "VLAN", ends: { src: 0x0a000001, dst: 0x0a000002, vlan: 5 } },
  { name: "IP version", ends: { src: 0x0a000001, dst: 0x0a000002, ipVersion: 6 } },
]
for (const { name, ends } of others) test(`another ${name} is another flow`, () => {
  const table = new FlowTable(100, 1)
  const row = findOrInsert(table, { src: 0x0a000001, dst: 0x0a000002 })
  expect(findOrInsert(table, ends)).not.toBe(row)
  expect(table.live).toBe(2)
})

test("a flow of an address with itself", () => {
  const table = new FlowTable(100, 1)
  const row = findOrInsert(table, { src: 1, dst: 1, srcPort: 5, dstPort: 5 })
  expect(findOrInsert(table, { src: 1, dst: 1, srcPort: 5, dstPort: 5 })).toBe(row)
})

test("grows as it fills, keeps rows and finds them all", () => {
  const table = new FlowTable(10_000, 99)
  const rows = Array.from({ length: 10_000 }, (_, i) => findOrInsert(table, { src: i, dst: 0x0b000000, ipVersion: i % 2 === 0 ? 4 : 6 }))
  expect(new Set(rows).size).toBe(10_000)
  expect(rows.map((_, i) => table.find(aim(packet, { src: i, dst: 0x0b000000, ipVersion: i % 2 === 0 ? 4 : 6 })))).toEqual(rows)
  expect(table.columns.capacity).toBe(10_000)
})

test("full: no row, nothing else changes; a removed row makes room and is used again", () => {
  const table = new FlowTable(3, 1)
  const rows = [1, 2, 3].map((src) => findOrInsert(table, { src, dst: 9 }))
  expect(table.isFull).toBe(true)
  expect(findOrInsert(table, { src: 4, dst: 9 })).toBe(-1)
  const generation = table.columns.generation[rows[1]]
  table.remove(rows[1])
  expect(table.find(aim(packet, { src: 2, dst: 9 }))).toBe(-1)
  expect(findOrInsert(table, { src: 4, dst: 9 })).toBe(rows[1])
  expect(table.columns.generation[rows[1]]).toBe(generation + 1)
  expect(table.live).toBe(3)
})

test("hours of turnover: the same answers as a Map, and no slot is left behind", () => {
  const table = new FlowTable(500, 4242)
  const model = new Map<string, number>()
  let state = 1
  const random = (below: number) => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 8) % below
  for (let i = 0; i < 60_000; i++) {
    const ends = { src: random(40), dst: 100 + random(40), srcPort: random(3), vlan: random(2) }
    const key = JSON.stringify(ends)
    const row = table.find(aim(packet, ends))
    expect(row).toBe(model.get(key) ?? -1)
    if (row < 0 && !table.isFull) model.set(key, findOrInsert(table, ends))
    else if (row >= 0 && random(2) === 0) {
      table.remove(row)
      model.delete(key)
    }
  }
  expect(table.live).toBe(model.size)
  for (const row of model.values()) table.remove(row)
  expect(table.live).toBe(0)
  let live = 0
  table.forEachLive(() => live++)
  expect(live).toBe(0)
})

test("a new flow in a used row has nothing of the old one", () => {
  const table = new FlowTable(1, 1)
  const row = findOrInsert(table, { src: 1, dst: 2 })
  const { columns } = table
  const kept = new Set(["capacity", "key", "generation"])
  for (const [name, column] of Object.entries(columns)) if (!kept.has(name) && ArrayBuffer.isView(column)) (column as Uint32Array).fill(77)
  columns.details[row] = { hostname: "old", info: null, metadata: {}, evidence: null }
  table.remove(row)
  findOrInsert(table, { src: 3, dst: 4 })
  const fresh = new FlowTable(1, 1)
  findOrInsert(fresh, { src: 3, dst: 4 })
  for (const [name, column] of Object.entries(columns)) {
    if (kept.has(name)) continue
    expect(Reflect.get(fresh.columns, name), name).toEqual(column)
  }
  expect(columns.flags[row]).toBe(FLOW_LIVE)
})

test("memory: a full table stays within 332 bytes per flow, index included", () => {
  const table = new FlowTable(1 << 14, 1)
  for (let i = 0; i < 1 << 14; i++) findOrInsert(table, { src: i, dst: 1 })
  expect(table.bytes / (1 << 14)).toBeLessThan(332)
  expect(FlowColumns.bytesPerRow()).toBeLessThan(312)
})
