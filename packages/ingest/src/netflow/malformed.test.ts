// Bad input is normal: it is counted by reason, nothing is thrown, and what comes after it decodes.
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { RecordBlock } from "@netweir/engine/records/record-block.ts"
import { addsUp, collect, collector, flowText, TEST_EXPORTER, TEST_NOW_US, TEST_PORT } from "./testing-collect.ts"
import * as make from "./testing-datagrams.ts"
import { samples, smallFields as fields, smallValues as values } from "./testing-samples.ts"

const FLOW = "6 10.0.0.1:40000 > 10.0.0.2:443 2/200"
/** Template and data that must decode after whatever came before. */
const good9 = make.v9({ sequence: 100, domain: 99 }, make.v9Template(256, fields), make.dataSet(256, fields, [values]))
const good10 = make.ipfix({ sequence: 100, domain: 99 }, make.ipfixTemplate(256, fields), make.dataSet(256, fields, [values]))
const data = make.dataSet(256, fields, [values])

interface Case {
  readonly name: string
  readonly datagrams: readonly Uint8Array[]
  /** Records before the good ones. */
  readonly records?: number
  readonly dropped?: Record<string, number>
  readonly datagramsDropped?: Record<string, number>
  readonly oddities?: Record<string, number>
}

/** The two bytes at `at` replaced. */
function patched(datagram: Uint8Array, at: number, value: number): Uint8Array {
  const copy = datagram.slice()
  new DataView(copy.buffer).setUint16(at, value)
  return copy
}

const cases: readonly Case[] = [
  { name: "nothing", datagrams: [new Uint8Array(0), Uint8Array.of(0)], datagramsDropped: { "datagram-too-short": 2 } },
  { name: "another protocol", datagrams: [Uint8Array.of(0, 11, 0, 0), Uint8Array.of(0x45, 0, 0, 40)], datagramsDropped: { "version-unknown": 2 } },
  { name: "a header cut short", datagrams: [make.v9({}).subarray(0, 19), make.v5({}).subarray(0, 23), make.ipfix({}).subarray(0, 15)], datagramsDropped: { "datagram-too-short": 3 } },
  { name: "v5: more records announced than there are", datagrams: [make.v5({ count: 0xffff }, {}, {})], records: 2, dropped: { "count-too-high": 65_533 } },
  { name: "v5: fewer records announced than there are", datagrams: [make.v5({ count: 1 }, {}, {})], records: 1, oddities: { "trailing-bytes": 1 } },
  { name: "v5: no records", datagrams: [make.v5({})] },
  { name: "v8: aggregation that names no hosts", datagrams: [make.v8({}, 1, new Uint8Array(28), new Uint8Array(28))], dropped: { "aggregate-without-hosts": 2 } },
  { name: "v8: aggregation that does not exist", datagrams: [make.v8({}, 77, new Uint8Array(28))], dropped: { "set-malformed": 1 } },
  { name: "v9: set of length 0", datagrams: [make.v9({}, make.u16(256, 0), make.u32(1, 2))], dropped: { "set-malformed": 1 } },
  { name: "v9: set of length 3", datagrams: [make.v9({}, make.u16(256, 3), make.u32(1, 2))], dropped: { "set-malformed": 1 } },
  { name: "IPFIX: set of length 0", datagrams: [make.ipfix({}, make.u16(256, 0))], dropped: { "set-malformed": 1 } },
  { name: "IPFIX: set beyond the message", datagrams: [make.ipfix({}, make.u16(256, 1000), make.u32(1))], dropped: { "set-malformed": 1 } },
  { name: "IPFIX: message longer than the datagram", datagrams: [patched(good10, 2, 2000)], datagramsDropped: { "length-wrong": 1 } },
  { name: "IPFIX: message shorter than its header", datagrams: [patched(good10, 2, 8)], datagramsDropped: { "length-wrong": 1 } },
  { name: "v9: reserved set", datagrams: [make.v9({}, make.set(77, make.u32(1)))], oddities: { "set-id-reserved": 1 } },
  { name: "IPFIX: reserved set", datagrams: [make.ipfix({}, make.set(1, make.u32(1)))], oddities: { "set-id-reserved": 1 } },
  { name: "template with no fields", datagrams: [make.v9({}, make.v9Template(256, []), data)], oddities: { "template-empty": 1 }, dropped: { "template-unusable": 1 } },
  { name: "template whose fields have no bytes", datagrams: [make.v9({}, make.v9Template(256, [[8, 0], [12, 0]]), data)], oddities: { "template-empty": 1 }, dropped: { "template-unusable": 1 } },
  { name: "v9: template that announces 65,535 fields", datagrams: [make.v9({}, make.set(0, make.concat(make.u16(256, 0xffff), make.u32(1, 2, 3))))], oddities: { "template-truncated": 1 } },
  { name: "IPFIX: template that announces 65,535 fields", datagrams: [make.ipfix({}, make.set(2, make.concat(make.u16(256, 0xffff), make.u32(1, 2, 3))))], oddities: { "template-truncated": 1 } },
  {
    name: "template of 10,000 fields that are there", datagrams: [make.ipfix({}, make.ipfixTemplate(256, Array.from({ length: 10_000 }, () => [210, 1] as const)), data)],
    oddities: { "template-too-long": 1 }, dropped: { "template-unusable": 1 },
  },
  { name: "template with a reserved id", datagrams: [make.v9({}, make.v9Template(255, fields))], oddities: { "template-id-reserved": 1 } },
  { name: "v9 options template whose lengths are no fields", datagrams: [make.v9({}, make.set(1, make.concat(make.u16(256, 3, 5), make.u32(1, 2))))], oddities: { "template-malformed": 1 } },
  { name: "v9 options template beyond its set", datagrams: [make.v9({}, make.set(1, make.u16(256, 4, 400)))], oddities: { "template-truncated": 1 } },
  { name: "IPFIX options template without scope", datagrams: [make.ipfix({}, make.set(3, make.u16(256, 1, 0, 82, 4)), make.set(256, make.u32(7)))], oddities: { "template-scope-malformed": 1 } },
  { name: "IPFIX options template with more scope than fields", datagrams: [make.ipfix({}, make.set(3, make.u16(256, 1, 5, 82, 4)))], oddities: { "template-scope-malformed": 1 } },
  { name: "field longer than the set", datagrams: [make.v9({}, make.v9Template(256, [[8, 4], [12, 4], [1, 4000]]), make.set(256, make.u32(1, 2, 3)))] },
  {
    name: "variable length beyond the set", datagrams: [make.ipfix({}, make.ipfixTemplate(256, [[8, 4], [12, 4], [460, "v"]]), make.set(256, make.concat(make.u32(1, 2), Uint8Array.of(200, 65, 66))))],
    dropped: { "record-truncated": 1 },
  },
  {
    name: "long variable length cut inside its length", datagrams: [make.ipfix({}, make.ipfixTemplate(256, [[8, 4], [12, 4], [460, "v"]]), make.set(256, make.concat(make.u32(1, 2), Uint8Array.of(255, 1))))],
    dropped: { "record-truncated": 1 },
  },
  { name: "padding behind the records", datagrams: [make.v9({ domain: 3 }, make.v9Template(256, fields), make.set(256, make.concat(make.record(fields, values), new Uint8Array(3))))], records: 1 },
  { name: "padding behind the templates", datagrams: [make.ipfix({}, make.set(2, make.concat(make.u16(256, 1, 8, 4), new Uint8Array(3))))] },
  { name: "withdrawal of what nobody knows", datagrams: [make.ipfix({}, make.ipfixWithdrawal(400))], oddities: { "withdrawal-of-unknown-template": 1 } },
  { name: "data that never gets its template", datagrams: [make.v9({ domain: 5 }, data)], dropped: { "template-missing": 1 } },
  { name: "list inside lists without end", datagrams: [make.ipfix({}, make.ipfixTemplate(256, [[8, 4], [12, 4], [292, "v"]]), make.set(256, make.concat(make.u32(0x0a000001, 0x0a000002), nested(256, 40))))], records: 1, oddities: { "list-too-deep": 1 } },
]

/** A subTemplateList that holds records of its own template, `depth` times. */
function nested(templateId: number, depth: number): Uint8Array {
  let content: Uint8Array = new Uint8Array(0)
  for (let i = 0; i < depth; i++) {
    const list = make.concat(Uint8Array.of(3), make.u16(templateId), make.u32(1, 2), content)
    content = list.length < 255 ? make.concat(Uint8Array.of(list.length), list) : make.concat(Uint8Array.of(255), make.u16(list.length), list)
  }
  return content
}

describe("malformed datagrams", () => {
  for (const { name, datagrams, records = 0, dropped = {}, datagramsDropped = {}, oddities = {} } of cases) {
    test(name, () => {
      const { decoder, block, give } = collect(datagrams)
      decoder.tick(TEST_NOW_US + 3_600_000_000)
      const counters = decoder.counters()
      expect(block.count).toBe(records)
      expect(counters.records.dropped).toEqual(dropped)
      expect(counters.datagrams).toEqual({ received: datagrams.length, dropped: datagramsDropped })
      expect(counters.oddities).toEqual(oddities)
      expect(counters.held).toEqual({ sets: 0, bytes: 0 })
      give(good9)
      give(good10)
      expect([flowText(block, records), flowText(block, records + 1)]).toEqual([FLOW, FLOW])
      expect(addsUp(decoder)).toBe(true)
    })
  }
})

describe("every prefix of every sample", () => {
  for (const { name, datagram, records } of samples) {
    test(name, () => {
      for (let length = 0; length < datagram.length; length++) {
        const { decoder, block, give } = collect([datagram.subarray(0, length)])
        expect(block.count).toBeLessThanOrEqual(records)
        give(good9)
        give(good10)
        expect(flowText(block, block.count - 1)).toBe(FLOW)
        decoder.tick(TEST_NOW_US + 3_600_000_000)
        expect(addsUp(decoder)).toBe(true)
      }
      expect(collect([datagram]).block.count).toBe(records)
    })
  }
})

describe("any bytes", () => {
  const sample = fc.constantFrom(...samples.map(({ datagram }) => datagram))
  const flips = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 8 })
  const mutated = fc.tuple(sample, flips).map(([datagram, changes]) => {
    const copy = datagram.slice()
    for (const [at, value] of changes) copy[at % copy.length] = value
    return copy
  })
  const noise = fc.tuple(fc.constantFrom(1, 5, 7, 8, 9, 10), fc.uint8Array({ maxLength: 400 })).map(([version, bytes]) => make.concat(make.u16(version, bytes.length + 4), bytes))

  test("never throw, and the counts add up", () => {
    fc.assert(fc.property(fc.array(fc.oneof(mutated, noise, sample), { maxLength: 12 }), fc.integer({ min: 1, max: 50 }), (datagrams, capacity) => {
      const { decoder, points } = collector({ keepUnknown: true }, undefined, 1)
      const block = new RecordBlock(points, capacity)
      let handedOver = 0
      for (const datagram of datagrams) {
        let isDone = decoder.decode(datagram, 0, datagram.length, TEST_EXPORTER, TEST_PORT, TEST_NOW_US, block)
        for (let rounds = 0; !isDone; rounds++) {
          if (!block.isFull) throw new Error("not done, but the block has room")
          if (rounds > 10_000) throw new Error("no end")
          handedOver += block.count
          block.count = 0
          isDone = decoder.resume(block)
        }
      }
      handedOver += block.count
      const { records, held } = decoder.counters()
      expect(records.handedOver).toBe(handedOver)
      expect(addsUp(decoder)).toBe(true)
      expect(held.bytes).toBeGreaterThanOrEqual(0)
    }), { numRuns: 2000, seed: 7 })
  })

  test("a stream in any pieces gives what its messages give", () => {
    const messages = samples.filter(({ name }) => name.startsWith("IPFIX")).map(({ datagram }) => datagram)
    const whole = make.concat(...messages)
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 30 }), fc.integer({ min: 1, max: 20 }), (pieces, capacity) => {
      const { decoder, points } = collector()
      const block = new RecordBlock(points, capacity)
      const stream = decoder.openStream(TEST_EXPORTER, TEST_PORT)
      let records = 0
      for (let at = 0, i = 0; at < whole.length; i++) {
        const length = Math.min(pieces[i % pieces.length], whole.length - at)
        stream.push(whole, at, length)
        at += length
        while (!stream.decode(TEST_NOW_US, block)) {
          records += block.count
          block.count = 0
        }
      }
      expect(stream.broken).toBeNull()
      expect(records + block.count).toBe(samples.filter(({ name }) => name.startsWith("IPFIX")).reduce((sum, one) => sum + one.records, 0))
      expect(addsUp(decoder)).toBe(true)
      stream.close()
      expect(decoder.counters()).toMatchObject({ sessions: 0, templates: 0 })
    }), { numRuns: 200, seed: 7 })
  })
})

test("compiled and step by step are the same", () => {
  for (const { datagram } of samples) {
    const { decoder, block, give } = collect([datagram])
    const first = snapshot(block, 0, block.count)
    const count = block.count
    // Sequence numbers go on so that nothing is taken for a duplicate.
    for (let i = 1; count > 0 && i < 300; i++) {
      block.count = 0
      const next = datagram.slice()
      const version = next[1]
      if (version !== 1) new DataView(next.buffer).setUint32(version === 9 ? 12 : version === 10 ? 8 : 16, i * 1000)
      give(next)
      if (block.count === count && snapshot(block, 0, count) !== first) throw new Error(`repetition ${i} differs: ${snapshot(block, 0, count)} / ${first}`)
    }
    expect(addsUp(decoder)).toBe(true)
  }
})

function snapshot(block: RecordBlock, from: number, to: number): string {
  const columns = Object.entries(block).filter(([name, column]) => ArrayBuffer.isView(column) && name !== "frames" && !name.startsWith("frame")).map(([name, column]) => {
    const array = column as Uint32Array // all are typed arrays
    const width = array.length / block.capacity
    return `${name}:${array.slice(from * width, to * width).join()}`
  })
  return `${columns.join(" ")} ${JSON.stringify(block.extras.slice(from, to))}`
}
