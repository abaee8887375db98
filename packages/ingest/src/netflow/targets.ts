// What known elements do to a record: one line per element. Where several elements of a template tell the same thing, the one with the
// lowest rank counts.
import { COUNTERS_ARE_TOTALS, SRC_IS_CLIENT } from "@netweir/engine/records/record-block.ts"
import { CERT, CISCO, elementKey, IANA, NETSCALER, NPROBE, PALO_ALTO, REVERSE, VMWARE } from "./element-key.ts"
import { firewallEvents, natEvents } from "../records/event-names.ts"
import { ja4, mplsLabel, number, numberOrText, text, hex, hostname, measure, endName, word, addressV4 } from "./extras.ts"
import { applicationId, firewallEvent, framePayload, frameSize, frameType, latencyMs, list, natAddress, nprobeApplication, nprobeApplicationName, silkApplication, subApplication } from "./targets-special.ts"
import { beforeExport, column, columnUnlessZero, counter, extra, extraUnlessZero, ipv4, ipv6, mac, ntpTime, remember, type Snippet, tell, time, uptime } from "./snippets.ts"

export interface Target {
  readonly key: number
  /** What it tells. Elements of one template with the same word exclude each other; null = all of them run. */
  readonly tells: string | null
  readonly rank: number
  readonly snippet: Snippet
  /** Must run before the others (fixed layouts only): they read what it sets. */
  readonly early?: boolean
}

const totals = `$marks[s] |= ${COUNTERS_ARE_TOTALS}`
const initiatorTotals = `$marks[s] |= ${COUNTERS_ARE_TOTALS | SRC_IS_CLIENT}`
const dscp = (name: string): Snippet => (length) => length === 1 ? `$${name}[s] = bytes[at] >> 2` : null
const asClient = (snippet: Snippet, mark: number): Snippet => (length, isDual) => {
  const code = snippet(length, isDual)
  return code === null ? null : `${code}; $marks[s] |= ${mark}`
}
const forwardingReasons = {
  0: "unknown", 64: "forwarded", 65: "forwarded: fragmented", 66: "forwarded: not fragmented", 128: "dropped", 129: "dropped: ACL deny", 130: "dropped: ACL drop", 131: "dropped: unroutable",
  132: "dropped: adjacency", 133: "dropped: fragmentation and DF set", 134: "dropped: bad header checksum", 135: "dropped: bad total length", 136: "dropped: bad header length",
  137: "dropped: bad TTL", 138: "dropped: policer", 139: "dropped: WRED", 140: "dropped: RPF", 141: "dropped: for us", 142: "dropped: bad output interface", 143: "dropped: hardware",
  192: "consumed", 193: "consumed: punt adjacency", 194: "consumed: incomplete adjacency", 195: "consumed: for us",
}

type Row = readonly [enterprise: number, id: number, tells: string | null, rank: number, snippet: Snippet, early?: boolean]

const rows: readonly Row[] = [
  // ── who
  [IANA, 8, "src4", 0, ipv4("src")], [IANA, 12, "dst4", 0, ipv4("dst")], [IANA, 27, "src6", 0, ipv6("src")], [IANA, 28, "dst6", 0, ipv6("dst")],
  [IANA, 44, "src4", 2, ipv4("src")], [IANA, 45, "dst4", 2, ipv4("dst")], [IANA, 170, "src6", 2, ipv6("src")], [IANA, 169, "dst6", 2, ipv6("dst")],
  // Cisco AVC: client and server instead of source and destination (45004-45009 in NetFlow v9)
  [CISCO, 12236, "src4", 1, asClient(ipv4("src"), SRC_IS_CLIENT)], [CISCO, 12237, "dst4", 1, ipv4("dst")],
  [CISCO, 12238, "src6", 1, asClient(ipv6("src"), SRC_IS_CLIENT)], [CISCO, 12239, "dst6", 1, ipv6("dst")],
  [CISCO, 12240, "srcPort", 1, column("srcPort", 16)], [CISCO, 12241, "dstPort", 1, column("dstPort", 16)],
  [IANA, 7, "srcPort", 0, column("srcPort", 16)], [IANA, 11, "dstPort", 0, column("dstPort", 16)],
  [IANA, 180, "srcPortUdp", 0, columnUnlessZero("srcPort", 16)], [IANA, 181, "dstPortUdp", 0, columnUnlessZero("dstPort", 16)],
  [IANA, 182, "srcPortTcp", 0, columnUnlessZero("srcPort", 16)], [IANA, 183, "dstPortTcp", 0, columnUnlessZero("dstPort", 16)],
  [IANA, 4, "ipProtocol", 0, column("ipProtocol", 8)], [IANA, 60, "ipVersion", 0, remember("ipVersion")],
  [IANA, 58, "vlan", 0, vlan()], [IANA, 243, "vlan", 1, vlan()], [IANA, 242, "vlan", 2, vlan()], [IANA, 59, "vlan", 3, vlan()], [IANA, 254, "vlan", 4, vlan()],
  [IANA, 56, "srcMac", 0, mac("srcMac")], [IANA, 81, "srcMac", 1, mac("srcMac")], [IANA, 80, "dstMac", 0, mac("dstMac")], [IANA, 57, "dstMac", 1, mac("dstMac")],
  [IANA, 32, "icmp", 0, column("icmpTypeCode", 16)], [IANA, 139, "icmp6", 0, columnUnlessZero("icmpTypeCode", 16)],
  [IANA, 176, "icmpType", 0, tell("icmpType")], [IANA, 177, "icmpCode", 0, tell("icmpCode")], [IANA, 178, "icmpType6", 0, tell("icmpType")], [IANA, 179, "icmpCode6", 0, tell("icmpCode")],
  [IANA, 5, "dscp", 0, dscp("dscp")], [IANA, 195, "dscp", 1, column("dscp", 8)], [REVERSE, 5, "reverseDscp", 0, dscp("reverseDscp")], [REVERSE, 195, "reverseDscp", 1, column("reverseDscp", 8)],
  [IANA, 6, "tcpFlags", 0, column("tcpFlags", 8)], [REVERSE, 6, "reverseTcpFlags", 0, column("reverseTcpFlags", 8)],
  [NPROBE, 78, "tcpFlags", -1, column("tcpFlags", 8)], [NPROBE, 79, "reverseTcpFlags", 0, column("reverseTcpFlags", 8)],
  [CERT, 15, null, 0, (length) => length === 1 ? "$tcpFlags[s] |= bytes[at]" : null], [CERT, 14, null, 0, (length) => length === 1 ? "$tcpFlags[s] |= bytes[at]" : null],
  [CERT, 15 + 0x4000, null, 0, (length) => length === 1 ? "$reverseTcpFlags[s] |= bytes[at]" : null], [CERT, 14 + 0x4000, null, 0, (length) => length === 1 ? "$reverseTcpFlags[s] |= bytes[at]" : null],
  [IANA, 52, "ttl", 0, column("ttl", 8)], [IANA, 192, "ttl", 1, column("ttl", 8)], [IANA, 53, "ttl", 2, column("ttl", 8)],
  // ── how much
  [IANA, 1, "bytes", 0, counter("bytes")], [IANA, 2, "packets", 0, counter("packets")],
  [REVERSE, 1, "reverseBytes", 0, counter("reverseBytes")], [REVERSE, 2, "reversePackets", 0, counter("reversePackets")],
  // Of the other direction beside 1 and 2 (nProbe, FortiGate, SonicWall); alone they count what left the exporter.
  [IANA, 23, "out-bytes", 1, counter("reverseBytes")], [IANA, 24, "out-packets", 1, counter("reversePackets")],
  [IANA, 85, "bytes", 2, counter("bytes", totals)], [IANA, 86, "packets", 2, counter("packets", totals)],
  [REVERSE, 85, "reverseBytes", 2, counter("reverseBytes", totals)], [REVERSE, 86, "reversePackets", 2, counter("reversePackets", totals)],
  [IANA, 231, "bytes", 3, counter("bytes", initiatorTotals)], [IANA, 298, "packets", 3, counter("packets", initiatorTotals)],
  [IANA, 232, "reverseBytes", 3, counter("reverseBytes", totals)], [IANA, 299, "reversePackets", 3, counter("reversePackets", totals)],
  [IANA, 352, "bytes", 4, counter("bytes")], [IANA, 353, "bytes", 5, counter("bytes", totals)],
  // ── sampling, in the record itself
  [IANA, 48, "sampler", 0, tell("sampler")], [IANA, 302, "sampler", 1, tell("sampler")], [IANA, 34, "ownRate", 1, tell("ownRate")], [IANA, 50, "ownRate", 2, tell("ownRate")],
  // ── when
  [IANA, 160, "boot", 0, tell("bootMs"), true],
  [IANA, 22, "first", 9, uptime("firstSeenUs")], [IANA, 21, "last", 9, uptime("lastSeenUs")],
  [IANA, 156, "first", 0, ntpTime("firstSeenUs", 0.001)], [IANA, 157, "last", 0, ntpTime("lastSeenUs", 0.001)],
  [IANA, 154, "first", 1, ntpTime("firstSeenUs", 1)], [IANA, 155, "last", 1, ntpTime("lastSeenUs", 1)],
  [IANA, 152, "first", 2, time("firstSeenUs", 1000)], [IANA, 153, "last", 2, time("lastSeenUs", 1000)],
  [IANA, 158, "first", 3, beforeExport("firstSeenUs")], [IANA, 159, "last", 3, beforeExport("lastSeenUs")],
  [IANA, 150, "first", 4, time("firstSeenUs", 1_000_000)], [IANA, 151, "last", 4, time("lastSeenUs", 1_000_000)],
  [IANA, 325, "last", 5, ntpTime("lastSeenUs", 0.001)], [IANA, 324, "last", 5, ntpTime("lastSeenUs", 1)], [IANA, 323, "last", 5, time("lastSeenUs", 1000)], [IANA, 322, "last", 6, time("lastSeenUs", 1_000_000)],
  [IANA, 162, "duration", 0, remember("durationUs")], [IANA, 161, "duration", 1, (length) => remember("durationUs")(length)?.concat(" * 1000") ?? null],
  [REVERSE, 157, "reverseLast", 0, (length) => length === 8 ? "r.reverseLastUs = r.ntpUs(view.getUint32(at), view.getUint32(at + 4), 0.001)" : null],
  [REVERSE, 155, "reverseLast", 1, (length) => length === 8 ? "r.reverseLastUs = r.ntpUs(view.getUint32(at), view.getUint32(at + 4), 1)" : null],
  [REVERSE, 153, "reverseLast", 2, (length) => remember("reverseLastUs")(length)?.concat(" * 1000") ?? null],
  [REVERSE, 151, "reverseLast", 3, (length) => remember("reverseLastUs")(length)?.concat(" * 1000000") ?? null],
  [IANA, 136, "endReason", 0, tell("endReason")],
  // ── where
  [IANA, 10, "inIf", 0, column("inIf", 32)], [IANA, 14, "outIf", 0, column("outIf", 32)], [IANA, 252, "inIf", 1, column("inIf", 32)], [IANA, 253, "outIf", 1, column("outIf", 32)],
  [IANA, 61, "direction", 0, tell("flowDirection")], [IANA, 239, "biflow", 0, tell("biflowDirection")],
  [IANA, 16, "srcAs", 0, column("srcAs", 32)], [IANA, 17, "dstAs", 0, column("dstAs", 32)], [IANA, 129, "srcAs", 1, column("srcAs", 32)], [IANA, 128, "dstAs", 1, column("dstAs", 32)],
  [IANA, 9, "srcMask4", 0, columnUnlessZero("srcMask", 8)], [IANA, 13, "dstMask4", 0, columnUnlessZero("dstMask", 8)],
  [IANA, 29, "srcMask6", 0, columnUnlessZero("srcMask", 8)], [IANA, 30, "dstMask6", 0, columnUnlessZero("dstMask", 8)],
  [IANA, 15, "nextHop4", 0, ipv4("nextHop")], [IANA, 18, "nextHop4", 1, ipv4("nextHop")], [IANA, 62, "nextHop6", 0, ipv6("nextHop")], [IANA, 63, "nextHop6", 1, ipv6("nextHop")],
  [IANA, 234, "vrf", 0, column("vrf", 32)], [IANA, 235, "vrf", 1, column("vrf", 32)],
  ...[70, 71, 72, 73, 74, 75, 76, 77, 78, 79].map((id): Row => [IANA, id, null, 0, extraUnlessZero(mplsLabel)]),
  // ── what
  [IANA, 95, "application", 0, applicationId], [IANA, 96, "applicationName", 5, extra(nprobeApplicationName)],
  [NPROBE, 118, "application", -1, extra(nprobeApplication)], [NPROBE, 119, "applicationName", 0, extra(nprobeApplicationName)], [CERT, 33, "application", 3, silkApplication],
  [IANA, 459, "httpMethod", 0, extra(text("http", "method"))], [IANA, 460, "httpHost", 0, extra(hostname("http", "host"))], [IANA, 461, "httpUrl", 0, extra(text("http", "url"))],
  [IANA, 457, "httpStatus", 0, extraUnlessZero(number("http", "status"))], [IANA, 468, "httpAgent", 0, extra(text("http", "userAgent"))], [IANA, 469, "httpType", 0, extra(text("http", "contentType"))],
  [IANA, 462, "httpVersion", 0, extra(text("http", "version"))],
  [NPROBE, 360, "httpMethod", 1, extra(text("http", "method"))], [NPROBE, 187, "httpHost", 1, extra(hostname("http", "host"))], [NPROBE, 361, "httpHost", 2, extra(hostname("http", "host"))],
  [NPROBE, 180, "httpUrl", 1, extra(text("http", "url"))], [NPROBE, 181, "httpStatus", 1, extraUnlessZero(numberOrText("http", "status"))], [NPROBE, 183, "httpAgent", 1, extra(text("http", "userAgent"))],
  [NPROBE, 182, "httpReferer", 1, extra(text("http", "referer"))], [NPROBE, 184, "httpType", 1, extra(text("http", "contentType"))],
  [NPROBE, 188, "tlsName", 1, extra(hostname("tls", "serverName"))], [NPROBE, 511, "tlsName", 0, extra(hostname("tls", "serverName"))], [NPROBE, 513, "tlsAlpn", 0, extra(text("tls", "alpn"))],
  [NPROBE, 512, "tlsNames", 0, extra(text("tls", "serverNames"))], [NPROBE, 514, "tlsIssuer", 0, extra(text("tls", "issuer"))], [NPROBE, 515, "tlsSubject", 0, extra(text("tls", "subject"))],
  [NPROBE, 576, "ja4", 0, extra(ja4())],
  [NPROBE, 205, "dnsQuery", 0, extra(hostname("dns", "query"))], [NPROBE, 207, "dnsType", 0, extraUnlessZero(numberOrText("dns", "queryType"))], [NPROBE, 208, "dnsCode", 0, extraUnlessZero(numberOrText("dns", "replyCode"))],
  [NPROBE, 185, "mailFrom", 0, extra(text("smtp", "from"))], [NPROBE, 186, "mailTo", 0, extra(text("smtp", "to"))], [NPROBE, 130, "sipCall", 0, extra(text("sip", "callId"))],
  [NPROBE, 131, "sipFrom", 0, extra(text("sip", "from"))], [NPROBE, 132, "sipTo", 0, extra(text("sip", "to"))], [NPROBE, 355, "dhcpName", 0, extra(text("dhcp", "hostname"))],
  [NPROBE, 121, "user", 0, extra(text("process", "user"))], [NPROBE, 169, "process", 0, extra(text("process", "client"))], [NPROBE, 376, "serverProcess", 0, extra(text("process", "server"))],
  [NPROBE, 522, "srcName", 0, extra(endName("srcName"))], [NPROBE, 523, "dstName", 0, extra(endName("dstName"))],
  [NPROBE, 123, "clientRtt", 0, extraUnlessZero(latencyMs("clientRttUs"))], [NPROBE, 124, "serverRtt", 0, extraUnlessZero(latencyMs("serverRttUs"))], [NPROBE, 125, "appLatency", 0, extraUnlessZero(latencyMs("appLatencyUs"))],
  [NPROBE, 109, "retransmissions", 0, extraUnlessZero(measure("retransmissions"))], [NPROBE, 110, "reverseRetransmissions", 0, extraUnlessZero(measure("reverseRetransmissions"))],
  [NPROBE, 111, "outOfOrder", 0, extraUnlessZero(measure("outOfOrder"))], [NPROBE, 112, "reverseOutOfOrder", 0, extraUnlessZero(measure("reverseOutOfOrder"))],
  // ── Cisco AVC: texts inside the application's own sub-fields, response times (9313 is 42081 in NetFlow v9, and so on)
  [CISCO, 12235, null, 0, extra(subApplication)],
  [CISCO, 9268, "retransmissions", 0, extraUnlessZero(measure("retransmissions"))],
  // ── YAF (CERT): often in lists
  [CERT, 112, null, 0, extra(text("http", "method"))], [CERT, 111, null, 0, extra(text("http", "userAgent"))], [CERT, 117, null, 0, extra(hostname("http", "host"))], [CERT, 115, null, 0, extra(text("http", "referer"))],
  [CERT, 122, null, 0, extra(text("http", "contentType"))], [CERT, 110, null, 0, extra(text("http", "server"))], [CERT, 123, null, 0, extra(numberOrText("http", "status"))],
  [CERT, 179, null, 0, extra(hostname("dns", "query"))], [CERT, 175, null, 0, extraUnlessZero(number("dns", "queryType"))], [CERT, 177, null, 0, extraUnlessZero(number("dns", "replyCode"))],
  [CERT, 294, null, 0, extra(hostname("tls", "serverName"))],
  // ── translation and firewalls
  [IANA, 225, "natSrc", 0, natAddress(0)], [IANA, 226, "natDst", 0, natAddress(1)], [IANA, 227, "natSrcPort", 0, natPort(0)], [IANA, 228, "natDstPort", 0, natPort(1)],
  [CISCO, 7233, "natSrc", 1, natAddress(0)], [CISCO, 7234, "natDst", 1, natAddress(1)], [CISCO, 7235, "natSrcPort", 1, natPort(0)], [CISCO, 7236, "natDstPort", 1, natPort(1)],
  [IANA, 281, null, 0, natAddressV6("srcIp")], [IANA, 282, null, 0, natAddressV6("dstIp")],
  [IANA, 230, "natEvent", 0, extraUnlessZero(word("nat", "event", natEvents))], [IANA, 361, "portStart", 0, extraUnlessZero(number("nat", "portRangeStart"))], [IANA, 362, "portEnd", 0, extraUnlessZero(number("nat", "portRangeEnd"))],
  [IANA, 233, "firewallEvent", 0, firewallEvent(word("firewall", "event", firewallEvents))], [CISCO, 7237, "firewallEvent", 1, firewallEvent(word("firewall", "event", firewallEvents))],
  [CISCO, 234, "firewallExtended", 0, extraUnlessZero(number("firewall", "extendedEvent"))], [CISCO, 232, "firewallIngressAcl", 0, extraUnlessZero(hex("firewall", "ingressAcl"))],
  [CISCO, 233, "firewallEgressAcl", 0, extraUnlessZero(hex("firewall", "egressAcl"))], [CISCO, 7232, "user", 1, extra(text("firewall", "user"))],
  [IANA, 371, "user", 2, extra(text("firewall", "user"))], [PALO_ALTO, 56701, "paloApp", 0, extra(nprobeApplicationName)], [PALO_ALTO, 56702, "paloUser", 0, extra(text("firewall", "user"))],
  [IANA, 89, "forwarding", 0, extraUnlessForwarded(word("forwarding", "status", forwardingReasons))],
  [IANA, 147, "ssid", 0, extra(text("wifi", "ssid"))], [IANA, 367, "accessPoint", 0, extraUnlessZero(hex("wifi", "accessPointMac"))],
  [IANA, 365, "staMac", 0, extraUnlessZero(hex("wifi", "stationMac"))], [IANA, 366, "staIp", 0, extraUnlessZero(addressV4("wifi", "stationIp"))],
  [IANA, 351, "vni", 0, extraUnlessZero(number("tunnel", "layer2SegmentId"))],
  [VMWARE, 880, "tenantProtocol", 0, extraUnlessZero(number("tenant", "ipProtocol"))], [VMWARE, 881, "tenantSrc", 0, extraUnlessZero(addressV4("tenant", "srcIp"))], [VMWARE, 882, "tenantDst", 0, extraUnlessZero(addressV4("tenant", "dstIp"))],
  [VMWARE, 885, "tenantSrcPort", 0, extraUnlessZero(number("tenant", "srcPort"))], [VMWARE, 886, "tenantDstPort", 0, extraUnlessZero(number("tenant", "dstPort"))], [VMWARE, 888, "tenantVni", 0, extraUnlessZero(number("tenant", "vxlanId"))],
  [NETSCALER, 128, "netscalerRtt", 0, extraUnlessZero(measure("serverRttUs"))],
  // ── sampled packets
  [IANA, 315, "frame", 0, framePayload(1)], [IANA, 313, "frame", 1, framePayload(101)], [IANA, 104, "frame", 2, framePayload(1)], [IANA, 408, "frameType", 0, frameType],
  [IANA, 312, "frameSize", 0, frameSize], [IANA, 224, "frameSize", 1, frameSize],
  // ── lists (RFC 6313)
  [IANA, 291, null, 0, extra(list("basic"))], [IANA, 292, null, 0, extra(list("sub"))], [IANA, 293, null, 0, extra(list("sub-multi"))],
  // ── padding, and what is told elsewhere
  [IANA, 210, null, 0, () => ""],
]

function vlan(): Snippet {
  return (length) => {
    const code = column("vlan", 16)(length)
    return code === null ? null : `${code} & 4095`
  }
}

function natPort(side: number): Snippet {
  return (length) => length === 2 ? `r.natPorts[${side}] = view.getUint16(at)` : null
}

function natAddressV6(name: "srcIp" | "dstIp"): Snippet {
  return (length) => length === 16 ? `if ((view.getUint32(at) | view.getUint32(at + 4) | view.getUint32(at + 8) | view.getUint32(at + 12)) !== 0) r.natV6(b, s, bytes, at, "${name}")` : null
}

/** Nearly every packet is forwarded; only other fates are told. */
function extraUnlessForwarded(handler: number): Snippet {
  return (length) => length >= 1 && length <= 4 ? `{ const v = bytes[at + ${length - 1}]; if (v !== 0 && (v & 192) !== 64) r.extra(${handler}, bytes, at + ${length - 1}, 1, b, s) }` : null
}

export const targets: readonly Target[] = rows.map(([enterprise, id, tells, rank, snippet, early]) => ({ key: elementKey(enterprise, id), tells, rank, snippet, early }))
const byKey = new Map(targets.map((target) => [target.key, target] as const))

export function targetOf(key: number): Target | undefined {
  return byKey.get(key)
}

/** Swapped in by programs of NSEL templates, where 231 and 232 count what is new since the last report. */
export const deltas: ReadonlyMap<number, Snippet> = new Map([
  [231, asClient(counter("bytes"), SRC_IS_CLIENT)], [298, asClient(counter("packets"), SRC_IS_CLIENT)], [232, counter("reverseBytes")], [299, counter("reversePackets")],
])
/** Instead of the rows above when a template has no counters of what came in. */
export const leaving: ReadonlyMap<number, Snippet> = new Map([[23, counter("bytes")], [24, counter("packets")]])
