import { formatIp, parseIp } from "@netweir/engine/addresses/ip-text.ts"
import { ObservationPoints } from "@netweir/engine/records/observation-points.ts"
import { AT_EGRESS, AT_INGRESS, FRAME, RECORD, RecordBlock } from "@netweir/engine/records/record-block.ts"
import { describe, expect, test } from "vitest"
import { parseExporterRules } from "../records/exporter-rules.ts"
import { addressBytes, counterSample, discardSample, expandedFlowSample, fields, flowSample, rawHeader, record, sample, sflowDatagram, udpFrame } from "../testing/sflow-builder.ts"
import type { SflowOptions } from "./contract.ts"
import { createSflowDecoder } from "./sflow-decoder.ts"

const NOW_US = 1_800_000_000_000_000
const from = words("198.51.100.7")

function words(text: string): Uint32Array {
  const into = new Uint32Array(4)
  if (!parseIp(text, into)) throw new Error(`no address: ${text}`)
  return into
}

function setUp(options: SflowOptions = {}, capacity = 64) {
  const points = new ObservationPoints()
  const decoder = createSflowDecoder(points, { seed: 1, ...options })
  const block = new RecordBlock(points, capacity)
  // As a receiver does: one memory, so that frames of several datagrams share a block.
  const memory = new Uint8Array(1 << 20)
  let end = 0
  function decode(datagram: Uint8Array, at = NOW_US): boolean {
    memory.set(datagram, end)
    end += datagram.length
    return decoder.decode(memory, end - datagram.length, datagram.length, from, 6343, at, block)
  }
  return { points, decoder, block, decode }
}

function decodeOne(samples: readonly Uint8Array[], options: SflowOptions = {}) {
  const parts = setUp(options)
  expect(parts.decode(sflowDatagram(samples))).toBe(true)
  return parts
}

describe("flow samples", () => {
  test("a raw header becomes a frame where it lies", () => {
    const header = udpFrame(5000, 53)
    const { block, points, decoder } = decodeOne([flowSample([rawHeader(header, { frameBytes: 1000 + 4 })], { rate: 512 })])
    expect(block.count).toBe(1)
    expect(block.kind[0]).toBe(FRAME)
    expect(block.frames.slice(block.frameStart[0], block.frameStart[0] + block.frameCapturedBytes[0])).toEqual(header)
    expect([block.frameWireBytes[0], block.bytes[0], block.packets[0], block.frameLinkType[0], block.samplingRate[0]]).toEqual([1000, 1000, 1, 1, 512])
    expect([block.inIf[0], block.outIf[0], block.marks[0], block.receivedUs[0]]).toEqual([3, 4, AT_INGRESS, NOW_US])
    expect(points.at(block.point[0])).toMatchObject({ exporter: "192.0.2.1", observationDomain: 0 })
    expect(decoder.counters().records).toEqual({ received: 1, handedOver: 1, dropped: {} })
  })

  const headers = [
    { protocol: 1, linkType: 1 }, { protocol: 5, linkType: 107 }, { protocol: 7, linkType: 9 }, { protocol: 11, linkType: 101 },
    { protocol: 12, linkType: 101 }, { protocol: 13, linkType: 219 }, { protocol: 14, linkType: 50 }, { protocol: 15, linkType: 105 },
  ]
  for (const { protocol, linkType } of headers) {
    test(`header protocol ${protocol}`, () => {
      const { block } = decodeOne([flowSample([rawHeader(new Uint8Array(40), { protocol })])])
      expect(block.frameLinkType[0]).toBe(linkType)
    })
  }

  test("lengths of a frame: stripped bytes don't count, and never less than was captured", () => {
    const header = udpFrame(1, 2)
    const { block } = decodeOne([
      flowSample([rawHeader(header, { frameBytes: 1522, stripped: 8 })]), flowSample([rawHeader(header, { frameBytes: 64, stripped: 0 })]),
      flowSample([rawHeader(header, { frameBytes: 10, stripped: 400 })]),
    ])
    expect([...block.frameWireBytes.subarray(0, 3)]).toEqual([1514, 64, header.length])
  })

  test("sampled IPv4 and IPv6 become records", () => {
    const v4 = record(3, fields(1400, 6, Buffer.from([10, 0, 0, 1]), Buffer.from([10, 0, 0, 2]), 443, 50_000, 0x12, 0xb8))
    const v6 = record(4, fields(80, 58, addressBytes("2001:db8::1").subarray(4), addressBytes("2001:db8::2").subarray(4), 0, 0x8000, 0, 0))
    const { block } = decodeOne([expandedFlowSample([v4], { rate: 100 }), flowSample([v6], { output: [0, 3], input: [0, 9] })])
    expect(block.count).toBe(2)
    expect([...block.kind.subarray(0, 2)]).toEqual([RECORD, RECORD])
    expect([formatIp(block.src, 0), formatIp(block.dst, 0), block.srcPort[0], block.dstPort[0], block.ipProtocol[0]]).toEqual(["10.0.0.1", "10.0.0.2", 443, 50_000, 6])
    expect([block.bytes[0], block.packets[0], block.samplingRate[0], block.tcpFlags[0], block.dscp[0], block.ipVersion[0]]).toEqual([1400, 1, 100, 0x12, 46, 4])
    expect([formatIp(block.src, 4), formatIp(block.dst, 4), block.ipVersion[1], block.icmpTypeCode[1], block.dstPort[1]]).toEqual(["2001:db8::1", "2001:db8::2", 6, 0x8000, 0])
    expect(block.marks[1]).toBe(AT_EGRESS)
  })

  test("Ethernet fields alone: MACs and length", () => {
    const ethernet = record(2, fields(90, Buffer.from([2, 0, 0, 0, 0, 1, 0, 0]), Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0]), 0x0806))
    const { block } = decodeOne([flowSample([ethernet])])
    expect([block.srcMacHigh[0], block.srcMacLow[0], block.dstMacHigh[0], block.dstMacLow[0], block.bytes[0], block.ipVersion[0]]).toEqual([0x0200, 1, 0xffff, 0xffff_ffff, 90, 0])
  })

  test("a header goes before addresses, in any order", () => {
    const v4 = record(3, fields(1400, 6, Buffer.from([10, 0, 0, 1]), Buffer.from([10, 0, 0, 2]), 443, 50_000, 0, 0))
    const header = rawHeader(udpFrame(5000, 53))
    const { block } = decodeOne([flowSample([v4, header]), flowSample([header, v4])])
    expect([...block.kind.subarray(0, 2)]).toEqual([FRAME, FRAME])
    expect(block.bytes[0]).toBe(block.bytes[1])
  })

  const outputs = [
    { name: "an interface", output: [0, 7], outIf: 7, note: undefined }, { name: "the device itself", output: [0, 0x3fff_ffff], outIf: 0, note: undefined },
    { name: "discarded", output: [1, 258], outIf: 0, note: { discarded: "acl" } }, { name: "discarded, as ICMP says", output: [1, 1], outIf: 0, note: { discarded: "host unreachable" } },
    { name: "several", output: [2, 5], outIf: 0, note: { outputs: 5 } }, { name: "several, unknown how many", output: [2, 0], outIf: 0, note: undefined },
  ] as const
  for (const { name, output, outIf, note } of outputs) {
    test(`output: ${name}`, () => {
      const { block } = decodeOne([flowSample([rawHeader(udpFrame(1, 2))], { output }), expandedFlowSample([rawHeader(udpFrame(1, 2))], { output })])
      for (const slot of [0, 1]) {
        expect(block.outIf[slot]).toBe(outIf)
        expect(block.extras[slot]?.metadata?.["output"]).toEqual(note)
      }
    })
  }

  test("switch, router, gateway", () => {
    const extras = [
      record(1001, [10, 0, 20, 0]), record(1002, Buffer.concat([addressBytes("10.9.9.9"), fields(24, 16)])),
      record(1003, Buffer.concat([addressBytes("2001:db8::9"), fields(65_000, 64_496, 64_497, 2, 2, 2, 64_500, 64_501, 1, 1, 64_502, 2, 0xfde8_0001, 0xfde8_0002, 100)])),
    ]
    const { block } = decodeOne([flowSample([...extras, rawHeader(udpFrame(1, 2))])])
    expect([block.vlan[0], block.srcMask[0], block.dstMask[0], block.srcAs[0], block.dstAs[0], formatIp(block.nextHop, 0)]).toEqual([10, 24, 16, 64_496, 64_502, "2001:db8::9"])
    expect(block.extras[0]?.metadata).toEqual({ bgp: { asPath: [64_500, 64_501, 64_502], communities: ["65000:1", "65000:2"], localPreference: 100, srcPeerAs: 64_497 } })
  })

  test("an empty path: the destination is in the agent's AS; unknown VLANs are none", () => {
    const { block } = decodeOne([flowSample([record(1003, Buffer.concat([addressBytes(""), fields(65_000, 64_496, 0, 0, 0, 0)])), record(1001, [0xffff_ffff, 0, 0xffff_ffff, 0]), rawHeader(udpFrame(1, 2))])])
    expect([block.dstAs[0], block.vlan[0], block.extras[0]]).toEqual([65_000, 0, undefined])
  })

  const extended: readonly { readonly name: string; readonly body: Uint8Array; readonly format: number; readonly want: object }[] = [
    { name: "user", format: 1004, body: fields(106, "alice", 106, "bob\u0000\u001b[2J"), want: { srcName: "alice", dstName: "bob??[2J" } },
    { name: "URL", format: 1005, body: fields(1, "/index.html", "WWW.Example.org"), want: { hostname: "www.example.org", metadata: { http: { url: "/index.html", host: "WWW.Example.org" } } } },
    { name: "MPLS", format: 1006, body: Buffer.concat([addressBytes("10.0.0.9"), fields(2, 0x0006_4040, 0x000c_8140, 0)]), want: { metadata: { mpls: { nextHop: "10.0.0.9", labels: [100, 200] } } } },
    { name: "NAT", format: 1007, body: Buffer.concat([addressBytes("203.0.113.5"), addressBytes("")]), want: { metadata: { nat: { srcIp: "203.0.113.5" } } } },
    { name: "NAT ports", format: 1020, body: fields(40_000, 80), want: { metadata: { nat: { srcPort: 40_000, dstPort: 80 } } } },
    { name: "VLAN stack", format: 1012, body: fields(2, 0x8100_0064, 0x8100_00c8), want: { metadata: { vlan: { stack: [100, 200] } } } },
    { name: "802.11", format: 1014, body: fields("guest", Buffer.from([2, 0, 0, 0, 0, 9, 0, 0]), 5, 36, 0, 866_000_000, 40, 0, 100), want: { metadata: { wifi: { ssid: "guest", bssid: "02:00:00:00:00:09", version: "ac", channel: 36, speedBps: 866_000_000, snrDb: 40, airtimeUs: 100 } } } },
    { name: "IPv4 tunnel", format: 1024, body: fields(1500, 17, Buffer.from([10, 1, 1, 1]), Buffer.from([10, 1, 1, 2]), 5000, 4789, 0, 0), want: { metadata: { tunnelIn: { protocol: 17, srcIp: "10.1.1.1", dstIp: "10.1.1.2", srcPort: 5000, dstPort: 4789 } } } },
    { name: "IPv6 tunnel", format: 1025, body: fields(1500, 41, addressBytes("2001:db8::1").subarray(4), addressBytes("2001:db8::2").subarray(4), 0, 0, 0, 0), want: { metadata: { tunnelOut: { protocol: 41, srcIp: "2001:db8::1", dstIp: "2001:db8::2" } } } },
    { name: "VNI", format: 1030, body: fields(5001), want: { metadata: { tunnelIn: { vni: 5001 } } } },
    { name: "decapsulation", format: 1027, body: fields(50), want: { metadata: { tunnelOut: { innerOffset: 50 } } } },
    { name: "HTTP request", format: 2206, body: fields(2, 1001, "/a", "example.org", "", "curl", "", "", "text/html", 0, 0, 0, 99, 1500, 404), want: { hostname: "example.org", metadata: { http: { method: "GET", url: "/a", host: "example.org", userAgent: "curl", contentType: "text/html", durationUs: 1500, status: 404 } } } },
    { name: "TCP's own knowledge", format: 2209, body: fields(2, 1448, 1448, 0, 0, 3, 1500, 25_000, 100, 10, 3, 24_000), want: { metadata: { tcp: { rttUs: 25_000, retransmitted: 3 } } } },
    { name: "drop reason of Linux", format: 1042, body: fields("NO_SOCKET"), want: { metadata: { discard: { reason: "NO_SOCKET" } } } },
  ]
  for (const { name, format, body, want } of extended) {
    test(`extended: ${name}`, () => {
      const { block, decoder } = decodeOne([flowSample([record(format, body), rawHeader(udpFrame(1, 2))])])
      expect(decoder.counters().oddities).toEqual({})
      expect(block.extras[0]).toEqual(want)
    })
    test(`extended: ${name}, cut anywhere, harms only itself`, () => {
      for (let length = 0; length < body.length; length++) {
        const { block } = decodeOne([flowSample([record(format, body.subarray(0, length)), rawHeader(udpFrame(1, 2))])])
        expect(block.count).toBe(1)
        expect(block.kind[0]).toBe(FRAME)
      }
    })
  }

  test("formats that nobody knows are counted, and named when asked", () => {
    const samples = [flowSample([record(9 * 4096 + 7, [1, 2]), rawHeader(udpFrame(1, 2))])]
    expect(decodeOne(samples).block.extras[0]).toBeUndefined()
    const { block, decoder } = decodeOne(samples, { keepUnknown: true })
    expect(block.extras[0]).toEqual({ unknown: { "sflow 9.7": 1 } })
    expect(decoder.counters().oddities).toEqual({ "record-format-unknown": 1 })
  })
})

describe("what else agents say", () => {
  test("interface counters, names, host", () => {
    const counters = fields(3, 6, 0, 1_000_000_000, 1, 3, 1, 5, 10, 0, 0, 7, 8, 0, 2, 6, 20, 0, 0, 9, 0xffff_ffff, 0)
    const { decoder } = decodeOne([
      counterSample([record(1, counters), record(1005, fields("ge-0/0/3")), record(77 * 4096 + 1, [1])]),
      counterSample([record(2000, fields("sw1", new Uint8Array(16), 3, 2, "6.1.0")), record(1001, [500, 700, 900, 0, 8_000_000, 0, 4_000_000])], { sourceClass: 2, sourceIndex: 1 }),
    ])
    const [status] = decoder.exporters()
    expect(status.interfaces).toEqual([{ ifIndex: 3, name: "ge-0/0/3", description: null, speedBps: 1e9, counterBytesIn: 2 ** 32 + 5, counterBytesOut: 2 * 2 ** 32 + 6, discardsIn: 7, errorsIn: 8, discardsOut: 9, errorsOut: null }])
    expect(status).toMatchObject({ name: "sw1", notes: ["Linux 6.1.0 x86_64", "Processor load 7 %, 4 of 8 MB free"] })
    expect(decoder.counters()).toMatchObject({ counterSamples: 2, oddities: {} })
  })

  test("discarded packets are counted by reason, not as traffic", () => {
    const { decoder, block } = decodeOne([discardSample(257, [rawHeader(udpFrame(1, 2))]), discardSample(257), discardSample(999)])
    expect(block.count).toBe(0)
    expect(decoder.counters().discardSamples).toBe(3)
    expect(decoder.exporters()[0].notes).toEqual(["Discarded packets (samples): ttl exceeded 2, reason 999 1"])
  })

  test("loss, reordering, restarts, rates of each source", () => {
    const { decode, decoder } = setUp()
    const send = (sequence: number, sampleSequence: number, { uptimeMs = 1_000_000, index = 3, rate = 512, drops = 0 } = {}) =>
      decode(sflowDatagram([flowSample([rawHeader(udpFrame(1, 2))], { sequence: sampleSequence, sourceIndex: index, rate, drops })], { sequence, uptimeMs }))
    send(10, 100)
    send(11, 101)
    send(14, 105, { drops: 4 }) // 12, 13 and samples 102 to 104 are missing
    send(12, 103) // one of them was only late
    send(15, 1, { index: 4, rate: 100 })
    send(16, 106)
    expect(decoder.exporters()[0]).toMatchObject({ lost: 2, reordered: 1, restarts: 0, samplingRate: 512, dropped: { "by-the-agent": 4 }, notes: ["1 datagrams are missing in its sequence"] })
    expect(decoder.exporters()[0].samplers).toEqual([{ id: "interface 3", rate: 512, algorithm: "random", from: "flow samples" }, { id: "interface 4", rate: 100, algorithm: "random", from: "flow samples" }])
    send(1, 1, { uptimeMs: 500 })
    expect(decoder.exporters()[0]).toMatchObject({ lost: 2, restarts: 1 })
  })

  test("sequence numbers come round", () => {
    const { decode, decoder } = setUp()
    for (const sequence of [0xffff_fffe, 0xffff_ffff, 0, 1]) decode(sflowDatagram([flowSample([rawHeader(udpFrame(1, 2))], { sequence })], { sequence }))
    expect(decoder.exporters()[0]).toMatchObject({ lost: 0, reordered: 0, restarts: 0, datagrams: 4, records: 4 })
  })

  test("rates of the user: forced, assumed, allowed", () => {
    const { rules } = parseExporterRules({ sampling: ["192.0.2.0/24=100"] })
    const one = [flowSample([rawHeader(udpFrame(1, 2))], { rate: 512 }), flowSample([rawHeader(udpFrame(1, 2))], { rate: 0 })]
    expect([...decodeOne(one, { rules }).block.samplingRate.subarray(0, 2)]).toEqual([100, 100])
    const assumed = parseExporterRules({ sampling: ["192.0.2.0/24=?100"] }).rules
    expect([...decodeOne(one, { rules: assumed }).block.samplingRate.subarray(0, 2)]).toEqual([512, 100])
    expect([...decodeOne(one).block.samplingRate.subarray(0, 2)]).toEqual([512, 1])
    const allowed = parseExporterRules({ allow: ["203.0.113.0/24"] }).rules
    const { decoder, block } = decodeOne(one, { rules: allowed })
    expect(block.count).toBe(0)
    expect(decoder.counters().datagrams).toEqual({ received: 1, dropped: { "exporter-not-allowed": 1 } })
  })

  test("agents: IPv6, sub-agents, and one without an address of its own", () => {
    const { decode, points, block } = setUp()
    const one = [flowSample([rawHeader(udpFrame(1, 2))])]
    for (const shape of [{ agent: "2001:db8::5" }, { agent: "2001:db8::5", subAgent: 2 }, { agent: "127.0.0.1" }, { agent: "::1" }, { agent: "0.0.0.0" }]) decode(sflowDatagram(one, shape))
    expect(Array.from(block.point.subarray(0, block.count), (point) => `${points.at(point)?.exporter} ${points.at(point)?.observationDomain}`)).toEqual(["2001:db8::5 0", "2001:db8::5 2", "198.51.100.7 0", "198.51.100.7 0", "198.51.100.7 0"])
  })

  test("records per second", () => {
    const { decode, decoder } = setUp()
    decoder.tick(NOW_US)
    for (let i = 1; i <= 10; i++) decode(sflowDatagram([flowSample([rawHeader(udpFrame(1, 2))], { sequence: i })], { sequence: i }))
    decoder.tick(NOW_US + 2_000_000)
    expect(decoder.exporters()[0].recordsPerSecond).toBe(5)
  })
})

describe("malformed", () => {
  const good = flowSample([rawHeader(udpFrame(7, 8))], { sequence: 2 })
  const header = rawHeader(udpFrame(1, 2))
  /** Whether the good sample behind the bad one is still read, and what is counted. */
  const cases: readonly { readonly name: string; readonly datagram: Uint8Array; readonly rows: number; readonly dropped?: object; readonly odd?: object; readonly datagrams?: object }[] = [
    { name: "empty", datagram: new Uint8Array(0), rows: 0, datagrams: { "datagram-too-short": 1 } },
    { name: "version 4", datagram: sflowDatagram([good], { version: 4 }), rows: 0, datagrams: { "version-unknown": 1 } },
    { name: "no kind of address", datagram: sflowDatagram([good], { agent: "" }), rows: 0, datagrams: { "version-unknown": 1 } },
    { name: "IPv6 agent cut", datagram: sflowDatagram([], { agent: "2001:db8::1" }).subarray(0, 32), rows: 0, datagrams: { "datagram-too-short": 1 } },
    { name: "2^31 samples", datagram: sflowDatagram([good], { count: 2 ** 31 }), rows: 1, odd: { "sample-count-too-high": 1 } },
    { name: "fewer samples than follow", datagram: sflowDatagram([good, good], { count: 1 }), rows: 1, odd: { "bytes-behind-samples": 1 } },
    { name: "sample longer than the datagram", datagram: sflowDatagram([good, sample(1, new Uint8Array(40), 4000)]), rows: 1, dropped: { "sample-truncated": 1 } },
    { name: "sample of 2^32 - 1 bytes", datagram: sflowDatagram([sample(1, new Uint8Array(40), 0xffff_ffff), good]), rows: 0, dropped: { "sample-truncated": 1 } },
    { name: "counter sample longer than the datagram", datagram: sflowDatagram([good, sample(2, new Uint8Array(4), 4000)]), rows: 1, odd: { "sample-truncated": 1 } },
    { name: "empty samples", datagram: sflowDatagram([sample(1, new Uint8Array(0)), sample(3, new Uint8Array(0)), sample(2, new Uint8Array(0)), sample(4, new Uint8Array(0)), sample(5, new Uint8Array(0)), good]), rows: 1, dropped: { "sample-truncated": 2 }, odd: { "sample-truncated": 3 } },
    { name: "sample of an enterprise", datagram: sflowDatagram([sample(4413 * 4096 + 1, new Uint8Array(12)), good]), rows: 1, odd: { "sample-type-unknown": 1 } },
    { name: "2^31 records", datagram: sflowDatagram([flowSample([header], { count: 2 ** 31 }), good]), rows: 2, odd: { "record-count-too-high": 1 } },
    { name: "record longer than its sample", datagram: sflowDatagram([flowSample([record(1001, [1, 0, 1, 0], 4000)]), good]), rows: 1, dropped: { "no-packet-in-sample": 1 }, odd: { "record-truncated": 1 } },
    { name: "header longer than its record", datagram: sflowDatagram([flowSample([record(1, fields(1, 100, 4, 4000, new Uint8Array(40)))]), good]), rows: 1, dropped: { "no-packet-in-sample": 1 }, odd: { "malformed sampled_header": 1 } },
    { name: "header of 2^32 - 1 bytes", datagram: sflowDatagram([flowSample([record(1, fields(1, 100, 4, 0xffff_ffff, new Uint8Array(40)))]), good]), rows: 1, dropped: { "no-packet-in-sample": 1 }, odd: { "malformed sampled_header": 1 } },
    { name: "no records", datagram: sflowDatagram([flowSample([]), good]), rows: 1, dropped: { "no-packet-in-sample": 1 } },
    { name: "token ring", datagram: sflowDatagram([flowSample([rawHeader(new Uint8Array(40), { protocol: 3 })]), good]), rows: 1, dropped: { "header-protocol-unknown": 1 } },
    { name: "a path of 2^31 segments", datagram: sflowDatagram([flowSample([record(1003, Buffer.concat([addressBytes("10.0.0.1"), fields(1, 2, 3, 2 ** 31, 1, 2 ** 31)])), header]), good]), rows: 2, odd: { "malformed extended_gateway": 1 } },
    { name: "empty frame", datagram: sflowDatagram([flowSample([rawHeader(new Uint8Array(0))]), good]), rows: 2 },
  ]
  for (const { name, datagram, rows, dropped = {}, odd = {}, datagrams = {} } of cases) {
    test(name, () => {
      const { decode, decoder, block } = setUp()
      expect(decode(datagram)).toBe(true)
      expect(block.count).toBe(rows)
      const counters = decoder.counters()
      expect(counters.records.dropped).toEqual(dropped)
      expect(counters.oddities).toEqual(odd)
      expect(counters.datagrams.dropped).toEqual(datagrams)
      expect(counters.records.received).toBe(rows + Object.values(counters.records.dropped).reduce((sum, one) => sum + one, 0))
    })
  }

  test("a full block is handed over in the middle of a datagram", () => {
    const { decoder, block } = setUp({}, 4)
    const datagram = sflowDatagram(Array.from({ length: 10 }, (_, i) => flowSample([rawHeader(udpFrame(i, 53))], { sequence: i + 1 })))
    const ports: number[] = []
    let done = decoder.decode(datagram, 0, datagram.length, from, 6343, NOW_US, block)
    for (let turns = 0; turns < 5; turns++) {
      for (let slot = 0; slot < block.count; slot++) ports.push((block.frames[block.frameStart[slot] + 34] << 8) | block.frames[block.frameStart[slot] + 35])
      block.count = 0
      if (done) break
      done = decoder.resume(block)
    }
    expect(ports).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  test("frames of another memory wait for an empty block", () => {
    const { decoder, block, decode } = setUp()
    const datagram = sflowDatagram([good])
    expect(decode(datagram)).toBe(true)
    expect(decoder.decode(datagram, 0, datagram.length, from, 6343, NOW_US, block)).toBe(false)
    block.count = 0
    expect(decoder.resume(block)).toBe(true)
    expect(block.count).toBe(1)
  })
})

describe("bounds", () => {
  test("made-up agents don't push out those who are heard; silent ones make room later", () => {
    const { decode, decoder, block } = setUp({ limits: { agents: 100 } })
    const one = [flowSample([rawHeader(udpFrame(1, 2))])]
    decode(sflowDatagram(one, { agent: "192.0.2.1", sequence: 1 }))
    for (let i = 0; i < 1000; i++) {
      block.count = 0
      decode(sflowDatagram(one, { agent: `10.0.${i >> 8}.${i & 255}` }))
    }
    expect(decoder.counters().agents).toBe(100)
    expect(decoder.counters().datagrams.dropped).toEqual({ "too-many-exporters": 901 })
    decode(sflowDatagram(one, { agent: "192.0.2.1", sequence: 2 }), NOW_US + 600_000_000)
    expect(decoder.exporters()[0]).toMatchObject({ datagrams: 2, lost: 0 })
    block.count = 0
    decode(sflowDatagram(one, { agent: "192.0.2.99" }), NOW_US + 900_000_000)
    expect(block.count).toBe(1)
    expect(decoder.counters().agents).toBe(2)
  })

  test("data sources and interfaces", () => {
    const { decode, decoder, block } = setUp({ limits: { sourcesPerAgent: 10, interfacesPerAgent: 10 } })
    for (let index = 1; index <= 50; index++) {
      block.count = 0
      decode(sflowDatagram([flowSample([rawHeader(udpFrame(1, 2))], { sourceIndex: index }), counterSample([record(1005, fields("x"))], { sourceIndex: index })], { sequence: index }))
    }
    const [status] = decoder.exporters()
    expect([status.samplers.length, status.interfaces.length, status.records]).toEqual([10, 10, 50])
    expect(decoder.counters().oddities).toEqual({ "too-many-sources": 40 })
  })
})
