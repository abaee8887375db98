import { createEngine } from "@netweir/engine/create-engine.ts"
import { ObservationPoints } from "@netweir/engine/records/observation-points.ts"
import { COUNTERS_ARE_TOTALS, FLOW_IS_OVER, RecordBlock, SRC_IS_CLIENT } from "@netweir/engine/records/record-block.ts"
import type { FlowRow } from "@netweir/model"
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs"
import { connect } from "node:net"
import { tmpdir } from "node:os"
import path from "node:path"
import fc from "fast-check"
import { afterAll, expect, test } from "vitest"
import { takeLines } from "../logs/testing.ts"
import { hasUdpCalls } from "../native/udp-calls.ts"
import { openAnySource } from "../open-source.ts"
import { SourceError, type RecordSource } from "../source.ts"
import { EveDecoder } from "./eve-decoder.ts"

const folder = mkdtempSync(path.join(tmpdir(), "netweir-eve-"))
afterAll(() => rmSync(folder, { recursive: true }))

const common = { timestamp: "2026-01-02T03:04:05.123456+0100", flow_id: 1_234_567_890_123_456, in_iface: "eth0", src_ip: "10.0.0.1", src_port: 50_000, dest_ip: "198.51.100.7", dest_port: 443, proto: "TCP" }
const AT_US = Date.parse("2026-01-02T02:04:05Z") * 1000 + 123_456
const flow = { ...common, event_type: "flow", app_proto: "tls", flow: { pkts_toserver: 10, pkts_toclient: 12, bytes_toserver: 1000, bytes_toclient: 5000, start: "2026-01-02T03:03:00.000001+0100", end: "2026-01-02T03:03:30.5+0100", state: "closed" }, tcp: { tcp_flags: "1b", tcp_flags_ts: "1b", tcp_flags_tc: "1a" } }
const take = (...events: object[]) => takeLines(new EveDecoder(), events.map((event) => JSON.stringify(event)))

const tables = [
  { name: "flow", event: flow, want: { src: "10.0.0.1", dst: "198.51.100.7", dstPort: 443, packets: 10, bytes: 1000, reversePackets: 12, reverseBytes: 5000, app: "TLS", flags: 0x1b, reverseFlags: 0x1a, marks: COUNTERS_ARE_TOTALS | FLOW_IS_OVER | SRC_IS_CLIENT, first: AT_US - 65_123_455, received: AT_US } },
  { name: "netflow: one direction", event: { ...common, event_type: "netflow", vlan: [3, 12], netflow: { pkts: 3, bytes: 99, min_ttl: 60 } }, want: { packets: 3, bytes: 99, reversePackets: 0, vlan: 12, marks: COUNTERS_ARE_TOTALS | FLOW_IS_OVER } },
  { name: "ICMPv6", event: { ...common, src_ip: "2001:db8::1", dest_ip: "2001:db8::2", proto: "IPv6-ICMP", icmp_type: 128, icmp_code: 0, event_type: "netflow" }, want: { ipProtocol: 58, icmp: 0x8000, src: "2001:db8::1" } },
  { name: "tls", event: { ...common, event_type: "tls", tls: { sni: "www.example.org", version: "TLS 1.3", ja4: "t13d", ja3: { hash: "abc" }, subject: "CN=x" } }, want: { app: "TLS", packets: 0, marks: 0, extras: { hostname: "www.example.org", ja4: "t13d", metadata: { tls: { serverName: "www.example.org", version: "TLS 1.3", subject: "CN=x", ja3: "abc" } } } } },
  { name: "http", event: { ...common, event_type: "http", http: { hostname: "a.example", url: "/x", http_user_agent: "curl", http_method: "GET", status: 200, length: 5 } }, want: { app: "HTTP", extras: { hostname: "a.example", info: "/x", metadata: { http: { host: "a.example", url: "/x", userAgent: "curl", method: "GET", status: 200, bytes: 5 } } } } },
  { name: "dns, version 1", event: { ...common, event_type: "dns", dns: { type: "answer", rrname: "a.example", rrtype: "A", rdata: "10.0.0.9", rcode: "NOERROR" } }, want: { app: "DNS", extras: { hostname: "a.example", metadata: { dns: { query: "a.example", queryTypeName: "A", replyCodeName: "NOERROR", answers: ["10.0.0.9"] } } } } },
  { name: "dns, version 2", event: { ...common, event_type: "dns", dns: { version: 2, type: "answer", rrname: "a.example", rrtype: "A", answers: [{ rrname: "a.example", rdata: "10.0.0.9" }, { rdata: "10.0.0.8" }] } }, want: { extras: { hostname: "a.example", metadata: { dns: { answers: ["10.0.0.9", "10.0.0.8"] } } } } },
  { name: "dns, version 3", event: { ...common, event_type: "dns", dns: { version: 3, type: "request", queries: [{ rrname: "b.example", rrtype: "AAAA" }] } }, want: { extras: { hostname: "b.example", metadata: { dns: { query: "b.example", queryTypeName: "AAAA" } } } } },
  { name: "dns, grouped", event: { ...common, event_type: "dns", dns: { version: 2, rrname: "a.example", grouped: { A: ["10.0.0.9"] } } }, want: { extras: { metadata: { dns: { answers: ["10.0.0.9"] } } } } },
  { name: "ssh", event: { ...common, event_type: "ssh", ssh: { client: { software_version: "OpenSSH_9", hassh: { hash: "h1" } }, server: { software_version: "OpenSSH_8" } } }, want: { app: "SSH", extras: { metadata: { ssh: { clientVersion: "OpenSSH_9", hasshClient: "h1", serverVersion: "OpenSSH_8" } } } } },
  { name: "fileinfo", event: { ...common, event_type: "fileinfo", app_proto: "http", fileinfo: { filename: "/a.exe", size: 9, sha256: "ff", stored: false } }, want: { app: "HTTP", extras: { metadata: { fileinfo: { filename: "/a.exe", size: 9, sha256: "ff", stored: false } } } } },
  { name: "smb", event: { ...common, event_type: "smb", smb: { command: "SMB2_COMMAND_CREATE", filename: "x", dialect: "3.11" } }, want: { extras: { metadata: { smb: { command: "SMB2_COMMAND_CREATE", filename: "x", dialect: "3.11" } } } } },
  { name: "quic", event: { ...common, proto: "UDP", event_type: "quic", quic: { version: "1", sni: "q.example", ua: "x" } }, want: { app: "QUIC", ipProtocol: 17, extras: { hostname: "q.example" } } },
  { name: "dhcp", event: { ...common, proto: "UDP", event_type: "dhcp", dhcp: { dhcp_type: "ack", client_mac: "00:11:22:33:44:55", assigned_ip: "10.0.0.5", hostname: "laptop" } }, want: { app: "DHCP", extras: { srcName: "laptop", metadata: { dhcp: { assignedIp: "10.0.0.5" } } } } },
  { name: "anomaly", event: { ...common, event_type: "anomaly", anomaly: { type: "stream", event: "stream.pkt_invalid_ack" } }, want: { extras: { metadata: { anomaly: { type: "stream", event: "stream.pkt_invalid_ack" } } } } },
  { name: "alert", event: { ...common, event_type: "alert", direction: "to_server", app_proto: "http", alert: { action: "blocked", signature_id: 2_001, signature: "ET BAD \u001b[31m", category: "Trojan", severity: 1 }, flow: { pkts_toserver: 4, pkts_toclient: 3, bytes_toserver: 400, bytes_toclient: 300, start: "2026-01-02T03:04:00+0100" } }, want: { packets: 4, reverseBytes: 300, marks: COUNTERS_ARE_TOTALS | SRC_IS_CLIENT, extras: { alerts: [{ from: "suricata", signature: "ET BAD ?[31m", signatureId: 2_001, category: "Trojan", score: 200 }], metadata: { firewall: { action: "blocked" } } } } },
]
for (const { name, event, want } of tables) test(`event ${name}`, () => expect(take(event).rows).toMatchObject([want]))

test("the flow's own event repeats what others said of it, but no alert", () => {
  const { rows } = take({ ...common, event_type: "tls", tls: { sni: "a.example" } }, { ...common, event_type: "alert", alert: { signature: "x", severity: 2 } }, { ...flow, app_proto: undefined }, flow)
  expect(rows[2]).toMatchObject({ app: "TLS", packets: 10, extras: { hostname: "a.example", metadata: { tls: { serverName: "a.example" } } } })
  expect(rows[2].extras).not.toHaveProperty("alerts")
  expect(rows[3].extras).toBeUndefined()
})

test("two Suricatas may give one flow id to different flows", () => {
  const points = new ObservationPoints()
  const block = new RecordBlock(points, 4)
  const decoder = new EveDecoder()
  const [one, other] = [1, 2].map((domain) => points.numberOf("syslog", Uint32Array.of(0, 0, 0xffff, 1), domain))
  decoder.take(JSON.stringify({ ...common, event_type: "tls", tls: { sni: "a.example" } }), one, AT_US, block)
  for (const point of [other, one]) decoder.take(JSON.stringify(flow), point, AT_US, block)
  expect([block.extras[1]?.hostname, block.extras[2]?.hostname]).toEqual([undefined, "a.example"])
})

const malformed = [
  { line: "{", says: "line-malformed" }, { line: "[]", says: "line-malformed" }, { line: "null", says: "line-malformed" }, { line: "{}", says: "event-type-missing" },
  { line: '{"event_type":"stats","stats":{}}', says: "other" }, { line: '{"event_type":"alert"}', says: "other" }, { line: JSON.stringify({ ...flow, src_ip: "10.0.0.300" }), says: "addresses-malformed" },
  { line: JSON.stringify({ ...flow, dest_ip: "2001:db8::1" }), says: "addresses-malformed" }, { line: JSON.stringify({ ...flow, flow: [1], tcp: "x", timestamp: 5, vlan: {}, proto: {} }), says: "record" },
]
for (const { line, says } of malformed) test(`malformed: ${line.slice(0, 50)} is ${says}`, () => expect(takeLines(new EveDecoder(), [line]).said).toEqual([says]))

test("whatever a line is, nothing throws, and each is one thing", () => {
  const decoder = new EveDecoder()
  const value = fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.object({ maxDepth: 2 }), fc.array(fc.integer(), { maxLength: 3 }))
  const keys = fc.constantFrom("timestamp", "flow_id", "event_type", "src_ip", "proto", "vlan", "flow", "tls", "dns", "http", "alert", "ssh", "dhcp", "ether", "app_proto", "tcp", "quic")
  fc.assert(fc.property(fc.constantFrom(...tables.map(({ event }) => event)), fc.dictionary(keys, value, { maxKeys: 4 }), fc.integer({ min: 0, max: 600 }), (event, changes, cut) => {
    const text = JSON.stringify({ ...event, ...changes })
    const { said, rows } = takeLines(decoder, [text, text.slice(0, cut)])
    expect(said.filter((one) => one === "record")).toHaveLength(rows.length)
  }), { numRuns: 1000 })
})

// ── sources
async function open(spec: string): Promise<RecordSource> {
  const source = openAnySource(spec)
  if (source.yields !== "records") throw new Error("a source of packets")
  await source.open()
  return source
}
function ports(source: RecordSource): number[] {
  const list: number[] = []
  for (let block = source.poll(); block !== null; block = source.poll()) for (let at = 0; at < block.count; at++) list.push(block.srcPort[at])
  return list
}
const line = (port: number) => `${JSON.stringify({ ...flow, src_port: port })}\n`

test("a file is followed over rotation and truncation, and half a line waits for its end", async () => {
  const file = path.join(folder, "eve.json")
  writeFileSync(file, line(1) + line(2).slice(0, 50))
  const source = await open(`eve://${file}`)
  expect(ports(source)).toEqual([1])
  appendFileSync(file, line(2).slice(50))
  expect(ports(source)).toEqual([2])
  appendFileSync(file, line(3))
  renameSync(file, `${file}.1`)
  expect(ports(source)).toEqual([3])
  writeFileSync(file, line(4))
  appendFileSync(`${file}.1`, "")
  expect(ports(source)).toEqual([4])
  truncateSync(file)
  expect(ports(source)).toEqual([])
  appendFileSync(file, `garbage\n${line(5)}`)
  expect(ports(source)).toEqual([5])
  expect(source.ended).toBe(false)
  expect(source.counters()).toEqual({ received: 5, filtered: 0, dropped: {}, datagrams: { received: 6, dropped: { "line-malformed": 1 } } })
  expect(source.points.at(1)).toMatchObject({ exporter: "127.0.0.1" })
  await source.close()
})

test("?once reads to the end, the last line without its end too", async () => {
  const file = path.join(folder, "once.json")
  writeFileSync(file, line(1) + line(2).trimEnd())
  const source = await open(`eve://${file}?once`)
  expect([source.kind, ports(source), source.ended]).toEqual(["file", [1, 2], true])
  await source.close()
  await expect(open(`eve://${file}.not-there`)).rejects.toBeInstanceOf(SourceError)
})

test("a Unix socket", async () => {
  const at = path.join(folder, "eve.sock")
  const source = await open(`eve+unix://${at}`)
  const socket = connect(at)
  socket.end(line(1) + line(2))
  const got: number[] = []
  while (got.length < 2) {
    await source.wait(1000)
    got.push(...ports(source))
  }
  expect(got).toEqual([1, 2])
  await source.close()
})

test("an alert and what else was said, a quarter of an hour before the flow's own event: one flow, while other traffic moves the clock", async () => {
  const file = path.join(folder, "late.json")
  const at = (minute: number) => `2026-01-02T03:${String(minute).padStart(2, "0")}:00.000000+0000`
  const other = (minute: number) => ({ ...common, timestamp: at(minute), flow_id: 1000 + minute, src_port: 20_000 + minute, event_type: "netflow", netflow: { pkts: 1, bytes: 60, start: at(minute), end: at(minute) } })
  const end = { ...flow, timestamp: at(20), flow: { ...flow.flow, start: at(0), end: at(10) } }
  const said = ["tls", "alert", "fileinfo"].map((type, i) => ({ ...common, timestamp: at(i), event_type: type, tls: { sni: "www.example.org" }, alert: { signature: "bad", signature_id: 7, severity: 1 }, fileinfo: { filename: "x.exe" } }))
  const events = [...said, ...[4, 7, 10, 13, 16].map(other), end, ...[25, 26, 58].map(other)]
  writeFileSync(file, events.map((event) => `${JSON.stringify(event)}\n`).join(""))
  const source = await open(`eve://${file}?once`)
  const ended: FlowRow[] = []
  const engine = createEngine({
    interfaceName: "eve", interfaceId: 1, localNetworks: [], maxFlows: 1000, maxHosts: 100, flowIdleSeconds: source.flowIdleSeconds?.() ?? 150, hostIdleSeconds: 600, activeSliceSeconds: 0, harvestSeconds: 1,
    inspect: true, account: true, entropy: false, decapsulate: true, hashSeed: 1, facts: { country: () => "", asn: () => 0, asName: () => "", vendor: () => "" }, hostAliases: {}, observationPoints: source.points,
  }, { onEndedFlow: (row) => ended.push(row) })
  for (let block = source.poll(); block !== null; block = source.poll()) engine.processRecords(block)
  engine.finish()
  const its = ended.filter(({ clientPort }) => clientPort === common.src_port)
  expect(its).toHaveLength(1)
  expect(its[0]).toMatchObject({ packets: 22, bytes: 6000, hostname: "www.example.org", metadata: { tls: { serverName: "www.example.org" }, fileinfo: { filename: "x.exe" } } })
  expect(JSON.stringify(its[0])).toContain('"bad"')
  await source.close()
})

const hasPerl = spawnSync("perl", ["-MSocket", "-e", "1"]).status === 0
if (!hasPerl) console.warn("SKIPPED: datagrams out of a Unix socket: perl is missing (apt-get install perl-base)")

test.skipIf(!hasPerl || !hasUdpCalls)("a Unix socket of datagrams: one line each, with or without its end; what was left there makes room", async () => {
  const at = path.join(folder, "eve-dgram.sock")
  await (await open(`eve+unix://${at}?dgram`)).close()
  const source = await open(`eve+unix://${at}?dgram`)
  const again = await open(`eve+unix://${at}?dgram`)
  const script = `socket(S, PF_UNIX, SOCK_DGRAM, 0) && connect(S, sockaddr_un(shift)) or die $!; setsockopt(S, SOL_SOCKET, SO_SNDBUF, 1 << 20); send(S, $_, 0) // die $! for @ARGV; send(S, "x" x 300_000, 0)`
  const sender = spawn("perl", ["-MSocket", "-e", script, at, line(1), line(2).trimEnd(), "garbage", line(3)], { stdio: ["ignore", "ignore", "inherit"] })
  const ended = once(sender, "close")
  const got: number[] = []
  while (got.length < 3 || sender.exitCode === null) {
    await again.wait(1000)
    got.push(...ports(again))
  }
  got.push(...ports(again))
  expect(await ended).toEqual([0, null])
  expect(got).toEqual([1, 2, 3])
  expect(ports(source)).toEqual([])
  const { datagrams } = again.counters()
  expect([datagrams?.dropped["line-malformed"], datagrams?.dropped["line-too-long"] ?? 0]).toEqual([1, 1])
  await source.close()
  await again.close()
})

test("a socket that can't be opened says why", async () => {
  await expect(open(`eve+unix://${path.join(folder, "x".repeat(120))}?dgram`)).rejects.toThrow("longer than 107 bytes")
  if (hasUdpCalls) await expect(open(`eve+unix://${folder}/not-there/eve.sock?dgram`)).rejects.toThrow("can't be listened at: No such file or directory")
})
