// A flow under the names that ntopng gives its fields in dumps and on ZeroMQ, for whoever reads those today. Plain labels, absent
// values left out. What the peer cannot know under a label of its own goes into `json`.
import { riskById, risks as riskTable, type FlowRow } from "@netweir/model"

export interface DumpContext {
  readonly instanceName: string
  readonly interfaceName: string
  readonly interfaceId: number
}

const riskIds = new Map(riskTable.map(({ key, id }) => [key, id]))

/** `Record`, not an interface: consumers add fields of their own (Elasticsearch `@timestamp`, ZeroMQ none). */
export type DumpFlow = Record<string, unknown>

/** With absent values left out. */
export function dumpFlow(flow: FlowRow, context: DumpContext): DumpFlow {
  const fields = dumpFields(flow, context)
  const present: DumpFlow = {}
  for (const name of Object.keys(fields)) if (fields[name] !== undefined) present[name] = fields[name]
  return present
}

/** With absent values undefined, which JSON leaves out: objects of one shape are twice as fast as those that lose fields. */
export function dumpFields(flow: FlowRow, { instanceName, interfaceName, interfaceId }: DumpContext): DumpFlow {
  const isV6 = flow.ipVersion === 6
  const { metadata } = flow
  const http = record(metadata.http)
  const dns = record(metadata.dns)
  const icmp = record(metadata.icmp)
  const smtp = record(metadata.smtp)
  const bittorrent = record(metadata.bittorrent)
  const isHttp = Object.keys(http).length > 0
  return absentUndefined({
    IPV4_SRC_ADDR: isV6 ? null : flow.client,
    IPV4_DST_ADDR: isV6 ? null : flow.server,
    IPV6_SRC_ADDR: isV6 ? flow.client : null,
    IPV6_DST_ADDR: isV6 ? flow.server : null,
    SRC_ADDR_LOCAL: flow.clientLocation === "local",
    DST_ADDR_LOCAL: flow.serverLocation === "local",
    SRC_TOS: flow.dscpToServer << 2,
    DST_TOS: flow.dscpToClient << 2,
    L4_SRC_PORT: flow.clientPort,
    L4_DST_PORT: flow.serverPort,
    PROTOCOL: flow.ipProtocol,
    IP_PROTOCOL_VERSION: isV6 ? 6 : 4,
    L7_PROTO: flow.appProtocolId !== 0 && flow.appProtocolId !== flow.masterProtocolId && flow.masterProtocolId !== 0 ? `${flow.masterProtocolId}.${flow.appProtocolId}` : String(flow.masterProtocolId || flow.appProtocolId),
    L7_PROTO_NAME: flow.app,
    L7_PROTO_RISK: flow.risks.length > 0 ? riskBitmap(flow.risks) : null,
    L7_PROTO_RISK_NAME: flow.risks.length > 0 ? flow.risks.map(riskTitle).join("; ") : null,
    L7_RISK_SCORE: flow.score || null,
    L7_INFO: flow.info ?? flow.hostname,
    FLOW_END_REASON: flow.endReason,
    TCP_FLAGS: flow.ipProtocol === 6 ? flow.tcpFlagsToServer | flow.tcpFlagsToClient : null,
    CLIENT_TCP_FLAGS: flow.ipProtocol === 6 ? flow.tcpFlagsToServer : null,
    SERVER_TCP_FLAGS: flow.ipProtocol === 6 ? flow.tcpFlagsToClient : null,
    IN_RETRANSMISSIONS: flow.retransmissionsToServer || null,
    OUT_RETRANSMISSIONS: flow.retransmissionsToClient || null,
    IN_OUT_OF_ORDER: flow.outOfOrderToServer || null,
    OUT_OUT_OF_ORDER: flow.outOfOrderToClient || null,
    IN_LOST: flow.lostToServer || null,
    OUT_LOST: flow.lostToClient || null,
    // Latency means one way there: half of the round trip.
    CLIENT_NW_LATENCY_MS: halfMs(flow.clientRttUs),
    SERVER_NW_LATENCY_MS: halfMs(flow.serverRttUs),
    APPL_LATENCY_MS: flow.appLatencyUs === null ? null : flow.appLatencyUs / 1000,
    IN_PKTS: flow.packetsToServer,
    IN_BYTES: flow.bytesToServer,
    OUT_PKTS: flow.packetsToClient,
    OUT_BYTES: flow.bytesToClient,
    FIRST_SWITCHED: Math.floor(flow.firstSeenMs / 1000),
    LAST_SWITCHED: Math.floor(flow.lastSeenMs / 1000),
    SRC_VLAN: flow.vlan || null,
    IN_SRC_MAC: flow.clientMac,
    OUT_DST_MAC: flow.serverMac,
    SRC_AS: flow.clientAsn,
    DST_AS: flow.serverAsn,
    SRC_IP_COUNTRY: flow.clientCountry,
    DST_IP_COUNTRY: flow.serverCountry,
    COMMUNITY_ID: flow.communityId || null,
    JA4C_HASH: flow.ja4,
    TLS_SERVER_NAME: metadata.tls !== undefined || metadata.quic !== undefined ? flow.hostname : null,
    DNS_QUERY: dns.query,
    DNS_QUERY_TYPE: dns.queryType,
    DNS_RET_CODE: dns.replyCode,
    HTTP_HOST: isHttp ? (http.host ?? flow.hostname) : null,
    HTTP_SITE: isHttp ? (http.host ?? flow.hostname) : null,
    HTTP_URL: http.url,
    HTTP_METHOD: http.method,
    HTTP_RET_CODE: http.status,
    HTTP_USER_AGENT: http.userAgent,
    SMTP_MAIL_FROM: smtp.from ?? smtp.mailFrom,
    SMTP_RCPT_TO: smtp.to ?? smtp.rcptTo,
    BITTORRENT_HASH: bittorrent.hash ?? bittorrent.infoHash,
    ICMP_IPV4_TYPE: isV6 ? null : icmp.type,
    ICMP_IPV4_CODE: isV6 ? null : icmp.code,
    EXPORTER_IPV4_ADDRESS: flow.exporter?.includes(":") ? null : flow.exporter,
    EXPORTER_IPV6_ADDRESS: flow.exporter?.includes(":") ? flow.exporter : null,
    INPUT_SNMP: flow.inIfIndex,
    OUTPUT_SNMP: flow.outIfIndex,
    OBSERVATION_POINT_ID: flow.observationDomain,
    NTOPNG_INSTANCE_NAME: instanceName,
    INTERFACE: flow.interface || interfaceName,
    INTERFACE_ID: interfaceId,
    json: Object.keys(metadata).length > 0 ? JSON.stringify(metadata) : null,
  })
}

/** Bit n is risk n: bit 0 is "no risk" and never set. Beyond 2^53 a JSON number would lie: then it is decimal text. */
export function riskBitmap(keys: readonly string[]): number | string {
  let bits = 0n
  for (const key of keys) {
    const id = riskIds.get(key)
    if (id !== undefined && id < 64) bits |= 1n << BigInt(id)
  }
  return bits <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(bits) : bits.toString()
}

const riskTitle = (key: string) => riskById(riskIds.get(key) ?? -1)?.title ?? key
const halfMs = (us: number | null) => (us === null ? null : us / 2000)

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {}
}

function absentUndefined(fields: Record<string, unknown>): DumpFlow {
  for (const name in fields) if (fields[name] === null || fields[name] === "") fields[name] = undefined
  return fields
}
