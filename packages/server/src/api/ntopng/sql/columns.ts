// Columns of ntopng's `flows` table and flow alert view as ours: how a value is written in our filters and shown in answers.
import { categoryIdOf, type FlowColumnId, type FlowRow } from "@netweir/model"
import { predominantAlert, severities, severityOfScore } from "../alert-types.ts"
import { seconds } from "../seconds.ts"

export interface SqlColumn {
  readonly name: string
  /** Our column, for filters, sorting and grouping. */
  readonly ours: FlowColumnId
  readonly kind: "ip" | "number" | "text" | "seconds" | "application" | "location"
  value(flow: FlowRow): string | number
}

const ipv4Number = (ip: string): number => (ip.includes(":") ? 0 : ip.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0))
const locationNumber = (location: string): number => (location === "local" ? 1 : location === "remote" ? 0 : 2)
const macNumber = (mac: string | null): number => (mac === null ? 0 : Number.parseInt(mac.replaceAll(":", ""), 16))
const countryNumber = (code: string | null): number => (code && code.length === 2 ? code.charCodeAt(0) * 256 + code.charCodeAt(1) : 0)

const column = (name: string, ours: FlowColumnId, kind: SqlColumn["kind"], value: SqlColumn["value"]): SqlColumn => ({ name, ours, kind, value })
const number = (name: string, ours: FlowColumnId, value: SqlColumn["value"]) => column(name, ours, "number", value)
const text = (name: string, ours: FlowColumnId, value: SqlColumn["value"]) => column(name, ours, "text", value)

const flowTable: readonly SqlColumn[] = [
  number("FLOW_ID", "flowId", (flow) => flow.flowId),
  number("IP_PROTOCOL_VERSION", "ipVersion", (flow) => flow.ipVersion),
  column("FIRST_SEEN", "firstSeenMs", "seconds", (flow) => seconds(flow.firstSeenMs)), column("LAST_SEEN", "lastSeenMs", "seconds", (flow) => seconds(flow.lastSeenMs)),
  number("VLAN_ID", "vlan", (flow) => flow.vlan),
  number("PACKETS", "packets", (flow) => flow.packets), number("TOTAL_BYTES", "bytes", (flow) => flow.bytes),
  number("SRC2DST_BYTES", "bytesToServer", (flow) => flow.bytesToServer), number("DST2SRC_BYTES", "bytesToClient", (flow) => flow.bytesToClient),
  number("SRC2DST_PACKETS", "packetsToServer", (flow) => flow.packetsToServer), number("DST2SRC_PACKETS", "packetsToClient", (flow) => flow.packetsToClient),
  number("SRC2DST_DSCP", "dscpToServer", (flow) => flow.dscpToServer), number("DST2SRC_DSCP", "dscpToClient", (flow) => flow.dscpToClient),
  number("SRC2DST_TCP_FLAGS", "tcpFlagsToServer", (flow) => flow.tcpFlagsToServer), number("DST2SRC_TCP_FLAGS", "tcpFlagsToClient", (flow) => flow.tcpFlagsToClient),
  number("PROTOCOL", "ipProtocol", (flow) => flow.ipProtocol),
  column("IPV4_SRC_ADDR", "client", "ip", (flow) => ipv4Number(flow.client)), column("IPV4_DST_ADDR", "server", "ip", (flow) => ipv4Number(flow.server)),
  column("IPV4_SRC_ADDR_FORMATTED", "client", "ip", (flow) => flow.client), column("IPV4_DST_ADDR_FORMATTED", "server", "ip", (flow) => flow.server),
  column("IPV6_SRC_ADDR", "client", "ip", (flow) => (flow.client.includes(":") ? flow.client : "::")), column("IPV6_DST_ADDR", "server", "ip", (flow) => (flow.server.includes(":") ? flow.server : "::")),
  column("IPV6_SRC_ADDR_FORMATTED", "client", "ip", (flow) => flow.client), column("IPV6_DST_ADDR_FORMATTED", "server", "ip", (flow) => flow.server),
  number("IP_SRC_PORT", "clientPort", (flow) => flow.clientPort), number("IP_DST_PORT", "serverPort", (flow) => flow.serverPort),
  column("L7_PROTO", "appProtocolId", "application", (flow) => flow.appProtocolId || flow.masterProtocolId), column("L7_PROTO_MASTER", "masterProtocolId", "application", (flow) => flow.masterProtocolId),
  number("L7_CATEGORY", "category", (flow) => categoryIdOf(flow.category)),
  text("INFO", "info", (flow) => flow.info ?? ""), text("SRC_LABEL", "clientName", (flow) => flow.clientName ?? ""), text("DST_LABEL", "serverName", (flow) => flow.serverName ?? ""),
  text("COMMUNITY_ID", "communityId", (flow) => flow.communityId),
  number("SRC_MAC", "clientMac", (flow) => macNumber(flow.clientMac)), number("DST_MAC", "serverMac", (flow) => macNumber(flow.serverMac)),
  number("SRC_ASN", "clientAsn", (flow) => flow.clientAsn ?? 0), number("DST_ASN", "serverAsn", (flow) => flow.serverAsn ?? 0),
  text("SRC_COUNTRY_CODE", "clientCountry", (flow) => countryNumber(flow.clientCountry)), text("DST_COUNTRY_CODE", "serverCountry", (flow) => countryNumber(flow.serverCountry)),
  column("CLIENT_LOCATION", "clientLocation", "location", (flow) => locationNumber(flow.clientLocation)), column("SERVER_LOCATION", "serverLocation", "location", (flow) => locationNumber(flow.serverLocation)),
  column("PROBE_IP", "exporter", "ip", (flow) => ipv4Number(flow.exporter ?? "0.0.0.0")), number("INPUT_SNMP", "inIfIndex", (flow) => flow.inIfIndex ?? 0), number("OUTPUT_SNMP", "outIfIndex", (flow) => flow.outIfIndex ?? 0),
  number("SCORE", "score", (flow) => flow.score),
  number("CLIENT_NW_LATENCY_US", "clientRttUs", (flow) => Math.round((flow.clientRttUs ?? 0) / 2)), number("SERVER_NW_LATENCY_US", "serverRttUs", (flow) => Math.round((flow.serverRttUs ?? 0) / 2)),
]

const alertView: readonly SqlColumn[] = [
  number("rowid", "flowId", (flow) => flow.flowId), column("tstamp", "firstSeenMs", "seconds", (flow) => seconds(flow.firstSeenMs)), column("tstamp_end", "lastSeenMs", "seconds", (flow) => seconds(flow.lastSeenMs)),
  column("first_seen", "firstSeenMs", "seconds", (flow) => seconds(flow.firstSeenMs)),
  number("alert_id", "risks", (flow) => predominantAlert(flow.risks)?.id ?? 0), number("severity", "score", (flow) => severities[severityOfScore(flow.score)]), number("score", "score", (flow) => flow.score),
  number("alert_status", "score", () => 0), number("alert_category", "score", () => 1), number("counter", "score", () => 1), number("interface_id", "interface", () => 0),
  number("ip_version", "ipVersion", (flow) => flow.ipVersion), column("cli_ip", "client", "ip", (flow) => flow.client), column("srv_ip", "server", "ip", (flow) => flow.server),
  number("cli_port", "clientPort", (flow) => flow.clientPort), number("srv_port", "serverPort", (flow) => flow.serverPort), number("vlan_id", "vlan", (flow) => flow.vlan), number("proto", "ipProtocol", (flow) => flow.ipProtocol),
  column("l7_proto", "appProtocolId", "application", (flow) => flow.appProtocolId || flow.masterProtocolId), column("l7_master_proto", "masterProtocolId", "application", (flow) => flow.masterProtocolId),
  number("l7_cat", "category", (flow) => categoryIdOf(flow.category)), text("cli_name", "clientName", (flow) => flow.clientName ?? ""), text("srv_name", "serverName", (flow) => flow.serverName ?? ""),
  text("cli_country", "clientCountry", (flow) => flow.clientCountry ?? ""), text("srv_country", "serverCountry", (flow) => flow.serverCountry ?? ""),
  number("cli_blacklisted", "score", () => 0), number("srv_blacklisted", "score", () => 0), number("is_cli_attacker", "score", () => 0), number("is_cli_victim", "score", () => 0), number("is_srv_attacker", "score", () => 0), number("is_srv_victim", "score", () => 0),
  number("cli2srv_bytes", "bytesToServer", (flow) => flow.bytesToServer), number("srv2cli_bytes", "bytesToClient", (flow) => flow.bytesToClient), number("cli2srv_pkts", "packetsToServer", (flow) => flow.packetsToServer), number("srv2cli_pkts", "packetsToClient", (flow) => flow.packetsToClient),
  number("total_bytes", "bytes", (flow) => flow.bytes), number("packets", "packets", (flow) => flow.packets), text("community_id", "communityId", (flow) => flow.communityId), text("info", "info", (flow) => flow.info ?? ""),
  column("cli_location", "clientLocation", "location", (flow) => locationNumber(flow.clientLocation)), column("srv_location", "serverLocation", "location", (flow) => locationNumber(flow.serverLocation)),
]

const byName = new Map(flowTable.map((one) => [one.name, one] as const))
const byAlertName = new Map(alertView.map((one) => [one.name, one] as const))

export type SqlTable = "flows" | "alerts"
export const columnsOf = (table: SqlTable): readonly SqlColumn[] => (table === "flows" ? flowTable : alertView)
export const findColumn = (name: string, table: SqlTable): SqlColumn | undefined => (table === "flows" ? byName.get(name.toUpperCase()) : byAlertName.get(name.toLowerCase()))

/** Columns of the flow table that can be added up, as the store's metrics. */
export const metricOf: Readonly<Record<string, "bytes" | "bytesToServer" | "bytesToClient" | "packets" | "score">> = {
  TOTAL_BYTES: "bytes", SRC2DST_BYTES: "bytesToServer", DST2SRC_BYTES: "bytesToClient", PACKETS: "packets", SCORE: "score",
}

/** A value out of a clause as our filter language writes it for this column. */
export function literalOf(value: string | number, { kind, ours }: SqlColumn): string | null {
  switch (kind) {
    case "ip": {
      if (typeof value === "number") return `${(value >>> 24) & 255}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`
      return /^[0-9A-Fa-f:.]{2,45}(\/\d{1,3})?$/.test(value) ? value : null
    }
    case "seconds": {
      const at = typeof value === "number" ? value : /^\d+$/.test(value) ? Number(value) : Date.parse(`${value.replace(" ", "T")}Z`) / 1000
      return Number.isFinite(at) ? String(at * 1000) : null
    }
    case "location": {
      const word = ["remote", "local", "multicast"][Number(value)]
      return word ? `"${word}"` : null
    }
    case "application": {
      const id = Number(value)
      return Number.isInteger(id) && id >= 0 && id < 65_536 ? String(id) : null
    }
    case "number": {
      if (ours === "category") return null
      const whole = Number(value)
      return Number.isFinite(whole) && whole >= 0 ? String(whole) : null
    }
    case "text": return `"${String(value).replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`
  }
}
