// What elements mean to a record: one row per kind of exporter or rule.
import { AT_EGRESS, AT_INGRESS, COUNTERS_ARE_TOTALS, DST_IS_CLIENT, FLOW_IS_OVER, FRAME, type RecordBlock, SRC_IS_CLIENT } from "@netweir/engine/records/record-block.ts"
import { formatIp } from "@netweir/engine/addresses/ip-text.ts"
import { protocolId } from "@netweir/model"
import { describe, expect, test } from "vitest"
import { CERT, CISCO, NPROBE, REVERSE } from "./element-key.ts"
import { collect, flowText, TEST_NOW_US } from "./testing-collect.ts"
import * as make from "./testing-datagrams.ts"

type Cell = readonly [field: make.TestField, value: make.TestValue]
const ends: readonly Cell[] = [[[8, 4], "10.0.0.1"], [[12, 4], "10.0.0.2"], [[7, 2], 40_000], [[11, 2], 443], [[4, 1], 6]]
const counts: readonly Cell[] = [[[1, 8], 200], [[2, 8], 2]]
const v6 = (last: number) => Uint8Array.of(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last)
const none6 = new Uint8Array(16)
const nowMs = make.TEST_SECONDS * 1000
const ntp = (us: number) => (BigInt(Math.floor(us / 1e6) + 2_208_988_800) << 32n) | (BigInt(Math.round((us % 1e6) * 4_294.967296)))

interface Case {
  readonly name: string
  readonly cells: readonly Cell[]
  readonly version?: 9
  /** Of slot 0, only these columns. */
  readonly want?: Partial<Record<keyof RecordBlock, unknown>>
  readonly src?: string
  readonly dst?: string
  readonly nextHop?: string
  readonly marks?: number
  readonly oddities?: Record<string, number>
}

const cases: readonly Case[] = [
  { name: "counters shortened to four and three bytes", cells: [...ends, [[1, 4], 4_000_000_000], [[2, 3], 16_000_000]], want: { bytes: 4_000_000_000, packets: 16_000_000 } },
  { name: "counters of eight bytes", cells: [...ends, [[1, 8], 9_007_199_254_740_991n], [[2, 8], 5_000_000_000n]], want: { bytes: 9_007_199_254_740_991, packets: 5_000_000_000 } },
  { name: "counters of five to seven bytes", cells: [...ends, [[1, 7], 1_099_511_627_777n * 2n], [[2, 5], 5_000_000_000n]], want: { bytes: 2_199_023_255_554, packets: 5_000_000_000 } },
  { name: "totals", cells: [...ends, [[85, 8], 200], [[86, 8], 2]], marks: COUNTERS_ARE_TOTALS, want: { bytes: 200, packets: 2 } },
  { name: "deltas go before totals", cells: [...ends, [[85, 8], 999], [[86, 8], 9], ...counts], marks: 0, want: { bytes: 200, packets: 2 } },
  {
    name: "initiator and responder", cells: [...ends, [[231, 8], 100], [[232, 8], 900], [[298, 8], 1], [[299, 8], 9]], marks: COUNTERS_ARE_TOTALS | SRC_IS_CLIENT,
    want: { bytes: 100, reverseBytes: 900, packets: 1, reversePackets: 9 },
  },
  { name: "biflow (RFC 5103)", cells: [...ends, ...counts, [[1, 8, REVERSE], 900], [[2, 8, REVERSE], 9], [[6, 1], 2], [[6, 1, REVERSE], 0x12]], marks: 0, want: { reverseBytes: 900, reversePackets: 9, tcpFlags: 2, reverseTcpFlags: 0x12 } },
  { name: "biflow opened by the destination", cells: [...ends, ...counts, [[239, 1], 2]], marks: DST_IS_CLIENT },
  { name: "biflow opened by the source", cells: [...ends, ...counts, [[239, 1], 1]], marks: SRC_IS_CLIENT },
  { name: "both directions as nProbe and FortiGate tell them", cells: [...ends, ...counts, [[23, 4], 900], [[24, 4], 9]], want: { bytes: 200, packets: 2, reverseBytes: 900, reversePackets: 9 } },
  { name: "counted where it left", version: 9, cells: [...ends, [[23, 4], 900], [[24, 4], 9], [[61, 1], 1]], marks: AT_EGRESS, want: { bytes: 900, packets: 9, reverseBytes: 0 } },
  { name: "counted where it entered", cells: [...ends, ...counts, [[61, 1], 0]], marks: AT_INGRESS },
  { name: "layer 2 bytes when nothing else is told", cells: [...ends, [[352, 8], 300], [[2, 4], 2]], want: { bytes: 300 } },
  { name: "TCP flags of two bytes", cells: [...ends, ...counts, [[6, 2], 0x0112]], want: { tcpFlags: 0x12 } },
  { name: "ended", cells: [...ends, ...counts, [[136, 1], 3]], marks: FLOW_IS_OVER },
  { name: "active timeout", cells: [...ends, ...counts, [[136, 1], 2]], marks: 0 },
  // ── addresses
  { name: "IPv6", cells: [[[27, 16], v6(1)], [[28, 16], v6(2)], [[4, 1], 17], ...counts], src: "2001:db8::1", dst: "2001:db8::2", want: { ipVersion: 6, ipProtocol: 17 } },
  { name: "IPv4 in a template for both", cells: [...ends, [[27, 16], none6], [[28, 16], none6], ...counts], src: "10.0.0.1", dst: "10.0.0.2", want: { ipVersion: 4 } },
  { name: "IPv6 in a template for both", cells: [[[8, 4], 0], [[12, 4], 0], [[27, 16], v6(1)], [[28, 16], v6(2)], ...counts], src: "2001:db8::1", dst: "2001:db8::2", want: { ipVersion: 6 } },
  { name: "0.0.0.0 in a template for both", cells: [[[8, 4], 0], [[12, 4], "255.255.255.255"], [[27, 16], none6], [[28, 16], none6], ...counts], src: "0.0.0.0", dst: "255.255.255.255", want: { ipVersion: 4 } },
  { name: "nothing but the version in a template for both", cells: [[[8, 4], 0], [[12, 4], 0], [[60, 1], 4], [[27, 16], none6], [[28, 16], none6], ...counts], src: "0.0.0.0", dst: "0.0.0.0", want: { ipVersion: 4 } },
  { name: "one side only", cells: [[[8, 4], "10.0.0.1"], ...counts], src: "10.0.0.1", dst: "0.0.0.0", want: { ipVersion: 4 } },
  { name: "IPv4 written as IPv6", cells: [[[27, 16], Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 10, 0, 0, 1)], [[28, 16], Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 10, 0, 0, 2)], ...counts], src: "10.0.0.1", want: { ipVersion: 4 } },
  { name: "no addresses", cells: [[[56, 6], 0x020000000001], ...counts], want: { ipVersion: 0, srcMacHigh: 0x0200, srcMacLow: 1 } },
  { name: "prefixes when no address is told", cells: [[[44, 4], "10.0.0.0"], [[45, 4], "10.1.0.0"], ...counts], src: "10.0.0.0", dst: "10.1.0.0" },
  { name: "Cisco AVC: client and server", version: 9, cells: [[[45_004, 4], "10.0.0.1"], [[45_005, 4], "10.0.0.2"], [[45_008, 2], 40_000], [[45_009, 2], 443], [[4, 1], 6], ...counts], src: "10.0.0.1", dst: "10.0.0.2", marks: SRC_IS_CLIENT, want: { srcPort: 40_000, dstPort: 443 } },
  { name: "ports by protocol", cells: [...ends.filter(([[id]]) => id !== 7 && id !== 11), [[180, 2], 0], [[181, 2], 0], [[182, 2], 1234], [[183, 2], 80], ...counts], want: { srcPort: 1234, dstPort: 80 } },
  { name: "MAC addresses", cells: [...ends, ...counts, [[56, 6], 0x0200000000aa], [[57, 6], 0x0200000000bb]], want: { srcMacHigh: 0x0200, srcMacLow: 0xaa, dstMacHigh: 0x0200, dstMacLow: 0xbb } },
  { name: "no MAC", cells: [...ends, ...counts, [[56, 6], 0]], want: { srcMacHigh: -1 } },
  { name: "VLAN", cells: [...ends, ...counts, [[58, 2], 0xf00a], [[59, 2], 99]], want: { vlan: 10 } },
  { name: "802.1Q", cells: [...ends, ...counts, [[243, 2], 12]], want: { vlan: 12 } },
  { name: "TTL, the lowest", cells: [...ends, ...counts, [[53, 1], 64], [[52, 1], 60]], want: { ttl: 60 } },
  { name: "class of service", cells: [...ends, ...counts, [[5, 1], 0xb8]], want: { dscp: 46 } },
  { name: "where", cells: [...ends, ...counts, [[10, 4], 3], [[14, 2], 4], [[16, 4], 64_500], [[17, 2], 15_169], [[9, 1], 24], [[13, 1], 16], [[15, 4], "192.0.2.7"], [[234, 4], 77]], nextHop: "192.0.2.7", want: { inIf: 3, outIf: 4, srcAs: 64_500, dstAs: 15_169, srcMask: 24, dstMask: 16, vrf: 77 } },
  { name: "BGP next hop when there is no other", cells: [...ends, ...counts, [[18, 4], "192.0.2.8"]], nextHop: "192.0.2.8" },
  // ── ICMP
  { name: "ICMP in the destination port", cells: [...ends.slice(0, 2), [[7, 2], 0], [[11, 2], 0x0303], [[4, 1], 1], ...counts], want: { icmpTypeCode: 0x0303, dstPort: 0, srcPort: 0 } },
  { name: "ICMP in a field of its own", cells: [...ends.slice(0, 2), [[7, 2], 9], [[11, 2], 9], [[4, 1], 1], [[32, 2], 0x0800], ...counts], want: { icmpTypeCode: 0x0800, dstPort: 0 } },
  { name: "ICMP in two fields", cells: [...ends.slice(0, 2), [[4, 1], 1], [[176, 1], 3], [[177, 1], 1], ...counts], want: { icmpTypeCode: 0x0301 } },
  { name: "ICMPv6", cells: [[[27, 16], v6(1)], [[28, 16], v6(2)], [[4, 1], 58], [[139, 2], 0x8000], ...counts], want: { icmpTypeCode: 0x8000 } },
  // ── times
  { name: "milliseconds", cells: [...ends, ...counts, [[152, 8], nowMs - 5000], [[153, 8], nowMs - 1000]], want: { firstSeenUs: TEST_NOW_US - 5e6, lastSeenUs: TEST_NOW_US - 1e6 } },
  { name: "seconds", cells: [...ends, ...counts, [[150, 4], make.TEST_SECONDS - 5], [[151, 4], make.TEST_SECONDS - 1]], want: { firstSeenUs: TEST_NOW_US - 5e6, lastSeenUs: TEST_NOW_US - 1e6 } },
  { name: "NTP microseconds", cells: [...ends, ...counts, [[154, 8], ntp(TEST_NOW_US - 5e6)], [[155, 8], ntp(TEST_NOW_US - 1e6)]], want: { firstSeenUs: TEST_NOW_US - 5e6, lastSeenUs: TEST_NOW_US - 1e6 } },
  { name: "plain microseconds where NTP should be", cells: [...ends, ...counts, [[154, 8], TEST_NOW_US - 5e6], [[155, 8], TEST_NOW_US - 1e6]], want: { firstSeenUs: TEST_NOW_US - 5e6, lastSeenUs: TEST_NOW_US - 1e6 } },
  { name: "microseconds before the export", cells: [...ends, ...counts, [[158, 4], 5_000_000], [[159, 4], 1_000_000]], want: { firstSeenUs: TEST_NOW_US - 5e6, lastSeenUs: TEST_NOW_US - 1e6 } },
  { name: "end and duration", cells: [...ends, ...counts, [[153, 8], nowMs - 1000], [[161, 4], 4000]], want: { firstSeenUs: TEST_NOW_US - 5e6, lastSeenUs: TEST_NOW_US - 1e6 } },
  { name: "one time stands for both", cells: [...ends, ...counts, [[323, 8], nowMs - 1000]], want: { firstSeenUs: TEST_NOW_US - 1e6, lastSeenUs: TEST_NOW_US - 1e6 } },
  { name: "uptime of IPFIX with the boot time in the record", cells: [...ends, ...counts, [[22, 4], 5000], [[21, 4], 9000], [[160, 8], nowMs - 10_000]], want: { firstSeenUs: TEST_NOW_US - 5e6, lastSeenUs: TEST_NOW_US - 1e6 } },
  { name: "uptime of IPFIX without boot time is nothing", cells: [...ends, ...counts, [[22, 4], 5000], [[21, 4], 9000]], want: { firstSeenUs: 0, lastSeenUs: 0 } },
  { name: "uptime of v9", version: 9, cells: [...ends, ...counts, [[22, 4], make.TEST_UPTIME_MS - 5000], [[21, 4], make.TEST_UPTIME_MS - 1000]], want: { firstSeenUs: TEST_NOW_US - 5e6, lastSeenUs: TEST_NOW_US - 1e6 } },
  { name: "uptime that wrapped since the flow began", version: 9, cells: [...ends, ...counts, [[22, 4], 0xffffffff - 4999 + make.TEST_UPTIME_MS - make.TEST_UPTIME_MS], [[21, 4], make.TEST_UPTIME_MS - 1000]], want: { firstSeenUs: TEST_NOW_US - make.TEST_UPTIME_MS * 1000 - 5e6, lastSeenUs: TEST_NOW_US - 1e6 } },
  { name: "times of another century", cells: [...ends, ...counts, [[152, 8], 1000], [[153, 8], 2000]], want: { firstSeenUs: 0, lastSeenUs: 0 }, oddities: { "times-out-of-bounds": 1 } },
  { name: "the end before the beginning", cells: [...ends, ...counts, [[152, 8], nowMs - 1000], [[153, 8], nowMs - 5000]], want: { firstSeenUs: TEST_NOW_US - 5e6, lastSeenUs: TEST_NOW_US - 1e6 }, oddities: { "times-reversed": 1 } },
  { name: "a year in the future", cells: [...ends, ...counts, [[152, 8], nowMs], [[153, 8], nowMs + 31_536_000_000]], want: { firstSeenUs: 0, lastSeenUs: 0 }, oddities: { "times-out-of-bounds": 1 } },
  // ── sampling in the record
  { name: "sampled one in 64", cells: [...ends, ...counts, [[34, 4], 64]], want: { samplingRate: 64, bytes: 200 } },
  { name: "sampling of zero is none", cells: [...ends, ...counts, [[34, 4], 0]], want: { samplingRate: 1 } },
  // ── what
  { name: "nProbe: application by number", cells: [...ends, ...counts, [[118, 2, NPROBE], 5]], want: { appProtocol: 5 } },
  { name: "nProbe in v9: application by two numbers as text", version: 9, cells: [...ends, ...counts, [[57_590, 8], "91.133"]], want: { masterProtocol: 91, appProtocol: 133 } },
  { name: "nProbe: application by name", cells: [...ends, ...counts, [[119, "v", NPROBE], "TLS.NetFlix"]], want: { masterProtocol: protocolId("TLS"), appProtocol: protocolId("NetFlix") } },
  { name: "SiLK application", cells: [...ends, ...counts, [[33, 2, CERT], 443]], want: { masterProtocol: protocolId("TLS"), appProtocol: protocolId("TLS") } },
  { name: "PAN-OS App-ID and user", version: 9, cells: [...ends, ...counts, [[56_701, 32], "web-browsing"], [[56_702, 64], "acme\\ann"]], want: { appProtocol: protocolId("HTTP"), extras: { metadata: { firewall: { user: "acme\\ann" } } } } },
  {
    name: "HTTP", cells: [...ends, ...counts, [[459, "v"], "GET"], [[460, "v"], "WWW.example.org"], [[461, "v"], "/a"], [[457, 2], 404], [[468, "v"], "curl/8"]],
    want: { extras: { hostname: "www.example.org", metadata: { http: { method: "GET", host: "WWW.example.org", url: "/a", status: 404, userAgent: "curl/8" } } } },
  },
  { name: "DNS and TLS names of nProbe", cells: [...ends, ...counts, [[205, "v", NPROBE], "example.net"], [[207, 2, NPROBE], 28], [[208, 1, NPROBE], 3], [[188, "v", NPROBE], ""]], want: { extras: { hostname: "example.net", metadata: { dns: { query: "example.net", queryType: 28, replyCode: 3 } } } } },
  { name: "latencies of nProbe", cells: [...ends, ...counts, [[123, 4, NPROBE], 12], [[124, 4, NPROBE], 0x41480000], [[125, 4, NPROBE], 0]], want: { extras: { clientRttUs: 12_000, serverRttUs: 12_500 } } },
  { name: "NBAR2: host in a sub-field", cells: [...ends, ...counts, [[12_235, "v", CISCO], make.concat(Uint8Array.of(3, 0, 0, 80), make.u16(13_314), new TextEncoder().encode("example.org"))]], want: { extras: { hostname: "example.org", metadata: { http: { host: "example.org" } } } } },
  { name: "text with controls and too long", cells: [...ends, ...counts, [[461, "v"], `/\u0007\u001b[31m${"a".repeat(2000)}`]], want: { extras: { metadata: { http: { url: `/??[31m${"a".repeat(505)}` } } } } },
  { name: "MPLS labels", cells: [...ends, ...counts, [[70, 3], 0x000640], [[71, 3], 0x000c81], [[72, 3], 0]], want: { extras: { metadata: { mpls: { labels: [100, 200] } } } } },
  { name: "Wi-Fi", cells: [...ends, ...counts, [[147, 32], "guests"], [[365, 6], 0x0200000000aa]], want: { extras: { metadata: { wifi: { ssid: "guests", stationMac: "0200000000aa" } } } } },
  { name: "dropped by an ACL", cells: [...ends, ...counts, [[89, 1], 129]], want: { extras: { metadata: { forwarding: { status: "dropped: ACL deny" } } } } },
  { name: "forwarded needs no words", cells: [...ends, ...counts, [[89, 1], 64]], want: { extras: undefined } },
  { name: "forwarding status of four bytes", cells: [...ends, ...counts, [[89, 4], 130]], want: { extras: { metadata: { forwarding: { status: "dropped: ACL drop" } } } } },
  // ── translation, firewalls
  { name: "translated source", cells: [...ends, ...counts, [[225, 4], "203.0.113.5"], [[226, 4], "10.0.0.2"], [[227, 2], 1024], [[228, 2], 443]], want: { extras: { metadata: { nat: { srcIp: "203.0.113.5", srcPort: 1024 } } } } },
  { name: "nothing translated", cells: [...ends, ...counts, [[225, 4], "10.0.0.1"], [[226, 4], 0], [[227, 2], 40_000], [[228, 2], 0]], want: { extras: undefined } },
  { name: "translated to IPv6", cells: [...ends, ...counts, [[281, 16], v6(9)]], want: { extras: { metadata: { nat: { srcIp: "2001:db8::9" } } } } },
  {
    name: "NSEL: session torn down, counters are what is new", version: 9, marks: SRC_IS_CLIENT | FLOW_IS_OVER,
    cells: [...ends, [[231, 4], 100], [[232, 4], 900], [[233, 1], 2], [[33_002, 2], 2001], [[40_001, 4], "203.0.113.5"], [[40_003, 2], 999], [[40_000, 20], "ann"], [[33_000, 12], make.u32(1, 2, 3)]],
    want: { bytes: 100, reverseBytes: 900, extras: { metadata: { firewall: { event: "deleted", extendedEvent: 2001, user: "ann", ingressAcl: "000000010000000200000003" }, nat: { srcIp: "203.0.113.5", srcPort: 999 } } } },
  },
  { name: "NSEL of old: event 40005", version: 9, cells: [...ends, [[40_005, 1], 3], [[33_002, 2], 1001]], marks: 0, want: { extras: { metadata: { firewall: { event: "denied", extendedEvent: 1001 } } } } },
  { name: "NEL: session created", cells: [...ends, [[230, 1], 4], [[323, 8], nowMs]], want: { extras: { metadata: { nat: { event: "nat44-session-created" } } } } },
  { name: "VMware: tenant", cells: [...ends, ...counts, [[880, 1, 6876], 6], [[881, 4, 6876], "192.168.1.1"], [[886, 2, 6876], 22]], want: { extras: { metadata: { tenant: { ipProtocol: 6, srcIp: "192.168.1.1", dstPort: 22 } } } } },
  { name: "what nobody knows is kept", cells: [...ends, ...counts, [[100, 4, 4711], 5], [[101, "v", 4711], "words"], [[148, 8], 77], [[999, 4], 1]], want: { extras: { unknown: { "4711.100": 5, "4711.101": 0x776f726473, flowId: "000000000000004d", 999: 1 } } } },
  { name: "a length that no address has is stepped over", cells: [...ends, ...counts, [[15, 3], 1]], nextHop: "::" },
]

function decoded({ cells, version }: Case) {
  const fields = cells.map(([field]) => field)
  const values = cells.map(([, value]) => value)
  return version === 9
    ? make.v9({}, make.v9Template(256, fields), make.dataSet(256, fields, [values]))
    : make.ipfix({}, make.ipfixTemplate(256, fields), make.dataSet(256, fields, [values]))
}

describe("meaning of elements", () => {
  for (const one of cases) {
    test(one.name, () => {
      const { block, decoder } = collect([decoded(one)], { keepUnknown: true })
      expect(block.count).toBe(1)
      const want = one.want ?? {}
      const got = Object.fromEntries(Object.keys(want).map((name) => [name, (block[name as keyof RecordBlock] as ArrayLike<unknown>)[0]]))
      expect(got).toEqual(want)
      if (one.marks !== undefined) expect(block.marks[0]).toBe(one.marks)
      if (one.src !== undefined) expect(formatIp(block.src, 0)).toBe(one.src)
      if (one.dst !== undefined) expect(formatIp(block.dst, 0)).toBe(one.dst)
      if (one.nextHop !== undefined) expect(formatIp(block.nextHop, 0)).toBe(one.nextHop)
      expect(decoder.counters().oddities).toEqual(one.oddities ?? {})
    })
  }
})

test("v8: prefixes, and prefixes with ports", () => {
  const ports = make.concat(make.u32(1, 2, 200, make.TEST_UPTIME_MS - 2000, make.TEST_UPTIME_MS - 1000, 0x0a000000, 0x0b000000), make.u16(1000, 53), Uint8Array.of(8, 16, 0, 17), make.u16(3, 4))
  const { block } = collect([make.v8({}, 14, ports)])
  expect(flowText(block, 0)).toBe("17 10.0.0.0:1000 > 11.0.0.0:53 2/200")
  expect([block.dstMask[0], block.srcMask[0], block.inIf[0], block.outIf[0]]).toEqual([8, 16, 3, 4])
  const full = make.concat(make.u32(0x0b000001, 0x0a000001), make.u16(53, 1000), make.u32(2, 200, make.TEST_UPTIME_MS - 2000, make.TEST_UPTIME_MS - 1000), make.u16(4, 3), Uint8Array.of(0, 17, 0, 0), make.u32(0, 0))
  expect(flowText(collect([make.v8({ sequence: 1 }, 8, full)]).block, 0)).toBe("17 10.0.0.1:1000 > 11.0.0.1:53 2/200")
})

test("a sampled packet is handed over as it is", () => {
  const fields: readonly make.TestField[] = [[312, 2], [315, "v"], [305, 4], [302, 8]]
  const packet = Uint8Array.from({ length: 80 }, (_, i) => i)
  const { block } = collect([make.ipfix({}, make.ipfixTemplate(256, fields), make.dataSet(256, fields, [[1514, packet, 1, 1], [60, packet.subarray(0, 40), 1, 1]]))])
  expect([block.kind[0], block.kind[1]]).toEqual([FRAME, FRAME])
  expect([block.frameLinkType[0], block.frameWireBytes[0], block.frameCapturedBytes[0], block.frameWireBytes[1]]).toEqual([1, 1514, 80, 60])
  expect(block.frames.subarray(block.frameStart[1], block.frameStart[1] + block.frameCapturedBytes[1])).toEqual(packet.subarray(0, 40))
})

test("lists of YAF say something about the flow that holds them (RFC 6313)", () => {
  const http: readonly make.TestField[] = [[112, "v", CERT], [117, "v", CERT], [8, 4]]
  const inner = make.record(http, ["GET", "example.org", "192.0.2.99"])
  const multi = make.concat(Uint8Array.of(3), make.u16(302, 4 + inner.length), inner)
  const agents = make.concat(Uint8Array.of(3), make.u16(111 | 0x8000, 0xffff), make.u32(CERT), Uint8Array.of(4), new TextEncoder().encode("curl"))
  const fields: readonly make.TestField[] = [[8, 4], [12, 4], [1, 4], [293, "v"], [291, "v"]]
  const { block, decoder } = collect([make.ipfix({}, make.ipfixTemplate(302, http), make.ipfixTemplate(301, fields), make.dataSet(301, fields, [["10.0.0.1", "10.0.0.2", 200, multi, agents]]))])
  expect(block.extras[0]).toEqual({ hostname: "example.org", metadata: { http: { method: "GET", host: "example.org", userAgent: "curl" } } })
  expect(formatIp(block.src, 0)).toBe("10.0.0.1")
  expect(decoder.counters().oddities).toEqual({})
})
