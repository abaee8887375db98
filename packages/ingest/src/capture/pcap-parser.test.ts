import { describe, expect, test } from "vitest"
import { makePackets, pcapBytes, type PcapShape } from "../testing/capture-builder.ts"
import { readBytes, type ReadPacket } from "../testing/read-source.ts"

const shapes: (PcapShape & { name: string })[] = [
  { name: "microseconds, little endian", little: true, magic: 0xa1b2c3d4 },
  { name: "microseconds, big endian", little: false, magic: 0xa1b2c3d4, linkType: 113 },
  { name: "nanoseconds, little endian", little: true, magic: 0xa1b23c4d, isNano: true },
  { name: "nanoseconds, big endian", little: false, magic: 0xa1b23c4d, isNano: true, linkType: 101 },
  { name: "modified, little endian", little: true, magic: 0xa1b2cd34, recordHeaderBytes: 24 },
  { name: "modified, big endian", little: false, magic: 0xa1b2cd34, recordHeaderBytes: 24 },
  { name: "Ixia", little: true, magic: 0x1c0001ac, isNano: true, headerBytes: 28 },
  { name: "version 2.2 with the lengths the other way round", little: true, magic: 0xa1b2c3d4, version: [2, 2], swapLengths: true },
  { name: "version 2.3 in today's order", little: false, magic: 0xa1b2c3d4, version: [2, 3] },
]
const made = makePackets(12)
const expected = (linkType = 1): ReadPacket[] => made.map(({ timestampUs, bytes, wireBytes }) => ({
  timestampUs, wireBytes: wireBytes ?? bytes.length, linkType, vlanTci: -1, hex: Buffer.from(bytes).toString("hex"),
}))

describe.each(shapes)("pcap: $name", (shape) => {
  const capture = pcapBytes(shape, made)

  test("every field of every packet", async () => {
    const { packets, tally } = await readBytes(capture)
    expect(packets).toEqual(expected(shape.linkType))
    expect(tally).toMatchObject({ received: 12, delivered: 12, dropped: {} })
  })

  test("pieces of one byte give the same packets", async () => {
    expect((await readBytes(capture, 1)).packets).toEqual(expected(shape.linkType))
  })

  test("cut anywhere: whole records are kept, the cut one is counted", async () => {
    for (let length = 0; length < capture.length; length++) {
      const { packets, tally } = await readBytes(capture.subarray(0, length))
      const wholeRecords = recordsWithin(length, shape)
      expect(packets.length, `prefix of ${length}`).toBe(wholeRecords.count)
      expect(tally.dropped, `prefix of ${length}`).toEqual(wholeRecords.cut === null ? {} : { [wholeRecords.cut]: 1 })
      expect(tally.received).toBe(packets.length + (wholeRecords.cut === null ? 0 : 1))
    }
  })
})

function recordsWithin(length: number, shape: PcapShape): { count: number; cut: string | null } {
  let at = shape.headerBytes ?? 24
  if (length < at) return { count: 0, cut: length === 0 ? null : "file-header-truncated" }
  for (let count = 0; ; count++) {
    if (at === length) return { count, cut: null }
    at += (shape.recordHeaderBytes ?? 16) + (made[count]?.bytes.length ?? 0)
    if (at > length) return { count, cut: "record-truncated" }
  }
}

describe("damaged pcap", () => {
  const shape: PcapShape = { little: true, magic: 0xa1b2c3d4 }
  const capture = pcapBytes(shape, made)
  const thirdRecord = 24 + 16 + 14 + 16 + 21

  test("an absurd length costs that record only", async () => {
    const damaged = Buffer.from(capture)
    damaged.writeUInt32LE(0x7fff_ffff, thirdRecord + 8)
    const { packets, tally } = await readBytes(damaged)
    expect(packets).toEqual(expected().filter((_, index) => index !== 2))
    expect(tally.dropped).toEqual({ "record-too-long": 1 })
    expect(tally.notes[0]).toMatch(/Damaged record: continued .* 44 bytes further on/)
  })

  test("garbage between records is passed over", async () => {
    const damaged = Buffer.concat([capture.subarray(0, thirdRecord), Buffer.alloc(5000, 0xee), capture.subarray(thirdRecord)])
    const { packets, tally } = await readBytes(damaged, 100)
    expect(packets).toEqual(expected())
    expect(tally.dropped).toEqual({ "record-too-long": 1 })
  })

  test("garbage to the end is given up with a note", async () => {
    const damaged = Buffer.concat([capture, Buffer.alloc(300_000, 0xee)])
    const { packets, tally } = await readBytes(damaged)
    expect(packets).toEqual(expected())
    expect(tally.dropped).toEqual({ "record-too-long": 1 })
    expect(tally.notes.at(-1)).toBe("No further record was found in the last 299999 bytes of the damaged capture")
  })

  test("every single byte overwritten: no exception, and the counts add up", async () => {
    for (let at = 0; at < 400; at++) {
      const damaged = Buffer.from(capture)
      damaged[at] = 0xff
      const { packets, tally, problem } = await readBytes(damaged)
      expect(tally.delivered).toBe(packets.length)
      expect(tally.received).toBe(packets.length + Object.values(tally.dropped).reduce((sum, one) => sum + one, 0))
      if (at >= 4) expect(problem).toBeNull()
    }
  })

  test("something else is refused by name", async () => {
    expect((await readBytes(Buffer.from("BZh91AY&SY"))).problem).toBe("bzip2-compressed data")
    expect((await readBytes(Buffer.from("#!/bin/sh\n"))).problem).toBe("not a capture (it begins with 23 21 2f 62 69 6e 2f 73)")
  })
})
