// What outlives a datagram: templates, samplers, sequence numbers, clocks, and the bounds of all tables.
import { ObservationPoints } from "@netweir/engine/records/observation-points.ts"
import { protocolId } from "@netweir/model"
import { describe, expect, test } from "vitest"
import { parseExporterRules } from "../records/exporter-rules.ts"
import { addsUp, collect, collector, flowText, TEST_NOW_US } from "./testing-collect.ts"
import * as make from "./testing-datagrams.ts"
import { smallFields as fields, smallValues as values } from "./testing-samples.ts"

const FLOW = "6 10.0.0.1:40000 > 10.0.0.2:443 2/200"
const data = make.dataSet(256, fields, [values])
const template9 = make.v9Template(256, fields)
const template10 = make.ipfixTemplate(256, fields)

describe("templates", () => {
  test("data waits for its template", () => {
    const { block, decoder, give } = collect([make.v9({ sequence: 1 }, data)])
    expect(block.count).toBe(0)
    expect(decoder.counters().held.sets).toBe(1)
    give(make.v9({ sequence: 2 }, template9))
    expect(flowText(block, 0)).toBe(FLOW)
    expect(decoder.counters()).toMatchObject({ records: { received: 1, handedOver: 1 }, held: { sets: 0, bytes: 0 } })
  })

  test("data that waited too long is counted", () => {
    const { decoder } = collect([make.v9({}, data)])
    decoder.tick(TEST_NOW_US + 59_000_000)
    expect(decoder.counters().held.sets).toBe(1)
    decoder.tick(TEST_NOW_US + 61_000_000)
    expect(decoder.counters()).toMatchObject({ records: { received: 1, dropped: { "template-missing": 1 } }, held: { sets: 0, bytes: 0 } })
  })

  test("held data is bounded", () => {
    const { decoder, give } = collector({ limits: { heldBytesPerSession: 100 } })
    for (let i = 0; i < 10; i++) give(make.v9({ sequence: i }, data))
    expect(decoder.counters().held.bytes).toBeLessThanOrEqual(100)
    expect(decoder.counters().records.dropped["template-missing"]).toBe(10 - decoder.counters().held.sets)
  })

  test("redefined with other lengths", () => {
    const other: readonly make.TestField[] = fields.map(([id, length]) => id === 1 || id === 2 ? [id, 8] : [id, length])
    const { block, decoder } = collect([make.ipfix({}, template10, data), make.ipfix({ sequence: 1 }, make.ipfixTemplate(256, other), make.dataSet(256, other, [values]))])
    expect([flowText(block, 0), flowText(block, 1)]).toEqual([FLOW, FLOW])
    expect(decoder.counters().oddities).toEqual({ "template-redefined": 1 })
  })

  test("withdrawn, one and all", () => {
    const { decoder, give } = collect([make.ipfix({}, template10, make.ipfixTemplate(257, fields), make.ipfixOptionsTemplate(258, [[10, 4]], [[82, 8]]))])
    expect(decoder.counters().templates).toBe(3)
    give(make.ipfix({}, make.ipfixWithdrawal(256)))
    expect(decoder.counters().templates).toBe(2)
    give(make.ipfix({ seconds: make.TEST_SECONDS + 1 }, make.ipfixWithdrawal(2)))
    expect(decoder.counters().templates).toBe(1)
    give(make.ipfix({ seconds: make.TEST_SECONDS + 2 }, make.ipfixWithdrawal(3, true)))
    expect(decoder.counters().templates).toBe(0)
  })

  test("one domain's are not another's; another port's hold", () => {
    const { block, give } = collect([make.v9({ domain: 1 }, template9)])
    give(make.v9({ domain: 2 }, data))
    expect(block.count).toBe(0)
    give(make.v9({ domain: 1 }, data), { port: 9999 })
    expect(flowText(block, 0)).toBe(FLOW)
  })
})

describe("sampling", () => {
  const sampled: readonly make.TestField[] = [...fields, [48, 1]]
  const options: readonly make.TestField[] = [[48, 1], [49, 1], [50, 4], [84, 8]]
  const told = [make.v9OptionsTemplate(300, [[1, 4]], options), make.set(300, make.concat(make.u32(0), make.record(options, [7, 2, 100, "core"])))]
  const flow = [make.v9Template(256, sampled), make.dataSet(256, sampled, [[...values, 7]])]

  test("by sampler", () => {
    const { block, decoder } = collect([make.v9({}, ...told, ...flow)])
    expect([block.samplingRate[0], block.bytes[0]]).toEqual([100, 200])
    expect(decoder.exporters()[0].samplers).toEqual([{ id: "7", rate: 100, algorithm: "random", from: "options: core" }])
  })

  test("the user's word goes before it, or stands when there is none", () => {
    const rulesOf = (sampling: string) => ({ rules: parseExporterRules({ sampling: [sampling] }).rules })
    expect(collect([make.v9({}, ...told, ...flow)], rulesOf("192.0.2.0/24=512")).block.samplingRate[0]).toBe(512)
    expect(collect([make.v9({}, ...told, ...flow)], rulesOf("192.0.2.0/24=?512")).block.samplingRate[0]).toBe(100)
    expect(collect([make.v9({}, template9, data)], rulesOf("192.0.2.0/24=?512")).block.samplingRate[0]).toBe(512)
  })

  const rates: readonly (readonly [name: string, fields: readonly make.TestField[], values: readonly make.TestValue[], rate: number])[] = [
    ["interval", [[34, 4], [35, 1]], [64, 1], 64], ["one and 99 skipped", [[305, 4], [306, 4]], [1, 99], 100], ["2 of 100", [[309, 4], [310, 4]], [2, 100], 50],
    ["none", [[34, 4]], [0], 1],
  ]
  for (const [name, option, told, rate] of rates) {
    test(`of IPFIX: ${name}`, () => {
      const { block } = collect([make.ipfix({}, make.ipfixOptionsTemplate(300, [[149, 4]], option), make.set(300, make.concat(make.u32(0), make.record(option, told))), template10, data)])
      expect(block.samplingRate[0]).toBe(rate)
    })
  }
})

test("names of interfaces and applications", () => {
  const names: readonly make.TestField[] = [[82, 8], [83, 8]]
  const applications: readonly make.TestField[] = [[95, 4], [96, 16]]
  const withApp: readonly make.TestField[] = [...fields, [95, 4]]
  const { block, decoder } = collect([make.v9({},
    make.v9OptionsTemplate(300, [[2, 4]], names), make.set(300, make.concat(make.u32(3), make.record(names, ["Gi0/3", "uplink"]))),
    make.v9OptionsTemplate(301, [[1, 4]], applications), make.set(301, make.concat(make.u32(0), make.record(applications, [0x0d0001c5, "youtube"]), make.u32(0), make.record(applications, [0x0d000002, "acme-app"]))),
    make.v9Template(256, withApp), make.dataSet(256, withApp, [[...values, 0x0d0001c5], [...values, 0x0d000002]]))])
  expect(decoder.exporters()[0].interfaces).toEqual([{ ifIndex: 3, name: "Gi0/3", description: "uplink" }])
  expect(block.appProtocol[0]).toBe(protocolId("YouTube"))
  expect(block.extras[1]).toEqual({ metadata: { application: { name: "acme-app" } } })
})

describe("sequence numbers", () => {
  const at = (sequence: number, srcPort: number) => make.v5({ sequence }, { srcPort })
  const cases: readonly (readonly [name: string, datagrams: readonly Uint8Array[], want: { lost: number; reordered: number; restarts: number; records: number }])[] = [
    ["all there", [at(10, 1), at(11, 2), at(12, 3)], { lost: 0, reordered: 0, restarts: 0, records: 3 }],
    ["five flows lost", [at(10, 1), at(16, 2)], { lost: 5, reordered: 0, restarts: 0, records: 2 }],
    ["late", [at(10, 1), at(12, 3), at(11, 2), at(13, 4)], { lost: 0, reordered: 1, restarts: 0, records: 4 }],
    ["twice the same", [at(10, 1), at(11, 2), at(10, 1)], { lost: 0, reordered: 0, restarts: 0, records: 2 }],
    ["from the beginning", [at(1_000_000, 1), at(0, 2), at(1, 3)], { lost: 0, reordered: 0, restarts: 1, records: 3 }],
    ["beyond 32 bits", [at(0xffffffff, 1), at(0, 2)], { lost: 0, reordered: 0, restarts: 0, records: 2 }],
  ]
  for (const [name, datagrams, want] of cases) {
    test(name, () => {
      const { block, decoder } = collect(datagrams)
      const { lost, reordered, restarts } = decoder.exporters()[0]
      expect({ lost, reordered, restarts, records: block.count }).toEqual(want)
      expect(addsUp(decoder)).toBe(true)
    })
  }

  test("a v9 exporter that rebooted starts without templates", () => {
    const { block, decoder, give } = collect([make.v9({ sequence: 500 }, template9, data)])
    give(make.v9({ sequence: 0, uptimeMs: 5000 }, data))
    expect(block.count).toBe(1)
    expect(decoder.exporters()[0].restarts).toBe(1)
    give(make.v9({ sequence: 1, uptimeMs: 6000 }, template9))
    expect(block.count).toBe(2)
  })
})

test("a clock that is off by hours moves the flows with it", () => {
  const { block, decoder } = collect([make.v5({ seconds: make.TEST_SECONDS - 7200 }, {})])
  expect([block.firstSeenUs[0], block.lastSeenUs[0]]).toEqual([TEST_NOW_US - 2_000_000, TEST_NOW_US - 1_000_000])
  expect(decoder.exporters()[0].clockSkewMs).toBe(-7_200_000)
})

describe("strangers", () => {
  test("only who is on the list may send", () => {
    const { rules } = parseExporterRules({ allow: ["10.0.0.0/8"] })
    const { block, decoder, give } = collect([make.v5({}, {})], { rules })
    expect(block.count).toBe(0)
    expect(decoder.counters().datagrams.dropped).toEqual({ "exporter-not-allowed": 1 })
    give(make.v5({}, {}), { words: Uint32Array.of(0, 0, 0xffff, 0x0a000001) })
    expect(block.count).toBe(1)
  })

  test("100,000 made-up sources with templates do not hurt one that delivers", () => {
    const { block, decoder, give, points } = collector({}, new ObservationPoints())
    give(make.v9({ sequence: 0 }, template9, data))
    const flood = make.v9({}, template9, make.v9Template(257, fields))
    for (let i = 0; i < 100_000; i++) give(flood, { words: Uint32Array.of(0, 0, 0xffff, 0x0b000000 + i), atUs: TEST_NOW_US + i })
    give(make.v9({ sequence: 1 }, data), { atUs: TEST_NOW_US + 200_000 })
    expect(block.count).toBe(2)
    const { sessions, templates, evictedSessions } = decoder.counters()
    expect(sessions).toBeLessThanOrEqual(16_384)
    expect(templates).toBeLessThanOrEqual(65_536)
    expect(evictedSessions).toBe(100_001 - 16_384)
    expect(points.count).toBe(1)
    expect(decoder.exporters()).toHaveLength(1)
  })

  test("one address with ever new domains loses its own, not others'", () => {
    const { decoder, give, block } = collect([make.v9({ domain: 1 }, template9, data)])
    for (let domain = 0; domain < 2000; domain++) give(make.v9({ domain }, template9), { words: Uint32Array.of(0, 0, 0xffff, 0x0b000001) })
    expect(decoder.counters().sessions).toBeLessThanOrEqual(513)
    give(make.v9({ domain: 1, sequence: 1 }, data))
    expect(block.count).toBe(2)
  })

  test("templates of one session are bounded", () => {
    const { decoder, give } = collector({ limits: { templatesPerSession: 10 } })
    for (let id = 256; id < 300; id++) give(make.v9({ sequence: id }, make.v9Template(id, fields)))
    expect(decoder.counters()).toMatchObject({ templates: 10, oddities: { "too-many-templates": 34 } })
  })
})

test("a connection that loses its framing is broken off", () => {
  const { decoder, block } = collector()
  const stream = decoder.openStream(Uint32Array.of(0, 0, 0xffff, 1), 1)
  const bytes = make.concat(make.ipfix({}, template10, data), make.u16(9, 20), new Uint8Array(16))
  stream.push(bytes, 0, bytes.length)
  expect(stream.decode(TEST_NOW_US, block)).toBe(true)
  expect(block.count).toBe(1)
  expect(stream.broken).toBe("version 9 where an IPFIX message (10) should begin")
  expect(decoder.counters().datagrams.dropped).toEqual({ "stream-broken": 1 })
})
