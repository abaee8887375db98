import { describe, expect, test } from "vitest"
import { makePackets, pcapngWriter } from "../testing/capture-builder.ts"
import { readBytes } from "../testing/read-source.ts"

const [first, second, third] = makePackets(3).map(({ bytes }) => bytes)
const secondsUs = 1_700_000_000_123_456n

/** Two sections, four interfaces, every kind of block that we read and one that nobody knows. */
function everything(little: boolean) {
  const ng = pcapngWriter(little)
  return [
    ng.section([[1, "a comment\u0007"], [4, "Netweir test"]]),
    ng.interface(1, 20, [[2, "eth0"], [3, "uplink"], [11, "\0tcp port 80"]]),
    ng.interface(101, 0, [[9, Uint8Array.of(9)]]), // nanoseconds
    ng.interface(113, 0, [[9, Uint8Array.of(0x80 | 10)], [14, ng.u64(-3600n)]]), // 1/1024 s, an hour back
    ng.enhanced(0, secondsUs, first, 1000, [[1, "odd packet"]]),
    ng.enhanced(1, secondsUs * 1000n + 789n, second),
    ng.enhanced(2, 1_700_000_000n * 1024n + 512n, third),
    ng.names([
      { kind: 1, address: Uint8Array.of(192, 0, 2, 7), names: ["printer.example", "lp"] },
      { kind: 2, address: Uint8Array.of(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), names: ["six.example"] },
    ]),
    ng.secrets(0x544c534b, "CLIENT_RANDOM 00 11\n"),
    ng.block(0x0bad, Buffer.from("PEN!private byte")),
    ng.block(0x7777, Buffer.alloc(40)),
    ng.simple(second.subarray(0, 20), 500),
    ng.obsolete(0, secondsUs + 5n, first),
    ng.statistics(0, [[4, ng.u64(1000n)], [5, ng.u64(17n)]]),
  ]
}
const bothOrders = Buffer.concat([...everything(true), ...everything(false)])
const stampUs = Number(secondsUs)
const oneSection = [
  { linkType: 1, timestampUs: stampUs, wireBytes: 1000, hex: Buffer.from(first).toString("hex") },
  { linkType: 101, timestampUs: stampUs, wireBytes: second.length, hex: Buffer.from(second).toString("hex") },
  { linkType: 113, timestampUs: (1_700_000_000 - 3600) * 1e6 + 500_000, wireBytes: third.length, hex: Buffer.from(third).toString("hex") },
  { linkType: 1, timestampUs: (1_700_000_000 - 3600) * 1e6 + 500_000, wireBytes: 500, hex: Buffer.from(second.subarray(0, 20)).toString("hex") },
  { linkType: 1, timestampUs: stampUs + 5, wireBytes: first.length, hex: Buffer.from(first).toString("hex") },
].map((packet) => ({ vlanTci: -1, ...packet }))

describe("pcapng", () => {
  test.each([1, 7, 100_000])("sections of both byte orders in pieces of %i", async (pieceBytes) => {
    const { packets, tally } = await readBytes(bothOrders, pieceBytes)
    expect(packets).toEqual([...oneSection, ...oneSection])
    expect(tally).toMatchObject({ received: 10, dropped: {} })
    expect(tally.notes.slice(0, 5)).toEqual([
      "Capture comment: a comment", "Written by Netweir test", 'Captured on eth0, (uplink), filter "tcp port 80"', "Packet comment: odd packet",
      "When this was captured, interface 0 lost 17 packets of 1000",
    ])
    expect(tally.names.slice(0, 3)).toEqual([
      { ip: "192.0.2.7", name: "printer.example" }, { ip: "192.0.2.7", name: "lp" }, { ip: "2001:db8::1", name: "six.example" },
    ])
    expect(tally.secrets.map(({ kind, bytes }) => [kind, Buffer.from(bytes).toString()])).toEqual([["TLSK", "CLIENT_RANDOM 00 11\n"], ["TLSK", "CLIENT_RANDOM 00 11\n"]])
  })

  test("cut anywhere: whole blocks are kept, the cut one is counted", async () => {
    const blocks = everything(true)
    const capture = Buffer.concat(blocks)
    const ends = blocks.map((_, index) => blocks.slice(0, index + 1).reduce((sum, { length }) => sum + length, 0))
    const packetsUpTo = [0, 0, 0, 0, 1, 2, 3, 3, 3, 3, 3, 4, 5, 5]
    for (let length = 4; length <= capture.length; length++) {
      const { packets, tally } = await readBytes(capture.subarray(0, length), 64)
      const wholeBlocks = ends.filter((end) => end <= length).length
      expect(packets.length, `prefix of ${length}`).toBe(wholeBlocks === 0 ? 0 : packetsUpTo[wholeBlocks - 1])
      expect(tally.dropped, `prefix of ${length}`).toEqual(ends.includes(length) ? {} : { "record-truncated": 1 })
    }
  })

  const ng = pcapngWriter(true)
  const start = [ng.section(), ng.interface(1)]
  const good = ng.enhanced(0, 1_000_000n, first)
  const damages: { name: string; block: Buffer; dropped: Record<string, number> }[] = [
    { name: "packet of an interface that was never described", block: ng.enhanced(7, 1n, first), dropped: { "interface-unknown": 1 } },
    { name: "captured length beyond the block", block: edit(good, 20, 4000), dropped: { "record-malformed": 1 } },
    { name: "block too short for a packet", block: ng.block(6, Buffer.alloc(8)), dropped: { "record-malformed": 1 } },
    { name: "length that is no multiple of four", block: edit(good, 4, good.length + 1), dropped: { "block-malformed": 1 } },
    { name: "length of zero", block: edit(good, 4, 0), dropped: { "block-malformed": 1 } },
    { name: "two lengths that differ", block: edit(good, good.length - 4, 12), dropped: { "block-malformed": 1 } },
    { name: "absurd length", block: edit(good, 4, 0xffff_fff0), dropped: { "block-malformed": 1 } },
    { name: "garbage between blocks", block: Buffer.alloc(3001, 0xee), dropped: { "block-malformed": 1 } },
    { name: "packet longer than any", block: ng.enhanced(0, 1n, new Uint8Array(300_000)), dropped: { "record-too-long": 1 } },
    { name: "packet block that is not even kept", block: ng.enhanced(0, 1n, new Uint8Array(2_000_000)), dropped: { "record-too-long": 1 } },
    { name: "unknown block that is not kept", block: ng.block(0x99, Buffer.alloc(2_000_000)), dropped: {} },
    { name: "interface description that is too short", block: ng.block(1, Buffer.alloc(4)), dropped: { "block-malformed": 1 } },
    { name: "secrets longer than their block", block: edit(ng.secrets(0x544c534b, "x"), 12, 999), dropped: { "block-malformed": 1 } },
  ]
  test.each(damages)("$name: the packets around it are read", async ({ block, dropped }) => {
    for (const pieceBytes of [50, 1_000_000]) {
      const { packets, tally } = await readBytes(Buffer.concat([...start, good, block, good, good]), pieceBytes)
      expect(packets.map(({ hex }) => hex)).toEqual(Array(3).fill(Buffer.from(first).toString("hex")))
      expect(tally.dropped).toEqual(dropped)
    }
  })

  const resolutions: { name: string; code: number; units: bigint; us: number }[] = [
    { name: "seconds", code: 0, units: 1_700_000_001n, us: 1_700_000_001_000_000 },
    { name: "milliseconds", code: 3, units: 1_700_000_001_234n, us: 1_700_000_001_234_000 },
    { name: "microseconds", code: 6, units: 1_700_000_001_234_567n, us: 1_700_000_001_234_567 },
    { name: "100 nanoseconds", code: 7, units: 17_000_000_012_345_678n, us: 1_700_000_001_234_567 },
    { name: "nanoseconds, rounded down", code: 9, units: 1_700_000_001_234_567_999n, us: 1_700_000_001_234_567 },
    { name: "2^-20 seconds", code: 0x94, units: (1_700_000_001n << 20n) + 524_288n, us: 1_700_000_001_500_000 },
    { name: "absurd 10^-127", code: 127, units: 1n, us: 0 },
  ]
  test.each(resolutions)("time resolution: $name", async ({ code, units, us }) => {
    const capture = Buffer.concat([ng.section(), ng.interface(1, 0, [[9, Uint8Array.of(code)]]), ng.enhanced(0, units, first)])
    expect((await readBytes(capture)).packets[0]?.timestampUs).toBe(us)
  })

  test("a hostile time offset does not move the clock out of bounds", async () => {
    const capture = Buffer.concat([ng.section(), ng.interface(1, 0, [[14, ng.u64(0x7fff_ffff_ffff_ffffn)]]), ng.enhanced(0, 5n, first)])
    expect((await readBytes(capture)).packets[0]?.timestampUs).toBe(0)
  })

  test("every single byte overwritten: no exception, and the counts add up", async () => {
    const capture = Buffer.concat(everything(false))
    for (let at = 0; at < capture.length; at++) {
      for (const value of [0, 0x7f, 0xff]) {
        const damaged = Buffer.from(capture)
        damaged[at] = value
        const { packets, tally } = await readBytes(damaged)
        expect(tally.delivered).toBe(packets.length)
        expect(tally.received).toBe(packets.length + Object.values(tally.dropped).reduce((sum, one) => sum + one, 0))
      }
    }
  })
})

function edit(block: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(block)
  copy.writeUInt32LE(value, at)
  return copy
}
