import { formatIp } from "@netweir/engine/addresses/ip-text.ts"
import { ObservationPoints } from "@netweir/engine/records/observation-points.ts"
import { AT_INGRESS, COUNTERS_ARE_TOTALS, DST_IS_CLIENT, FLOW_IS_OVER, RecordBlock, SRC_IS_CLIENT } from "@netweir/engine/records/record-block.ts"
import { deflateSync } from "node:zlib"
import fc from "fast-check"
import { expect, test } from "vitest"
import { readHeader, writeHeader } from "./header.ts"
import { compress, obfuscate } from "./payload.ts"
import { TlvReader, TlvWriter, END, ITEM } from "./tlv.ts"
import { ZmqDecoder } from "./zmq-decoder.ts"

const NOW_US = 1_700_000_000e6

// ── headers, byte by byte
const hex = (text: string) => Buffer.from(text.replaceAll(/\s/g, ""), "hex")
const FLOW16 = "666c6f77 00 aabbccddeeff0011223344" // what follows the NUL is garbage
const FLOW32 = `${FLOW16} ${"00".repeat(16)}`
const headers = [
  { name: "40 bytes", hex: `${FLOW32} 02000000 2a000000`, want: { topic: "flow", layout: 0, isTlv: false, messageId: null, sourceId: 0 } },
  { name: "24 bytes, JSON", hex: `${FLOW16} 02 07 2a00 00000102`, want: { topic: "flow", layout: 1, isTlv: false, messageId: 0x102, sourceId: 7 } },
  { name: "24 bytes, TLV", hex: `${FLOW16} 03 07 2a00 00000102`, want: { layout: 1, isTlv: true } },
  { name: "24 bytes, compatible: its number is little-endian", hex: `${FLOW16} 01 07 2a00 02010000`, want: { layout: 1, messageId: 0x102 } },
  { name: "24 bytes, never filled in", hex: `${FLOW16} 04 99 2a00 deadbeef`, want: { layout: 1, isTlv: false, messageId: null, sourceId: 0 } },
  { name: "28 bytes", hex: `${FLOW16} 03 00 2a00 00000102 09000000`, want: { layout: 2, isTlv: true, messageId: 0x102, sourceId: 9 } },
  { name: "36 bytes, TLV compressed", hex: `${FLOW16} 04 06 0000 2a000000 2a000000 00000102 09000000`, want: { layout: 3, isTlv: true, isCompressed: true, messageId: 0x102, sourceId: 9 } },
  { name: "36 bytes, plain JSON", hex: `${FLOW16} 04 00 0000 2a000000 2a000000 00000102 09000000`, want: { layout: 3, isTlv: false, isCompressed: false } },
]
for (const { name, hex: bytes, want } of headers) test(`header of ${name}`, () => expect(readHeader(hex(bytes))).toMatchObject(want))
test("headers of other lengths are none", () => {
  for (const length of [0, 16, 23, 25, 29, 35, 37, 41, 64]) expect(readHeader(Buffer.alloc(length))).toBeNull()
})
test("what is written is what the layouts say", () => {
  const header = { topic: "event", isTlv: true, isCompressed: true, plainBytes: 0x1234, payloadBytes: 0x42, messageId: 0x102, sourceId: 9 } as const
  const EVENT16 = "6576656e74 0000000000000000000000"
  expect(writeHeader({ ...header, layout: 1 })).toEqual(new Uint8Array(hex(`${EVENT16} 03 09 4200 00000102`)))
  expect(writeHeader({ ...header, layout: 2 })).toEqual(new Uint8Array(hex(`${EVENT16} 03 00 4200 00000102 09000000`)))
  expect(writeHeader({ ...header, layout: 3 })).toEqual(new Uint8Array(hex(`${EVENT16} 04 06 0000 34120000 34120000 00000102 09000000`)))
})

// ── messages
const header = (topic: string, options: { layout?: number; version?: number; flags?: number; id?: number; source?: number } = {}) => {
  const { layout = 3, version = 2, flags = 0, id = 1, source = 9 } = options
  const bytes = Buffer.alloc(layout === 0 ? 40 : layout === 1 ? 24 : layout === 2 ? 28 : 36)
  bytes.write(topic)
  if (layout === 0) bytes.writeUInt32LE(version, 32)
  else bytes[16] = layout === 3 ? 4 : version
  if (layout === 3) {
    bytes[17] = flags
    bytes.writeUInt32BE(id, 28)
    bytes.writeUInt32LE(source, 32)
  } else if (layout > 0) bytes.writeUInt32BE(id, 20)
  return bytes
}

interface Told { [column: string]: unknown }
class Collector {
  readonly points = new ObservationPoints()
  readonly decoder: ZmqDecoder
  readonly told: Told[] = []
  constructor(password = "") {
    this.decoder = new ZmqDecoder(this.points, password)
  }
  take(frames: readonly Uint8Array[], peer = "192.0.2.9", receivedUs = NOW_US): this {
    this.decoder.take(frames, peer, receivedUs)
    const block = new RecordBlock(this.points, 3)
    let isRead = false
    while (!isRead) {
      block.count = 0
      isRead = this.decoder.read(block)
      for (let at = 0; at < block.count; at++) this.told.push(row(block, at))
    }
    return this
  }
  json(flow: unknown, topic = "flow"): this {
    return this.take([header(topic), Buffer.from(JSON.stringify(flow))])
  }
}

function row(block: RecordBlock, at: number): Told {
  const point = block.points.at(block.point[at])
  return {
    src: formatIp(block.src, 4 * at), dst: formatIp(block.dst, 4 * at), srcPort: block.srcPort[at], dstPort: block.dstPort[at], ipProtocol: block.ipProtocol[at], ipVersion: block.ipVersion[at],
    bytes: block.bytes[at], packets: block.packets[at], reverseBytes: block.reverseBytes[at], reversePackets: block.reversePackets[at], first: block.firstSeenUs[at], last: block.lastSeenUs[at],
    vlan: block.vlan[at], marks: block.marks[at], flags: block.tcpFlags[at], reverseFlags: block.reverseTcpFlags[at], dscp: block.dscp[at], icmp: block.icmpTypeCode[at],
    master: block.masterProtocol[at], app: block.appProtocol[at], exporter: point?.exporter, domain: point?.observationDomain, srcMac: [block.srcMacHigh[at], block.srcMacLow[at]],
    inIf: block.inIf[at], outIf: block.outIf[at], srcAs: block.srcAs[at], hop: formatIp(block.nextHop, 4 * at), sampling: block.samplingRate[at], extras: block.extras[at],
  }
}

const flow = {
  IPV4_SRC_ADDR: "10.0.0.1", IPV4_DST_ADDR: "198.51.100.7", L4_SRC_PORT: 50_000, L4_DST_PORT: 443, PROTOCOL: 6, IN_BYTES: 1000, IN_PKTS: 10, OUT_BYTES: 5000, OUT_PKTS: 12,
  FIRST_SWITCHED: 1_699_999_990, LAST_SWITCHED: 1_699_999_999, TCP_FLAGS: 27, L7_PROTO: "91.126",
}
const wanted = {
  src: "10.0.0.1", dst: "198.51.100.7", srcPort: 50_000, dstPort: 443, ipProtocol: 6, ipVersion: 4, bytes: 1000, packets: 10, reverseBytes: 5000, reversePackets: 12,
  first: 1_699_999_990e6, last: 1_699_999_999e6, marks: SRC_IS_CLIENT, flags: 27, master: 91, app: 126, exporter: "192.0.2.9", domain: 9, sampling: 1,
}

test("labels, numbers, PEN.number, enterprise numbers: one flow", () => {
  const byNumber = { 8: "10.0.0.1", 12: "198.51.100.7", 7: 50_000, 11: 443, 4: 6, 1: 1000, 2: 10, 23: 5000, 24: 12, 22: 1_699_999_990, 21: 1_699_999_999, 6: 27, 118: "91.126" }
  const byPen = { "0.8": "10.0.0.1", "0.12": 0xc6336407, "0.7": "50000", "0.11": 443, "0.4": 6, "0.1": "1000", "0.2": 10, "0.23": 5000, "0.24": 12, "0.22": 1_699_999_990, "0.21": 1_699_999_999, "0.6": 27, "35632.118": "91.126" }
  const byBase = { ...byNumber, 118: undefined, 57590: "91.126" }
  for (const form of [flow, byNumber, byPen, byBase]) expect(new Collector().json(form).told).toMatchObject([wanted])
})

test("TLV says the same, byte by byte", () => {
  const bytes = hex(`01 01
    2b 08 0008 31302e302e302e31  24 0c c6336407  23 07 c350  23 0b 01bb  22 04 06  23 01 03e8  22 02 0a  23 17 1388  22 18 0c
    24 16 6553f0f6  24 15 6553f0ff  22 06 1b  33 e0f6 0001  2b 76 0006 39312e313236  01`)
  const told = new Collector().take([header("flow", { flags: 2 }), bytes]).told
  expect(told).toMatchObject([wanted])
})

test("a writer's items come back, whatever the width", () => {
  fc.assert(fc.property(fc.integer({ min: -(2 ** 52), max: 2 ** 52 }), fc.integer({ min: 0, max: 0xffffffff }), fc.string({ maxLength: 40 }), (value, key, text) => {
    const writer = new TlvWriter()
    writer.number(key, value)
    writer.text(key, text)
    writer.bits(key, 0x80000000, 5)
    writer.endRecord()
    const reader = new TlvReader()
    expect(reader.open(writer.take())).toBe(true)
    expect([reader.next(), reader.keyNumber, reader.number]).toEqual([ITEM, key, value])
    expect([reader.next(), reader.isText]).toEqual([ITEM, true])
    expect([reader.next(), reader.high, reader.low]).toEqual([ITEM, 0x80000000, 5])
    expect(reader.next()).toBe(1)
    expect(reader.next()).toBe(END)
  }))
})

test("every header layout carries JSON, TLV, compressed and not", () => {
  const writer = new TlvWriter()
  for (const [key, value] of [[7, 50_000], [11, 443], [4, 6], [1, 1000], [2, 10], [23, 5000], [24, 12], [22, 1_699_999_990], [21, 1_699_999_999], [6, 27]] as const) writer.number(key, value)
  writer.text(8, "10.0.0.1")
  writer.text(12, "198.51.100.7")
  writer.text(118, "91.126")
  writer.endRecord()
  const tlv = writer.take()
  const json = Buffer.from(JSON.stringify(flow))
  for (const layout of [0, 1, 2, 3]) {
    const want = layout === 3 ? wanted : { ...wanted, domain: 0 }
    expect(new Collector().take([header("flow", { layout }), json]).told).toMatchObject([want])
    expect(new Collector().take([header("flow", { layout, version: 3, flags: 2 }), tlv]).told).toMatchObject([want])
    expect(new Collector().take([header("flow", { layout, flags: 4 }), compress(json, layout)]).told).toMatchObject([want])
    expect(new Collector().take([header("flow", { layout, version: 3, flags: 6 }), compress(tlv, layout)]).told).toMatchObject([want])
  }
})

test("many flows of one message, over several blocks, of JSON and TLV", () => {
  const list = Array.from({ length: 10 }, (_, i) => ({ ...flow, L4_SRC_PORT: 50_000 + i }))
  expect(new Collector().json(list).told.map(({ srcPort }) => srcPort)).toEqual(list.map(({ L4_SRC_PORT }) => L4_SRC_PORT))
  const writer = new TlvWriter()
  for (let i = 0; i < 10; i++) {
    writer.text(8, "10.0.0.1")
    writer.text(12, "10.0.0.2")
    writer.number(7, 50_000 + i)
    writer.endRecord()
  }
  expect(new Collector().take([header("flow", { flags: 2 }), writer.take()]).told.map(({ srcPort }) => srcPort)).toEqual(list.map(({ L4_SRC_PORT }) => L4_SRC_PORT))
})

test("the password's XOR is taken off before anything else", () => {
  const packed = compress(Buffer.from(JSON.stringify(flow)), 1)
  expect(new Collector("secret").take([header("flow", { layout: 1 }), obfuscate(packed, "secret")]).told).toMatchObject([{ ...wanted, domain: 0 }])
  expect(new Collector("other").take([header("flow", { layout: 1 }), obfuscate(packed, "secret")]).decoder.messages.dropped).toEqual({ "payload-malformed": 1 })
})

const post = [
  { name: "ICMP has no ports; type and code came as one", flow: { ...flow, PROTOCOL: 1, L4_DST_PORT: 0x0801 }, want: { srcPort: 0, dstPort: 0, icmp: 0x0801 } },
  { name: "TCP from the lower port without SYN came from the server", flow: { ...flow, L4_SRC_PORT: 443, L4_DST_PORT: 50_000, TCP_FLAGS: 24 }, want: { marks: DST_IS_CLIENT } },
  { name: "with SYN it did not", flow: { ...flow, L4_SRC_PORT: 443, L4_DST_PORT: 50_000, TCP_FLAGS: 24, CLIENT_TCP_FLAGS: 2 }, want: { marks: SRC_IS_CLIENT } },
  { name: "the client's own flags count", flow: { ...flow, L4_SRC_PORT: 443, L4_DST_PORT: 50_000, TCP_FLAGS: 26, CLIENT_TCP_FLAGS: 16 }, want: { marks: DST_IS_CLIENT } },
  { name: "UDP is as told", flow: { ...flow, PROTOCOL: 17, L4_SRC_PORT: 53, L4_DST_PORT: 50_000 }, want: { marks: SRC_IS_CLIENT } },
  { name: "to a group nobody answers", flow: { ...flow, IPV4_DST_ADDR: "224.0.0.1", L4_SRC_PORT: 1, L4_DST_PORT: 50_000, TCP_FLAGS: 0 }, want: { marks: SRC_IS_CLIENT } },
  { name: "totals since the start", flow: { ...flow, IN_BYTES: undefined, INITIATOR_OCTETS: 77, RESPONDER_PKTS: 8 }, want: { bytes: 77, reversePackets: 8, marks: SRC_IS_CLIENT | COUNTERS_ARE_TOTALS } },
  { name: "an empty side follows the other's version", flow: { ...flow, IPV4_DST_ADDR: "0.0.0.0" }, want: { ipVersion: 4, dst: "0.0.0.0" } },
  { name: "an empty IPv6 address never overwrites", flow: { ...flow, IPV6_SRC_ADDR: "::", IPV6_DST_ADDR: "::" }, want: { ipVersion: 4, src: "10.0.0.1" } },
  { name: "IPv6", flow: { ...flow, IPV4_SRC_ADDR: undefined, IPV4_DST_ADDR: undefined, IPV6_SRC_ADDR: "2001:db8::1", IPV6_DST_ADDR: "2001:db8::2" }, want: { ipVersion: 6, src: "2001:db8::1" } },
  { name: "VLANs beyond 4095 are none, the inner one wins", flow: { ...flow, DOT1Q_SRC_VLAN: 7, SRC_VLAN: 12, DST_VLAN: 5000 }, want: { vlan: 12 } },
  { name: "a router behind the probe", flow: { ...flow, EXPORTER_IPV4_ADDRESS: "203.0.113.5", NPROBE_IPV4_ADDRESS: "203.0.113.6", OBSERVATION_POINT_ID: 3, INPUT_SNMP: 4, OUTPUT_SNMP: "5", DIRECTION: 0 }, want: { exporter: "203.0.113.5", domain: 3, inIf: 4, outIf: 5, marks: SRC_IS_CLIENT | AT_INGRESS } },
  { name: "the probe's own address", flow: { ...flow, NPROBE_IPV4_ADDRESS: 0xcb007106 }, want: { exporter: "203.0.113.6", domain: 9 } },
  { name: "MACs, AS, hop, ToS", flow: { ...flow, IN_SRC_MAC: "00:11:22:33:44:55", SRC_AS: 64_500, IPV4_NEXT_HOP: "203.0.113.1", SRC_TOS: 0xb8 }, want: { srcMac: [0x0011, 0x22334455], srcAs: 64_500, hop: "203.0.113.1", dscp: 46 } },
  { name: "an application by one number: a protocol", flow: { ...flow, L7_PROTO: 5 }, want: { master: 5, app: 0 } },
  { name: "an application by one number: a service on top", flow: { ...flow, L7_PROTO: 21 }, want: { master: 0, app: 21 } },
  { name: "an application that we do not know", flow: { ...flow, L7_PROTO: "91.60000" }, want: { master: 91, app: 0 } },
  { name: "the end", flow: { ...flow, FLOW_END_REASON: "End of Flow detected" }, want: { marks: SRC_IS_CLIENT | FLOW_IS_OVER } },
  { name: "sampling was applied by the probe", flow: { ...flow, SAMPLING_INTERVAL: 1000 }, want: { sampling: 1, bytes: 1000 } },
]
for (const { name, flow: told, want } of post) test(`post-processing: ${name}`, () => expect(new Collector().json(told).told).toMatchObject([want]))

test("details, names, risks, unknown fields", () => {
  const [{ extras }] = new Collector().json({
    ...flow, TLS_SERVER_NAME: "www.example.org", CLIENT_NW_LATENCY_MS: 1.5, SERVER_NW_LATENCY_MS: "12.25", APPL_LATENCY_MS: 30, RETRANSMITTED_IN_PKTS: 3, OOORDER_OUT_PKTS: 4, L7_INFO: "the\u0007info",
    JA4C_HASH: "t13d1516h2_8daaf6152771_02713d6af862", L7_PROTO_RISK: "9223372036854775810", HTTP_URL: "/a", HTTP_RET_CODE: "200", POST_NAT_SRC_IPV4_ADDR: "198.51.100.1", SRC_PROC_NAME: "curl", SRC_PROC_PID: 42,
    "9999.5": "x", ODD: { a: 1 }, json: '{"MORE":"here","HTTP_METHOD":"GET"}', WLAN_SSID: "", SRC_FRAGMENTS: 0,
  }).told
  expect(extras).toEqual({
    hostname: "www.example.org", clientRttUs: 3000, serverRttUs: 24_500, appLatencyUs: 30_000, retransmissions: 3, reverseOutOfOrder: 4, info: "the?info", ja4: "t13d1516h2_8daaf6152771_02713d6af862",
    risks: [1], metadata: { tls: { serverName: "www.example.org" }, http: { url: "/a", status: "200", method: "GET" }, nat: { srcIp: "198.51.100.1" }, clientProcess: { name: "curl", pid: 42 } },
    unknown: { "9999.5": "x", ODD: '{"a":1}', MORE: "here" },
  })
})

test("an agent's flow counts totals and names its processes", () => {
  const [told] = new Collector().json({
    timestamp: "1699999999.500000", IPV4_LOCAL_ADDR: "10.0.0.1", IPV4_REMOTE_ADDR: "10.0.0.2", L4_LOCAL_PORT: 40_000, L4_REMOTE_PORT: 22, PROTOCOL: 6,
    LOCAL_PROCESS: { PID: 7, PROCESS_PATH: "/usr/bin/ssh" }, LOCAL_FATHER_PROCESS: { PID: 1 }, REMOTE_CONTAINER: { K8S: { POD: "web-1", NS: "prod" } }, TCP: { RTT: 12, CONN_STATE: "ESTABLISHED" }, TCP_EVENT_TYPE: "connect",
  }).told
  expect(told).toMatchObject({
    src: "10.0.0.1", dst: "10.0.0.2", srcPort: 40_000, dstPort: 22, last: 1_699_999_999_500_000, marks: SRC_IS_CLIENT | COUNTERS_ARE_TOTALS,
    extras: { metadata: { clientProcess: { pid: 7, processPath: "/usr/bin/ssh", parentPid: 1 }, serverContainer: { k8s: { POD: "web-1", NS: "prod" } }, socket: { rtt: 12, connState: "ESTABLISHED", event: "connect" } } },
  })
})

// ── what is lost, restarts
test("gaps in the numbers are lost messages, lower numbers restarts, per source", () => {
  const collector = new Collector()
  const say = (id: number, source = 9, afterUs = 0) => collector.take([header("flow", { id, source }), Buffer.from("[]")], "192.0.2.9", NOW_US + afterUs)
  for (const id of [5, 6, 9, 10, 2, 3]) say(id)
  say(100, 8)
  say(50, 9, 20e6) // silent for more than 10 s: forgotten
  collector.take([header("flow", { layout: 1, version: 4, id: 0xdeadbeef }), Buffer.from("[]")])
  const [nine, eight, unnumbered] = collector.decoder.statuses.exporters(0)
  expect(nine).toMatchObject({ lost: 2, restarts: 1, datagrams: 7 })
  expect(eight).toMatchObject({ lost: 0, restarts: 0, datagrams: 1 })
  expect(unnumbered).toMatchObject({ lost: 0, restarts: 0, datagrams: 1 })
})

// ── other topics
test("events, counters, templates, names of interfaces and hosts", () => {
  const collector = new Collector()
  collector.json({ iface: { name: "eth1", speed: 1000, ip: "10.9.9.9" }, probe: { ip: "192.0.2.9", version: "10.5", osname: "Debian", edition: "Pro" }, time: 1_700_000_003, bytes: 10, packets: 2, avg: { bps: 8, pps: 1 }, packet_drops: 4, drops: { export_queue_full: 5, elk_flow_drops: 0 }, timeout: { lifetime: 120, idle: 60, collected_lifetime: 90 } }, "event")
  collector.json([{ deviceIP: 0xcb007105, ifIndex: 3, ifName: "ge-0/0/3", ifSpeed: 1e9, ifInOctets: 100, ifOutOctets: 200, ifInErrors: 1, ifOutErrors: 0 }], "counter")
  collector.take([header("counter", { flags: 2 }), hex("0101 22 02 04 22 09 63 2b 03 0004 6c616e34 01")])
  collector.json({ "203.0.113.5": { 3: "uplink" } }, "snmp-ifaces")
  collector.json([{ PEN: 35_632, field: 9000, name: "MY_FIELD" }, { PEN: 0, field: 7, name: "L4_SRC_PORT" }], "template")
  collector.json({ "instance-name": "box", "ip-addresses": ["10.0.0.77"], "listening-ports": { tcp4: [{ port: 22, proc: "sshd" }, { port: 80 }] } }, "listening-ports")
  collector.json({}, "hello")
  collector.json({ ...flow, "35632.9000": "by number", MY_FIELD: undefined })
  const [status] = collector.decoder.statuses.exporters(0)
  expect(status).toMatchObject({ name: "eth1@192.0.2.9", clockSkewMs: 3000, dropped: { "probe-packet-drops": 4, "probe-export-queue-full": 5 } })
  expect(status.interfaces).toEqual([
    { ifIndex: 3, name: "uplink", description: null, speedBps: 1e9, counterBytesIn: 100, counterBytesOut: 200, errorsIn: 1, errorsOut: 0 },
    { ifIndex: 4, name: "lan4", description: null, speedBps: 0, counterBytesIn: 99, counterBytesOut: 0, errorsIn: 0, errorsOut: 0 },
  ])
  expect(status.notes.join("\n")).toContain("lacks FIRST_SWITCHED")
  expect(status.notes.join("\n")).toContain("box listens on tcp4 22 sshd, 80")
  expect(collector.decoder.reports.names).toEqual([{ ip: "10.0.0.77", name: "box" }])
  expect(collector.decoder.reports.flowIdleSeconds).toBe(100)
  expect(collector.told[0].extras).toMatchObject({ unknown: { MY_FIELD: "by number" } })
  expect(collector.decoder.byTopic).toEqual({ event: 1, counter: 2, "snmp-ifaces": 1, template: 1, "listening-ports": 1, hello: 1, flow: 1 })
})

// ── what is malformed
const json = (text: string) => Buffer.from(text)
const malformed = [
  { name: "one frame", frames: [header("flow")], messages: { "message-malformed": 1 } },
  { name: "three frames", frames: [header("flow"), json("{}"), json("{}")], messages: { "message-malformed": 1 } },
  { name: "no header", frames: [json("flow"), json("{}")], messages: { "header-unknown": 1 } },
  { name: "an unknown topic", frames: [header("gossip"), json("{}")], messages: { "topic-unknown": 1 } },
  { name: "no JSON", frames: [header("flow"), json("{nonsense")], messages: { "payload-malformed": 1 } },
  { name: "nothing", frames: [header("flow"), json("")], messages: { "payload-malformed": 1 } },
  { name: "a scalar", frames: [header("flow"), json("7")], messages: { "payload-malformed": 1 } },
  { name: "too long", frames: [header("flow"), Buffer.alloc(131_073)], messages: { "payload-too-long": 1 } },
  { name: "no zlib", frames: [header("flow", { flags: 4 }), json("garbage")], messages: { "payload-not-inflated": 1 } },
  { name: "a zlib bomb", frames: [header("flow", { flags: 4 }), deflateSync(Buffer.alloc(50 << 20))], messages: { "payload-not-inflated": 1 } },
  { name: "no TLV", frames: [header("flow", { flags: 2 }), json("\u0009\u0001")], messages: { "payload-malformed": 1 } },
  { name: "items of a list", frames: [header("flow"), json("[1, null, [2], \"x\"]")], records: { "flow-malformed": 4 } },
  { name: "no addresses", frames: [header("flow"), json('{"IN_BYTES": 5}')], records: { "addresses-missing": 1 } },
  { name: "addresses of two versions", frames: [header("flow"), json('{"IPV4_SRC_ADDR":"10.0.0.1","IPV6_DST_ADDR":"2001:db8::1"}')], records: { "ip-version-mismatch": 1 } },
  { name: "addresses that are none", frames: [header("flow"), json('{"IPV4_SRC_ADDR":"10.0.0.256","IPV4_DST_ADDR":{"a":1}}')], records: { "addresses-missing": 1 } },
  { name: "TLV that ends inside a string", frames: [header("flow", { flags: 2 }), hex("0101 2b 08 00ff 31")], records: { "flow-malformed": 1 } },
  { name: "TLV with a list in it", frames: [header("flow", { flags: 2 }), hex("0101 22 04 06 0e 01")], records: { "flow-malformed": 1 } },
]
for (const { name, frames, messages = {}, records = {} } of malformed) {
  test(`malformed: ${name}`, () => {
    const { decoder, told } = new Collector().take(frames)
    expect([decoder.messages.dropped, decoder.records.dropped, told.length]).toEqual([messages, records, 0])
    expect(decoder.messages.received).toBe(1)
  })
}

test("whatever a message is, nothing throws and the counters add up", () => {
  const collector = new Collector()
  const value = fc.oneof(fc.string(), fc.integer(), fc.double(), fc.constant(null), fc.boolean(), fc.object({ maxDepth: 2 }))
  const keys = fc.oneof(fc.constantFrom(...Object.keys(flow), "json", "L7_PROTO_RISK", "SRC_PROC_PID", "LOCAL_PROCESS", "118", "35632.205", "__proto__"), fc.string(), fc.nat(60_000).map(String))
  const topic = fc.constantFrom("flow", "event", "counter", "template", "option", "hello", "listening-ports", "snmp-ifaces", "x")
  const payload = fc.oneof(
    fc.array(fc.dictionary(keys, value, { maxKeys: 12 })).map((flows) => Buffer.from(JSON.stringify(flows.map((one) => ({ ...(flows.length % 2 === 0 ? flow : {}), ...one }))))),
    fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.concat([Buffer.from([1, 1]), bytes])),
  )
  let messages = 0
  fc.assert(fc.property(topic, payload, fc.nat(3), fc.nat(7), fc.nat(4), (name, bytes, layout, flags, version) => {
    collector.take([header(name, { layout, flags, version }), bytes])
    // And whatever it was, the next message means what it says.
    const before = collector.told.length
    collector.json(flow)
    expect(collector.told.slice(before)).toMatchObject([wanted])
    messages += 2
  }), { numRuns: 1500 })
  const { decoder, told } = collector
  expect(decoder.messages.received).toBe(messages)
  expect(decoder.records.received).toBe(told.length + decoder.records.droppedTotal)
  expect(decoder.messages.received).toBe(decoder.messages.droppedTotal + Object.values(decoder.byTopic).reduce((sum, count) => sum + count, 0))
})

test("exporters beyond the table are refused and counted", () => {
  const points = new ObservationPoints(4)
  const decoder = new ZmqDecoder(points)
  const block = new RecordBlock(points)
  for (let i = 0; i < 10; i++) {
    decoder.take([header("flow"), json(JSON.stringify({ ...flow, EXPORTER_IPV4_ADDRESS: `203.0.113.${i}` }))], "192.0.2.9", NOW_US)
    decoder.read(block)
  }
  expect([block.count, decoder.records.dropped]).toEqual([3, { "too-many-points": 7 }])
})
