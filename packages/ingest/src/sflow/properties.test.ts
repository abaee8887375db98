// Nothing that arrives makes the decoder throw, read outside its datagram or lose count.
import fc from "fast-check"
import { ObservationPoints } from "@netweir/engine/records/observation-points.ts"
import { FRAME, RecordBlock } from "@netweir/engine/records/record-block.ts"
import { expect, test } from "vitest"
import { addressBytes, counterSample, discardSample, expandedFlowSample, fields, flowSample, rawHeader, record, sflowDatagram, udpFrame } from "../testing/sflow-builder.ts"
import { createSflowDecoder } from "./sflow-decoder.ts"

const from = Uint32Array.of(0, 0, 0xffff, 0xc633_6407)

/** One of everything. */
const rich = sflowDatagram([
  flowSample([
    record(1001, [10, 0, 20, 0]), record(1002, Buffer.concat([addressBytes("10.9.9.9"), fields(24, 16)])),
    record(1003, Buffer.concat([addressBytes("2001:db8::9"), fields(65_000, 64_496, 64_497, 1, 2, 2, 64_500, 64_501, 1, 5, 100)])),
    record(1004, fields(106, "alice", 106, "bob")), record(1005, fields(1, "/x", "example.org")), rawHeader(udpFrame(1, 2)),
  ]),
  expandedFlowSample([record(3, fields(1400, 6, 1, 2, 443, 50_000, 0, 0)), record(1012, fields(1, 5)), record(1014, fields("a", new Uint8Array(8), 5, 36, 0, 1, 40, 0, 100))]),
  counterSample([record(1, fields(...Array.from({ length: 22 }, (_, i) => i))), record(1005, fields("eth0")), record(2000, fields("sw", new Uint8Array(16), 3, 2, "6"))]),
  discardSample(257, [rawHeader(udpFrame(3, 4))]),
  flowSample([record(4, fields(80, 17, new Uint8Array(32), 1, 2, 0, 0))]),
])

/** Decodes in the middle of other memory, with a small block, to the end. */
function decodeAll(datagram: Uint8Array) {
  const memory = new Uint8Array(datagram.length + 200).fill(0xaa)
  memory.set(datagram, 100)
  const decoder = createSflowDecoder(new ObservationPoints(), { seed: 1, keepUnknown: true })
  const block = new RecordBlock(new ObservationPoints(), 3)
  let rows = 0
  for (let done = decoder.decode(memory, 100, datagram.length, from, 1, 1e15, block); ; done = decoder.resume(block)) {
    rows += block.count
    for (let slot = 0; slot < block.count; slot++) {
      if (block.kind[slot] !== FRAME) continue
      expect(block.frameStart[slot]).toBeGreaterThanOrEqual(100)
      expect(block.frameStart[slot] + block.frameCapturedBytes[slot]).toBeLessThanOrEqual(100 + datagram.length)
      expect(block.frameWireBytes[slot]).toBeGreaterThanOrEqual(block.frameCapturedBytes[slot])
    }
    block.count = 0
    if (done) break
  }
  const { records, datagrams } = decoder.counters()
  expect(records.handedOver).toBe(rows)
  expect(records.received).toBe(rows + Object.values(records.dropped).reduce((sum, one) => sum + one, 0))
  expect(datagrams.received).toBe(1)
  return { rows, exporters: decoder.exporters() }
}

test("the whole of it", () => {
  expect(decodeAll(rich)).toMatchObject({ rows: 3, exporters: [{ name: "sw", interfaces: [{ ifIndex: 0, name: "eth0" }], records: 3 }] })
})

test("cut anywhere", () => {
  let before = 0
  for (let length = 0; length <= rich.length; length++) {
    const { rows } = decodeAll(rich.subarray(0, length))
    expect(rows).toBeGreaterThanOrEqual(before) // what is whole is read, however much is missing behind it
    before = rows
  }
  expect(before).toBe(3)
})

test("any word replaced by a hostile one", () => {
  for (let at = 0; at + 4 <= rich.length; at += 4) {
    for (const word of [0, 1, 3, 4, 0xff, 0x7fff_ffff, 0x8000_0000, 0xffff_fffc, 0xffff_ffff]) {
      const mutated = Buffer.from(rich)
      mutated.writeUInt32BE(word, at)
      decodeAll(mutated)
    }
  }
})

test("any bytes", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => { decodeAll(Buffer.concat([rich.subarray(0, 28), bytes])) }), { seed: 5, numRuns: 500 })
  fc.assert(fc.property(fc.array(fc.tuple(fc.nat(rich.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }), (changes) => {
    const mutated = Buffer.from(rich)
    for (const [at, byte] of changes) mutated[at] = byte
    decodeAll(mutated)
  }), { seed: 6, numRuns: 2000 })
})
