import type { FlowRow, SeriesBatch } from "@netweir/model"
import { describe, expect, test } from "vitest"
import { createEngine } from "../create-engine.ts"
import { ascii, ethernet, hexBytes, ipv4, tcp, udp, vlanTag } from "../decode/testing.ts"
import type { EngineOptions } from "../engine.ts"
import { ObservationPoints } from "./observation-points.ts"
import { AT_EGRESS, AT_INGRESS, COUNTERS_ARE_TOTALS, DST_IS_CLIENT, FLOW_IS_OVER, FRAME, SRC_IS_CLIENT } from "./record-block.ts"
import { addRecord, makeBlock, TEST_START_MS, type TestRecord } from "./testing-records.ts"

const noFacts = { country: () => "", asn: () => 0, asName: () => "", vendor: () => "" }
const SYN = 2, FIN = 1, ACK = 16, RST = 4
const back: TestRecord = { src: "198.51.100.1", dst: "10.0.0.1", srcPort: 443, dstPort: 50_000 }

function collector(changes: Partial<EngineOptions> = {}) {
  const points = new ObservationPoints()
  const ended: FlowRow[] = []
  const series: SeriesBatch[] = []
  const engine = createEngine({
    interfaceName: "collector", interfaceId: 1, localNetworks: ["10.0.0.0/8"], maxFlows: 1000, maxHosts: 100, flowIdleSeconds: 60, hostIdleSeconds: 600,
    activeSliceSeconds: 0, harvestSeconds: 1, inspect: true, account: true, entropy: false, decapsulate: true, hashSeed: 1, facts: noFacts, hostAliases: {},
    observationPoints: points, ...changes,
  }, { onEndedFlow: (row) => ended.push(row), onSeries: (batch) => series.push(batch) })
  function send(...records: TestRecord[]): void {
    const block = makeBlock(points)
    for (const record of records) addRecord(block, record)
    engine.processRecords(block)
  }
  const rows = () => engine.flows({ sort: { column: "bytes", descending: true } }).rows
  return { engine, points, ended, series, send, rows }
}

function expectAddsUp(stats: { packets: { received: number; stored: number; filtered: number; dropped: Readonly<Record<string, number>> } }): void {
  const { received, stored, filtered, dropped } = stats.packets
  expect(stored + filtered + Object.values(dropped).reduce((sum, count) => sum + count, 0)).toBe(received)
}

describe("a flow out of records", () => {
  const cases: { name: string; records: TestRecord[]; want: Partial<FlowRow>; flows?: number }[] = [
    { name: "one direction", records: [{}], want: { client: "10.0.0.1", server: "198.51.100.1", bytesToServer: 1000, packetsToServer: 10, bytesToClient: 0, source: "netflow9", exporter: "192.0.2.254", observationDomain: 0 } },
    { name: "the answer alone: a service's port is the server's", records: [back], want: { client: "10.0.0.1", clientPort: 50_000, server: "198.51.100.1", serverPort: 443, bytesToServer: 0, bytesToClient: 1000 } },
    { name: "both directions are one flow", records: [{ firstMs: 0, lastMs: 100 }, { ...back, bytes: 5000, firstMs: 20, lastMs: 90 }], want: { client: "10.0.0.1", bytesToServer: 1000, bytesToClient: 5000, durationMs: 100 } },
    { name: "whose records began earlier is the client, whatever the ports", records: [{ ...back, srcPort: 40_000, firstMs: 20, lastMs: 90 }, { dstPort: 40_000, firstMs: 0, lastMs: 100 }], want: { client: "10.0.0.1", clientPort: 50_000, serverPort: 40_000 } },
    { name: "a lone SYN tells the client", records: [{ ...back, tcpFlags: SYN, packets: 1 }], want: { client: "198.51.100.1", clientPort: 443, tcpState: "syn-sent" } },
    { name: "the exporter's word stands: initiator", records: [{ ...back, marks: SRC_IS_CLIENT }], want: { client: "198.51.100.1" } },
    { name: "the exporter's word stands: reverse initiator", records: [{ marks: DST_IS_CLIENT }], want: { client: "198.51.100.1", server: "10.0.0.1" } },
    { name: "both directions in one record", records: [{ reverseBytes: 700, reversePackets: 7, marks: SRC_IS_CLIENT }], want: { bytesToServer: 1000, bytesToClient: 700, packetsToClient: 7 } },
    { name: "active-timeout slices add up", records: [{ firstMs: 0, lastMs: 60_000 }, { firstMs: 60_001, lastMs: 90_000, bytes: 50, packets: 1 }], want: { bytesToServer: 1050, packetsToServer: 11, durationMs: 90_000 } },
    { name: "totals are no deltas", records: [{ marks: COUNTERS_ARE_TOTALS }, { marks: COUNTERS_ARE_TOTALS, bytes: 1500, packets: 15 }, { marks: COUNTERS_ARE_TOTALS, bytes: 1500, packets: 15 }], want: { bytesToServer: 1500, packetsToServer: 15 } },
    { name: "sampling is applied once, and what was observed is kept", records: [{ samplingRate: 100 }, { ...back, bytes: 10, packets: 1, samplingRate: 100 }], want: { bytesToServer: 100_000, packetsToServer: 1000, bytesToClient: 1000, packetsToClient: 100, samplingRate: 100, observedBytes: 1010, observedPackets: 11 } },
    { name: "told at ingress and again at egress: counted once", records: [{ marks: AT_INGRESS, inIf: 3 }, { marks: AT_EGRESS, outIf: 4 }], want: { bytesToServer: 1000 } },
    { name: "each direction at ingress: both count", records: [{ marks: AT_INGRESS }, { ...back, marks: AT_INGRESS }], want: { bytesToServer: 1000, bytesToClient: 1000 } },
    { name: "two exporters see it: two flows", records: [{ exporter: "192.0.2.1" }, { exporter: "192.0.2.2" }], want: { bytesToServer: 1000 }, flows: 2 },
    { name: "one exporter tells by two protocols: two flows", records: [{ source: "netflow9" }, { source: "sflow" }], want: { bytesToServer: 1000 }, flows: 2 },
    { name: "two line cards of one exporter see a direction each: one flow", records: [{ domain: 1 }, { ...back, domain: 2 }], want: { bytesToServer: 1000, bytesToClient: 1000, observationDomain: 1 } },
    { name: "interfaces and next hop, AS of the exporter", records: [{ inIf: 3, outIf: 7, srcAs: 64_500, nextHop: "203.0.113.9" }], want: { inIfIndex: 3, outIfIndex: 7, clientAsn: 64_500, nextHop: "203.0.113.9" } },
    { name: "interfaces of the answer, seen from the client", records: [{ ...back, inIf: 7, outIf: 3 }], want: { inIfIndex: 3, outIfIndex: 7 } },
    { name: "ICMP has no ports", records: [{ ipProtocol: 1, srcPort: 0, dstPort: 0x0800 }, { ...back, ipProtocol: 1, srcPort: 0, dstPort: 0 }], want: { clientPort: 0, serverPort: 0, l4: "ICMP", bytesToServer: 1000, bytesToClient: 1000 } },
    { name: "a reset is an end", records: [{ tcpFlags: SYN | ACK | RST }], want: { tcpState: "reset" } },
    { name: "the port names it, as a guess", records: [{}], want: { app: "TLS", confidence: "port" } },
    { name: "a name that the exporter saw names it", records: [{ extras: { hostname: "www.netflix.com", metadata: { tls: { version: "TLSv1.3" } } } }], want: { app: "TLS.NetFlix", hostname: "www.netflix.com", metadata: { tls: { version: "TLSv1.3" } } } },
    { name: "latencies as measured there", records: [{ extras: { clientRttUs: 1500, serverRttUs: 20_000.4, appLatencyUs: 0.2, retransmissions: 3 } }], want: { clientRttUs: 1500, serverRttUs: 20_000, appLatencyUs: 1, retransmissionsToServer: 3 } },
    { name: "an alert of an intrusion detection system counts", records: [{ extras: { alerts: [{ from: "suricata", signature: "ET SCAN", signatureId: 2_001_219, category: "Attempted Recon", score: 100 }] } }], want: { score: 100, metadata: { ids: { alerts: [{ from: "suricata", signature: "ET SCAN", signatureId: 2_001_219, category: "Attempted Recon" }] } } } },
  ]
  for (const { name, records, want, flows = 1 } of cases) {
    test(name, () => {
      const { engine, send, rows } = collector()
      send(...records)
      expect(rows()).toHaveLength(flows)
      expect(rows()[0]).toMatchObject(want)
      expectAddsUp(engine.stats())
    })
  }
})

test("records without addresses and duplicates are counted by reason", () => {
  const { engine, points, send } = collector()
  send({ marks: AT_INGRESS }, { marks: AT_EGRESS })
  const block = makeBlock(points)
  addRecord(block, {})
  block.ipVersion[0] = 0
  engine.processRecords(block)
  expect(engine.stats().packets).toMatchObject({ received: 3, stored: 1, dropped: { "record-without-addresses": 1, "record-duplicate": 1 } })
})

test("a flow ends when nothing was heard of it for the idle time, however old its packets are", () => {
  const { engine, send, ended, rows } = collector()
  send({ firstMs: 0, lastMs: 1000, receivedMs: 300_000 }) // came five minutes late: a long active timeout
  engine.advance((TEST_START_MS + 310_000) * 1000)
  expect(rows()).toHaveLength(1)
  for (let second = 311; second < 400; second++) engine.advance((TEST_START_MS + second * 1000) * 1000)
  expect(ended).toMatchObject([{ endReason: "idle", bytesToServer: 1000 }])
})

test("what the exporter calls ended lingers for the other direction's record, then ends; the same ports again are another flow", () => {
  const { engine, send, ended, rows } = collector()
  send({ marks: FLOW_IS_OVER, firstMs: 0, lastMs: 100, ipProtocol: 17 }, { ...back, ipProtocol: 17, marks: FLOW_IS_OVER, firstMs: 1, lastMs: 90 })
  expect(rows()).toMatchObject([{ bytesToServer: 1000, bytesToClient: 1000 }])
  send({ firstMs: 5000, lastMs: 5100, ipProtocol: 17 })
  expect(ended).toMatchObject([{ endReason: "exporter", bytesToServer: 1000, bytesToClient: 1000 }])
  for (let second = 6; second < 90; second++) engine.advance((TEST_START_MS + second * 1000) * 1000)
  expect(ended).toHaveLength(2)
})

test.each([
  { name: "a question and its answer, a packet each", records: [{ ipProtocol: 17, marks: FLOW_IS_OVER, firstMs: 0, lastMs: 0 }, { ...back, ipProtocol: 17, marks: FLOW_IS_OVER, firstMs: 20, lastMs: 20 }] },
  { name: "a reset and what the other side still sent", records: [{ tcpFlags: SYN | ACK | RST, firstMs: 0, lastMs: 50 }, { ...back, tcpFlags: ACK, firstMs: 60, lastMs: 60 }] },
])("the other direction belongs to the flow, however much later it begins: $name", ({ records }) => {
  const { send, ended, rows } = collector()
  send(...records)
  expect(ended).toEqual([])
  expect(rows()).toMatchObject([{ bytesToServer: 1000, bytesToClient: 1000 }])
})

test("TCP flows whose both sides said FIN are closed", () => {
  const { engine, send, ended } = collector()
  send({ tcpFlags: SYN | ACK | FIN, lastMs: 10 }, { ...back, tcpFlags: SYN | ACK | FIN, lastMs: 10 })
  for (let second = 1; second < 40; second++) engine.advance((TEST_START_MS + second * 1000) * 1000)
  expect(ended).toMatchObject([{ endReason: "tcp-fin" }])
})

test("hosts, exporters and their interfaces count what flows counted", () => {
  const { engine, send, series } = collector()
  send({ inIf: 3, outIf: 7, bytes: 1000, packets: 10 }, { ...back, inIf: 7, outIf: 3, bytes: 5000, packets: 6 }, { exporter: "2001:db8::1", source: "ipfix", domain: 9, inIf: 1, outIf: 2, bytes: 40, packets: 1, samplingRate: 10 })
  engine.finish()
  const groups = (kind: "exporter" | "exporterInterface") => engine.groups(kind, { sort: { column: "key", descending: false } }).rows.map(({ key, bytesSent, bytesReceived, flows }) => ({ key, bytesSent, bytesReceived, flows }))
  expect(groups("exporter")).toEqual([
    { key: "192.0.2.254 netflow9 0", bytesSent: 1000, bytesReceived: 5000, flows: 1 },
    { key: "2001:db8::1 ipfix 9", bytesSent: 400, bytesReceived: 0, flows: 1 },
  ])
  // What left the interface is "sent".
  expect(groups("exporterInterface").map(({ key, bytesSent, bytesReceived }) => [key, bytesSent, bytesReceived])).toEqual([
    ["192.0.2.254 netflow9#3", 5000, 1000], ["192.0.2.254 netflow9#7", 1000, 5000], ["2001:db8::1 ipfix#1", 0, 400], ["2001:db8::1 ipfix#2", 400, 0],
  ])
  for (const kind of ["exporter", "exporterInterface"] as const) {
    const points = series.flatMap((batch) => batch.kind.flatMap((one, i) => (one === kind ? [batch.bytesSent[i] + batch.bytesReceived[i]] : [])))
    expect(points.reduce((sum, bytes) => sum + bytes, 0)).toBe(engine.groups(kind, {}).rows.reduce((sum, { bytes }) => sum + bytes, 0))
  }
  expect(engine.host("10.0.0.1", 0)?.row).toMatchObject({ bytesSent: 1400, bytesReceived: 5000 })
})

test("sampled packets are decoded, counted as many, and seen by dissectors", () => {
  const { engine, points, rows } = collector()
  const block = makeBlock(points)
  const query = hexBytes("1234 0100 0001 0000 0000 0000 03777777 076578616d706c65 03636f6d 00 0001 0001")
  const frames = [
    ethernet(ipv4({ protocol: 17, src: "10.0.0.1", dst: "10.0.0.53" }, udp(query, { srcPort: 40_000, dstPort: 53 }))),
    ethernet(ipv4({ protocol: 6, src: "10.0.0.2", dst: "10.0.0.3" }, tcp(ascii("x"), { srcPort: 40_000, dstPort: 8080, flags: SYN, sequence: 1 }))),
    ethernet(ipv4({ protocol: 17, src: "10.0.0.4", dst: "10.0.0.5", fragment: 100 }, ascii("a later fragment"))),
  ]
  block.frames = new Uint8Array(1000)
  let offset = 0
  for (const frame of frames) {
    addRecord(block, { samplingRate: 512, source: "sflow" })
    const at = block.count - 1
    block.kind[at] = FRAME
    block.frames.set(frame, offset)
    block.frameStart[at] = offset
    block.frameCapturedBytes[at] = frame.length
    block.frameWireBytes[at] = frame.length
    block.frameLinkType[at] = 1
    offset += frame.length
  }
  engine.processRecords(block)
  const flows = rows()
  expect(flows.find(({ server }) => server === "10.0.0.53")).toMatchObject({ app: "DNS", confidence: "content", hostname: "www.example.com", packetsToServer: 512, bytesToServer: 512 * frames[0].length, observedPackets: 1, observedBytes: frames[0].length, source: "sflow" })
  expect(flows.find(({ client }) => client === "10.0.0.2")).toMatchObject({ serverPort: 8080, tcpState: "syn-sent", lostToServer: 0, packets: 512 })
  expect(flows.find(({ client }) => client === "10.0.0.4")).toMatchObject({ packets: 512, serverPort: 0 })
  expectAddsUp(engine.stats())
})

const sampledVlans = [
  { name: "no tag: the one that the switch says", tags: [], told: 12, vlan: 12 },
  { name: "a tag in the frame goes first", tags: [7], told: 12, vlan: 7 },
  { name: "a priority tag is none", tags: [0], told: 12, vlan: 12 },
  { name: "neither", tags: [], told: 0, vlan: 0 },
]
for (const { name, tags, told, vlan } of sampledVlans) {
  test(`VLAN of a sampled packet, and of its hosts: ${name}`, () => {
    const { engine, points, rows } = collector()
    const block = makeBlock(points)
    const datagram = ipv4({ protocol: 17, src: "10.0.0.1", dst: "10.0.0.2" }, udp(ascii("x"), { srcPort: 4000, dstPort: 4001 }))
    const frame = tags.length === 0 ? ethernet(datagram) : ethernet(vlanTag(tags[0], 0x0800, datagram), 0x8100)
    addRecord(block, { source: "sflow", vlan: told })
    block.kind[0] = FRAME
    block.frames = Uint8Array.from(frame)
    block.frameCapturedBytes[0] = block.frameWireBytes[0] = frame.length
    block.frameLinkType[0] = 1
    engine.processRecords(block)
    expect(rows()).toMatchObject([{ vlan, packets: 1 }])
    engine.finish()
    expect(engine.host("10.0.0.1", vlan)?.row).toMatchObject({ bytesSent: frame.length })
  })
}

test("VLANs that are ignored: one flow", () => {
  const { send, rows } = collector({ ignoreVlans: true })
  send({ vlan: 7 }, { ...back, vlan: 8 })
  expect(rows()).toMatchObject([{ vlan: 0, packets: 20 }])
})

test("silence that ends a flow is as long as exporters say", () => {
  const { engine, send, ended } = collector()
  engine.setRecordIdle(400)
  send({})
  for (let second = 1; second <= 390; second++) engine.advance((TEST_START_MS + second * 1000) * 1000)
  expect(ended).toEqual([])
  send({ receivedMs: 395_000, lastMs: 394_000 })
  expect(ended).toEqual([])
  engine.setRecordIdle(70)
  for (let second = 396; second <= 500; second++) engine.advance((TEST_START_MS + second * 1000) * 1000)
  expect(ended).toMatchObject([{ endReason: "idle", packets: 20 }])
})

test("the table is full: the one heard of least recently makes room", () => {
  const { engine, send, ended } = collector({ maxFlows: 4 })
  for (let i = 0; i < 6; i++) send({ srcPort: 1000 + i, receivedMs: i })
  expect(engine.stats().tables.flows).toMatchObject({ used: 4, evicted: 2 })
  expect(ended.map(({ clientPort }) => clientPort)).toEqual([1000, 1001])
})
