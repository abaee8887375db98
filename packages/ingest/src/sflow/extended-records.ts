// Records inside flow samples that say more of the packet than its columns hold; they become typed records of the flow's metadata. Every
// text is printable and bounded, every list too.
import { normaliseHostname } from "@netweir/engine/bytes/text.ts"
import { formatIp } from "@netweir/engine/addresses/ip-text.ts"
import type { RecordExtras } from "@netweir/engine/records/record-block.ts"
import type { FlowRecordKind, SampleState } from "./flow-records.ts"
import type { RecordReader } from "./record-reader.ts"

const MAX_PATH = 32
const MAX_COMMUNITIES = 32
const MAX_LABELS = 16
const MAX_SEGMENTS = 64

type Fields = Record<string, unknown>
type ReadFields = (reader: RecordReader, state: SampleState) => Fields

/** A format whose fields are all of one metadata record. Empty and zero fields stay out. */
function extended(format: number, name: string, record: string, fields: ReadFields): FlowRecordKind {
  return {
    format, name,
    read(state, reader) {
      const found = fields(reader, state)
      if (reader.truncated) return false
      for (const field in found) {
        const value = found[field]
        if (value !== undefined && value !== "" && value !== 0 && !(Array.isArray(value) && value.length === 0)) metadataOf(state, record)[field] = value
      }
      return true
    },
  }
}

export function extrasOf({ block, slot }: SampleState): RecordExtras {
  return (block.extras[slot] ??= {})
}

function metadataOf(state: SampleState, record: string): Fields {
  return ((extrasOf(state).metadata ??= {})[record] ??= {})
}

export const extendedRecords: readonly FlowRecordKind[] = [
  { format: 1003, name: "extended_gateway", read: gateway },
  { format: 1004, name: "extended_user", read: user },
  { format: 1005, name: "extended_url", read: url },
  extended(1006, "extended_mpls", "mpls", (reader) => ({ nextHop: reader.addressText(), labels: labels(reader), outLabels: labels(reader) })),
  { format: 1007, name: "extended_nat", read: nat },
  extended(1008, "extended_mpls_tunnel", "mpls", (reader) => ({ tunnel: reader.text(), tunnelId: reader.u32(), tunnelCos: reader.u32() })),
  extended(1009, "extended_mpls_vc", "mpls", (reader) => ({ vc: reader.text(), vcId: reader.u32(), vcCos: reader.u32() })),
  extended(1010, "extended_mpls_ftn", "mpls", (reader) => ({ ftn: reader.text(), ftnMask: reader.u32() })),
  extended(1011, "extended_mpls_ldp_fec", "mpls", (reader) => ({ fecPrefixBits: reader.u32() })),
  extended(1012, "extended_vlan_tunnel", "vlan", (reader) => ({ stack: reader.list(MAX_LABELS).map((tag) => tag & 0xfff) })),
  extended(1013, "extended_80211_payload", "wifi", (reader) => ({ cipherSuite: suite(reader.u32()) })),
  extended(1014, "extended_80211_rx", "wifi", (reader) => ({ ssid: reader.text(32), bssid: reader.mac(), version: wifiVersion(reader.u32()), channel: reader.u32(), speedBps: reader.u64(), snrDb: reader.u32(), rcpi: reader.u32(), airtimeUs: reader.u32() })),
  extended(1015, "extended_80211_tx", "wifi", (reader) => ({ ssid: reader.text(32), bssid: reader.mac(), version: wifiVersion(reader.u32()), transmissions: reader.u32(), airtimeUs: reader.u32(), retriesUs: reader.u32(), channel: reader.u32(), speedBps: reader.u64(), powerMw: reader.u32() })),
  extended(1020, "extended_nat_port", "nat", (reader) => ({ srcPort: reader.u32() & 0xffff, dstPort: reader.u32() & 0xffff })),
  extended(1021, "extended_l2_tunnel_egress", "tunnelOut", ethernetHeader),
  extended(1022, "extended_l2_tunnel_ingress", "tunnelIn", ethernetHeader),
  extended(1023, "extended_ipv4_tunnel_egress", "tunnelOut", ipv4Header),
  extended(1024, "extended_ipv4_tunnel_ingress", "tunnelIn", ipv4Header),
  extended(1025, "extended_ipv6_tunnel_egress", "tunnelOut", ipv6Header),
  extended(1026, "extended_ipv6_tunnel_ingress", "tunnelIn", ipv6Header),
  extended(1027, "extended_decapsulate_egress", "tunnelOut", (reader) => ({ innerOffset: reader.u32() })),
  extended(1028, "extended_decapsulate_ingress", "tunnelIn", (reader) => ({ innerOffset: reader.u32() })),
  extended(1029, "extended_vni_egress", "tunnelOut", (reader) => ({ vni: reader.u32() })),
  extended(1030, "extended_vni_ingress", "tunnelIn", (reader) => ({ vni: reader.u32() })),
  extended(1036, "extended_egress_queue", "queue", (reader) => ({ number: reader.u32() })),
  extended(1037, "extended_acl", "acl", (reader) => ({ number: reader.u32(), name: reader.text(), direction: ["unknown", "ingress", "egress"][reader.u32()] })),
  extended(1038, "extended_function", "discard", (reader) => ({ function: reader.text(64) })),
  extended(1039, "extended_transit", "queue", (reader) => ({ transitNs: reader.u32() })),
  extended(1040, "extended_queue", "queue", (reader) => ({ depthBytes: reader.u32() })),
  extended(1041, "extended_hw_trap", "discard", (reader) => ({ trapGroup: reader.text(64), trap: reader.text(64) })),
  extended(1042, "extended_linux_drop_reason", "discard", (reader) => ({ reason: reader.text(64) })),
  { format: 2206, name: "http_request", read: httpRequest },
  { format: 2209, name: "extended_tcp_info", read: tcpInfo },
]

/** next hop | own AS | source's AS | source's peer AS | path of segments | communities | local preference */
function gateway(state: SampleState, reader: RecordReader): boolean {
  const { block, slot } = state
  const hasNextHop = reader.address()
  if (hasNextHop) block.nextHop.set(reader.words, 4 * slot)
  const [ownAs, srcAs, srcPeerAs, segments] = [reader.u32(), reader.u32(), reader.u32(), reader.u32()]
  const path: number[] = []
  let lastAs = 0
  for (let i = 0; i < segments && !reader.truncated; i++) {
    if (i >= MAX_SEGMENTS) return false
    reader.u32() // set or sequence
    for (const as of reader.list(MAX_PATH)) {
      lastAs = as
      if (path.length < MAX_PATH) path.push(as)
    }
  }
  const communities = reader.list(MAX_COMMUNITIES).map((one) => `${one >>> 16}:${one & 0xffff}`)
  const localPreference = reader.u32()
  if (reader.truncated) return false
  block.srcAs[slot] = srcAs
  block.dstAs[slot] = lastAs || ownAs // an empty path: the destination is in the agent's own AS
  if (path.length === 0 && communities.length === 0) return true
  const bgp = metadataOf(state, "bgp")
  bgp["asPath"] = path
  if (communities.length > 0) bgp["communities"] = communities
  if (localPreference > 0) bgp["localPreference"] = localPreference
  if (srcPeerAs > 0) bgp["srcPeerAs"] = srcPeerAs
  return true
}

/** charset | source's user | charset | destination's user */
function user(state: SampleState, reader: RecordReader): boolean {
  reader.u32()
  const source = reader.text(128)
  reader.u32()
  const destination = reader.text(128)
  if (reader.truncated) return false
  if (source !== "") extrasOf(state).srcName = source
  if (destination !== "") extrasOf(state).dstName = destination
  return true
}

/** direction (1: the source is the server) | URL | host */
function url(state: SampleState, reader: RecordReader): boolean {
  reader.u32()
  const [path, host] = [reader.text(), reader.text(256)]
  if (reader.truncated) return false
  if (path !== "") metadataOf(state, "http")["url"] = path
  if (host === "") return true
  metadataOf(state, "http")["host"] = host
  extrasOf(state).hostname ??= normaliseHostname(host)
  return true
}

/** Translated addresses, told for the packet as it left. */
function nat(state: SampleState, reader: RecordReader): boolean {
  const source = reader.addressText()
  const destination = reader.addressText()
  if (reader.truncated) return false
  if (source !== "") metadataOf(state, "nat")["srcIp"] = source
  if (destination !== "") metadataOf(state, "nat")["dstIp"] = destination
  return true
}

const httpMethods = ["OTHER", "OPTIONS", "GET", "HEAD", "POST", "PUT", "DELETE", "TRACE", "CONNECT"]

/** method | version | URI | host | referer | user agent | forwarded for | user | MIME type | bytes (8) | bytes (8) | microseconds | status */
function httpRequest(state: SampleState, reader: RecordReader): boolean {
  const method = httpMethods[reader.u32()] ?? "OTHER"
  reader.u32()
  const [uri, host, referer, userAgent, forwardedFor, authUser, mimeType] = [reader.text(255), reader.text(64), reader.text(255), reader.text(128), reader.text(64), reader.text(32), reader.text(64)]
  reader.skip(16)
  const durationUs = reader.u32()
  const status = reader.u32()
  if (reader.truncated) return false
  const http = metadataOf(state, "http")
  for (const [field, value] of Object.entries({ method, url: uri, host, referer, userAgent, forwardedFor, user: authUser, contentType: mimeType, durationUs, status })) if (value !== "" && value !== 0) http[field] = value
  if (host !== "") extrasOf(state).hostname ??= normaliseHostname(host)
  return true
}

/** What the agent's own TCP knows of the connection: direction | send MSS | receive MSS | unacked | lost | retransmitted | PMTU | RTT | variance | window | reordering | least RTT */
function tcpInfo(state: SampleState, reader: RecordReader): boolean {
  reader.skip(20)
  const retransmitted = reader.u32()
  reader.u32()
  const rttUs = reader.u32()
  reader.skip(16)
  if (reader.truncated) return false
  const tcp = metadataOf(state, "tcp")
  if (rttUs > 0) tcp["rttUs"] = rttUs
  if (retransmitted > 0) tcp["retransmitted"] = retransmitted
  return true
}

/** 20 bits of label, 3 of class, 1 of bottom of stack, 8 of TTL. */
function labels(reader: RecordReader): number[] {
  return reader.list(MAX_LABELS).map((word) => word >>> 12)
}

function ethernetHeader(reader: RecordReader): Fields {
  reader.u32()
  return { srcMac: reader.mac(), dstMac: reader.mac(), etherType: reader.u32() }
}

function ipv4Header(reader: RecordReader): Fields {
  reader.u32()
  const protocol = reader.u32()
  return { protocol, srcIp: ipv4(reader), dstIp: ipv4(reader), srcPort: reader.u32(), dstPort: reader.u32() }
}

function ipv6Header(reader: RecordReader): Fields {
  reader.u32()
  const protocol = reader.u32()
  return { protocol, srcIp: ipv6(reader), dstIp: ipv6(reader), srcPort: reader.u32(), dstPort: reader.u32() }
}

function ipv4(reader: RecordReader): string {
  reader.words.set([0, 0, 0xffff, reader.u32()])
  return formatIp(reader.words, 0)
}

function ipv6(reader: RecordReader): string {
  for (let i = 0; i < 4; i++) reader.words[i] = reader.u32()
  return formatIp(reader.words, 0)
}

/** OUI and suite type of IEEE 802.11. */
function suite(word: number): string {
  const names = ["group", "WEP-40", "TKIP", "", "CCMP", "WEP-104"]
  return word >>> 8 === 0x000fac ? (names[word & 0xff] ?? "") : ""
}

function wifiVersion(version: number): string {
  return ["", "a", "b", "g", "n", "ac", "ax"][version] ?? ""
}
