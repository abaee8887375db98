import { flowColumns, type Column } from "@netweir/model"
import { expect, test } from "vitest"
import { sampleFlows } from "../testing/sample-flows.ts"
import { encodeFlowBatch } from "./encode-flows.ts"
import { encodeSeriesBatch } from "./encode-series.ts"
import { readNativeBlock, type NativeStrings } from "./read-native.ts"

const batch = sampleFlows(3000, { seed: 5, fromMs: 1_700_000_000_000, toMs: 1_700_000_600_000 })

test("what was encoded is read back, every column", () => {
  const block = readNativeBlock(encodeFlowBatch(batch))
  expect(block.count).toBe(3000)
  for (const { id, sql } of flowColumns as readonly Column[]) {
    if (sql === undefined) continue
    const sent = batch.columns[id as keyof typeof batch.columns]
    const read = block.columns.get(id)
    if (Array.isArray(sent)) expect(Array.from({ length: 3000 }, (_, row) => (read as NativeStrings).at(row)), id).toEqual(sent)
    else expect(Array.from(read as ArrayLike<number>, Number), id).toEqual(Array.from(sent as ArrayLike<number>, Number))
  }
})

test("many keys widen the index of a LowCardinality column; any text survives", () => {
  const texts = Array.from({ length: 70_000 }, (_, i) => (i === 5 ? "" : i === 6 ? "ünï\u0000;\n😀" : `app ${i}`))
  const block = readNativeBlock(encodeFlowBatch({ count: texts.length, columns: { app: texts, info: texts } }))
  for (const id of ["app", "info"]) expect([0, 5, 6, 300, 69_999].map((row) => (block.columns.get(id) as NativeStrings).at(row))).toEqual([0, 5, 6, 300, 69_999].map((row) => texts[row]))
})

test("points of series", () => {
  const one = [7]
  const block = readNativeBlock(encodeSeriesBatch({ interface: "eth0", count: 1, atMs: [60_000], kind: ["host"], key: ["10.0.0.1"], bytesSent: [5e12], bytesReceived: one, packetsSent: one, packetsReceived: one, newFlows: one, activeFlows: one, activeHosts: one, score: one, retransmissions: one, dropped: one }))
  expect(Number((block.columns.get("bytesSent") as BigUint64Array)[0])).toBe(5e12)
  expect((block.columns.get("at") as Uint32Array)[0]).toBe(60)
  expect((block.columns.get("key") as NativeStrings).at(0)).toBe("10.0.0.1")
})

test("a block that is cut anywhere is an error, never a hang or a wrong row", () => {
  const whole = encodeFlowBatch(sampleFlows(2, { seed: 1, fromMs: 0, toMs: 1000 }))
  for (let length = 0; length < whole.length; length++) expect(() => readNativeBlock(whole.subarray(0, length))).toThrow()
})
