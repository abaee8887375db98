import { expect, test } from "vitest"
import { flowColumns, type Column } from "@netweir/model"
import { NetworkTable } from "../addresses/networks.ts"
import { FLOW_SLICED, FLOW_SWAPPED } from "../flows/flags.ts"
import { FlowColumns } from "../flows/flow-columns.ts"
import { FlowCopies } from "./flow-copies.ts"
import { createFlowReaders } from "./flow-readers.ts"
import { Slices } from "./slices.ts"

const ROWS = 64
function randomFlows(): FlowColumns {
  const flows = new FlowColumns(ROWS)
  let seed = 11
  for (const column of Object.values(flows)) {
    if (!ArrayBuffer.isView(column) || column instanceof DataView) continue
    const values = column as Uint32Array
    for (let i = 0; i < values.length; i++) {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
      values[i] = seed % 7 === 0 ? 0 : seed >>> 8
    }
  }
  for (let row = 0; row < ROWS; row++) flows.lastSeenUs[row] += flows.firstSeenUs[row]
  for (let row = 0; row < ROWS; row++) flows.flags[row] = (flows.flags[row] & ~FLOW_SLICED & ~FLOW_SWAPPED) | (row % 2 === 0 ? FLOW_SWAPPED : 0)
  return flows
}

const flows = randomFlows()
const readers = createFlowReaders({
  flows, networks: new NetworkTable([]), interfaceName: "test", facts: { country: () => "", asn: () => 0, asName: () => "", vendor: () => "" },
  nameOf: () => null, bitsPerSecond: () => 0, endReason: () => 0, tcpFingerprint: () => undefined, calls: null, mutes: { low: () => 0, high: () => 0, of: () => [] },
})
const slices = new Slices(flows, readers)
const copies = new FlowCopies(flows, slices, ROWS)

for (const [id, values] of Object.entries(copies.columns)) test(`${id}: copied as it is read`, () => {
  const read = readers.number(id)
  for (let row = 0; row < ROWS; row++) {
    copies.copy(row, row)
    const want = read?.(row) ?? Number.NaN
    expect(values[row], `row ${row}`).toBe(Number.isNaN(want) ? 0 : want)
  }
  expect(values.some((value) => value !== 0)).toBe(true)
})

test("the arrays are as wide as what is stored", () => {
  const widths: Readonly<Record<string, number>> = { UInt8: 1, UInt16: 2, UInt32: 4, UInt64: 8, "DateTime64(3)": 8 }
  for (const [id, values] of Object.entries(copies.columns)) {
    const column = (flowColumns as readonly Column[]).find((one) => one.id === id)
    expect([id, values.BYTES_PER_ELEMENT]).toEqual([id, widths[column?.sql?.split(" ")[0] ?? ""]])
  }
})

test("a slice has what came since the slice before", () => {
  for (const row of [2, 3]) {
    slices.begin(row, 5)
    flows.bytesAB[row] += 100
    flows.packetsBA[row] += 7
    copies.copy(0, row)
    const { bytesToServer, bytesToClient, packetsToServer, packetsToClient, retransmissionsToServer } = copies.columns
    const isSwapped = row === 2
    expect([bytesToServer[0], bytesToClient[0], packetsToServer[0], packetsToClient[0], retransmissionsToServer[0]]).toEqual(isSwapped ? [0, 100, 7, 0, 0] : [100, 0, 0, 7, 0])
  }
})
