// The elements of our flow records. docs/exporting.md is checked against these lists.
import { endReasons } from "@netweir/model"
import type { FlowBlock } from "../flow-block.ts"
import { address, computed, end, IANA, NPROBE, reverse, same, text, type Field } from "./fields.ts"

/** RFC 5102 section 5.11.3: 1 idle, 2 active timeout (a slice), 3 end of flow, 4 forced end, 5 lack of resources. */
const flowEndReasons: Readonly<Record<(typeof endReasons)[number], number>> = { active: 2, idle: 1, "tcp-fin": 3, "tcp-reset": 3, evicted: 5, shutdown: 4, exporter: 3 }
const endReasonNumbers = endReasons.map((reason) => flowEndReasons[reason])

/** The engine "ntop nDPI" of IANA's registry of classification engines: our protocol numbers are those. */
const CLASSIFICATION_ENGINE = 22
export const applicationIdOf = (protocol: number): number => CLASSIFICATION_ENGINE * 2 ** 24 + protocol

const octets = end(1, "bytesToServer", "bytesToClient", 8, "octetDeltaCount")
const packets = end(2, "packetsToServer", "packetsToClient", 8, "packetDeltaCount")
const trafficClass = computed(5, 1, "ipClassOfService", (block, turned) => {
  const dscp = block.number(turned ? "dscpToClient" : "dscpToServer")
  return (row) => dscp(row) << 2
})
const tcpFlags = end(6, "tcpFlagsToServer", "tcpFlagsToClient", 1, "tcpControlBits")
const lowestTtl = end(52, "ttlToServer", "ttlToClient", 1, "minimumTTL")

const addresses = (version: 4 | 6): readonly Field[] => version === 4
  ? [address(8, 4, "client", "server", "sourceIPv4Address"), address(12, 4, "server", "client", "destinationIPv4Address")]
  : [address(27, 6, "client", "server", "sourceIPv6Address"), address(28, 6, "server", "client", "destinationIPv6Address")]

const who: readonly Field[] = [
  end(7, "clientPort", "serverPort", 2, "sourceTransportPort"),
  end(11, "serverPort", "clientPort", 2, "destinationTransportPort"),
  same(4, "ipProtocol", 1, "protocolIdentifier"),
  computed(60, 1, "ipVersion", (block) => block.number("ipVersion")),
]
const counters: readonly Field[] = [octets, packets, trafficClass, tcpFlags, lowestTtl]
const times: readonly Field[] = [
  same(152, "firstSeenMs", 8, "flowStartMilliseconds"),
  same(153, "lastSeenMs", 8, "flowEndMilliseconds"),
]
const circumstances: readonly Field[] = [
  computed(136, 1, "flowEndReason", (block) => {
    const reason = block.number("endReason")
    return (row) => endReasonNumbers[reason(row)] ?? 1
  }),
  same(58, "vlan", 2, "vlanId"),
  end(56, "clientMac", "serverMac", 6, "sourceMacAddress"),
  end(80, "serverMac", "clientMac", 6, "destinationMacAddress"),
  end(16, "clientAsn", "serverAsn", 4, "bgpSourceAsNumber"),
  end(17, "serverAsn", "clientAsn", 4, "bgpDestinationAsNumber"),
  end(10, "inIfIndex", "outIfIndex", 4, "ingressInterface"),
  end(14, "outIfIndex", "inIfIndex", 4, "egressInterface"),
  same(34, "samplingRate", 4, "samplingInterval"),
  { name: "flowId", enterprise: IANA, id: 148, bytes: 8, put(block) {
    const ids = block.bits("flowId")
    return (row, out, at) => { out.writeBigUInt64BE(ids[row], at) }
  } },
  computed(138, 8, "observationPointId", (block) => () => Math.max(0, block.origin.interfaceId)),
  computed(95, 4, "applicationId", (block) => {
    const app = block.number("appProtocolId")
    const master = block.number("masterProtocolId")
    return (row) => applicationIdOf(app(row) || master(row))
  }),
  computed(118, 4, "L7_PROTO", (block) => {
    const app = block.number("appProtocolId")
    const master = block.number("masterProtocolId")
    return (row) => master(row) * 65_536 + (app(row) || master(row))
  }, NPROBE),
]
const quality = (turnable: boolean): readonly Field[] => turnable ? [
  end(109, "retransmissionsToServer", "retransmissionsToClient", 4, "RETRANSMITTED_IN_PKTS", NPROBE), end(111, "outOfOrderToServer", "outOfOrderToClient", 4, "OOORDER_IN_PKTS", NPROBE),
] : [
  same(109, "retransmissionsToServer", 4, "RETRANSMITTED_IN_PKTS", NPROBE), same(110, "retransmissionsToClient", 4, "RETRANSMITTED_OUT_PKTS", NPROBE),
  same(111, "outOfOrderToServer", 4, "OOORDER_IN_PKTS", NPROBE), same(112, "outOfOrderToClient", 4, "OOORDER_OUT_PKTS", NPROBE),
]
const names: readonly Field[] = [
  text(96, 64, "applicationName", (block) => block.text("app")),
  text(82, 64, "interfaceName", (block) => block.text("interface")),
  text(188, 255, "TLS_SERVER_NAME", (block) => nameOf(block, "tls"), NPROBE),
  text(205, 255, "DNS_QUERY", (block) => nameOf(block, "dns"), NPROBE),
  text(460, 255, "httpRequestHost", (block) => nameOf(block, "http")),
  text(459, 16, "httpRequestMethod", (block) => httpText(block, "method")),
  text(461, 255, "httpRequestTarget", (block) => httpText(block, "url")),
  text(468, 160, "httpUserAgent", (block) => httpText(block, "userAgent")),
  text(576, 40, "JA4C_HASH", (block) => block.text("ja4"), NPROBE),
]

/** One record a flow: forward counters, and the server's as reverse elements (RFC 5103). */
export const biflowFields = (version: 4 | 6): readonly Field[] => [
  ...addresses(version), ...who, ...counters, ...counters.map(reverse), ...times, ...circumstances,
  computed(239, 1, "biflowDirection", () => () => 1), // initiator: the source opened the flow
  ...quality(false), ...names,
]
/** One record a direction. */
export const uniflowFields = (version: 4 | 6): readonly Field[] => [...addresses(version), ...who, ...counters, ...times, ...circumstances, ...quality(true), ...names.map(shortened)]
/** Both records of a flow go into one datagram. */
const shortened = (field: Field): Field => ({ ...field, limit: Math.min(field.limit ?? 0, field.name === "TLS_SERVER_NAME" || field.name === "DNS_QUERY" || field.name === "httpRequestHost" ? 100 : 64) })

/** NetFlow v9 has no variable length, and its times count from the start of the exporter. */
export const netflow9Fields = (version: 4 | 6): readonly Field[] => uniflowFields(version).filter(({ bytes, name }) => bytes > 0 && name !== "flowStartMilliseconds" && name !== "flowEndMilliseconds")

/** The asked name, as what it was asked for: in one of these elements only, which also keeps records within a datagram. */
function nameOf(block: FlowBlock, as: "tls" | "http" | "dns"): (row: number) => string {
  const metadata = block.text("metadata")
  const hostname = block.text("hostname")
  return (row) => (hostname(row) !== "" && kindOfName(metadata(row)) === as ? hostname(row) : "")
}
/** Our own JSON: a record of a protocol shows as its key; quotes in texts are escaped, so none can look like one. */
function kindOfName(json: string): "tls" | "http" | "dns" {
  if (json.includes('"tls":{') || json.includes('"quic":{')) return "tls"
  return json.includes('"http":{') ? "http" : "dns"
}

function httpText(block: FlowBlock, field: string): (row: number) => string {
  const metadata = block.text("metadata")
  return (row) => {
    const json = metadata(row)
    if (!json.includes('"http":{')) return ""
    const { http } = JSON.parse(json) as { http?: Record<string, unknown> } // our own JSON
    const value = http?.[field]
    return typeof value === "string" ? value : ""
  }
}
