import { expect, test } from "vitest"
import { NetworkTable } from "../addresses/networks.ts"
import { FLOW_SWAPPED } from "../flows/flags.ts"
import { FlowColumns } from "../flows/flow-columns.ts"
import { FlowOrigins } from "../records/flow-origins.ts"
import { ObservationPoints } from "../records/observation-points.ts"
import { createFlowReaders } from "./flow-readers.ts"
import { OriginCopies } from "./origin-copies.ts"
import { Slices } from "./slices.ts"

const ROWS = 64
const points = new ObservationPoints()
for (let i = 1; i < 8; i++) points.numberOf(i % 2 === 0 ? "ipfix" : "sflow", Uint32Array.of(0, 0, 0xffff, 0x0a00_0000 + i), 100 + i)
const flows = new FlowColumns(ROWS)
const origins = new FlowOrigins(points)
let seed = 5
const random = (below: number) => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) % below
for (let row = 0; row < ROWS; row++) {
  flows.flags[row] = row % 2 === 0 ? FLOW_SWAPPED : 0
  origins.startingPoint = random(8) // 0: of packets
  origins.start(row, ROWS)
  const { columns } = origins
  for (const column of [columns.inIfA, columns.outIfA, columns.inIfB, columns.outIfB, columns.vrf, columns.samplingRate, columns.observedBytes, columns.observedPackets]) column[row] = random(3) === 0 ? 0 : random(1 << 20)
  columns.nextHopA[row] = random(2) * origins.nextHop(Uint32Array.of(0, 0, 0xffff, row + 1), 0)
  columns.nextHopB[row] = random(2) * origins.nextHop(Uint32Array.of(0, 0, 0xffff, row + 7), 0)
}
const readers = createFlowReaders({
  flows, origins, networks: new NetworkTable([]), interfaceName: "test", facts: { country: () => "", asn: () => 0, asName: () => "", vendor: () => "" },
  nameOf: () => null, bitsPerSecond: () => 0, endReason: () => 0, tcpFingerprint: () => undefined, calls: null, mutes: { low: () => 0, high: () => 0, of: () => [] },
})
const slices = new Slices(flows, readers)
const copies = new OriginCopies(flows, origins, slices, ROWS)
const copyAll = () => {
  for (let row = 0; row < ROWS; row++) copies.copy(row, row)
}

for (const [id, values] of Object.entries(copies.columns)) test(`${id}: copied as it is read`, () => {
  copyAll()
  const read = readers.number(id)
  const wanted = Array.from({ length: ROWS }, (_, row) => read?.(row) ?? Number.NaN)
  expect([...values]).toEqual(wanted.map((value) => (Number.isNaN(value) ? 0 : value)))
  expect(new Set(values).size).toBeGreaterThan(1)
})

for (const [id, column] of Object.entries(copies.addresses)) test(`${id}: copied as it is read`, () => {
  copyAll()
  const words = new Uint32Array(4)
  const read = readers.ip(id)
  for (let row = 0; row < ROWS; row++) {
    if (read?.(row, words) !== true) words.fill(0)
    const view = new DataView(column.bytes.buffer, 16 * row, 16)
    expect([0, 4, 8, 12].map((at) => view.getUint32(at)), `row ${row}`).toEqual([...words])
  }
})

test("a slice has what was observed since the slice before", () => {
  const row = 3
  slices.begin(row, 5)
  origins.columns.observedBytes[row] += 100
  origins.columns.observedPackets[row] += 2
  copies.copy(0, row)
  expect([copies.columns.observedBytes[0], copies.columns.observedPackets[0]]).toEqual([100, 2])
})
