// Everything about one host, under ntopng's flat names with dots.
import { categoryIdOf, protocolByName, type HostDetail, type HostRow, type TrafficShare } from "@netweir/model"
import { endpoint, hostOf, type EndpointInput } from "../endpoint.ts"
import { NtopngError } from "../envelope.ts"
import { lastPart, dscpLabel, upperMac } from "../names.ts"
import { bytesPerSecond, durationSeconds, seconds } from "../seconds.ts"
import { slices } from "../shares.ts"
import { hostBreedOf } from "../breeds.ts"
import { quoted, scoreParts } from "./host-tables.ts"

async function detailOf({ iface, parameters }: Pick<EndpointInput, "iface" | "parameters">): Promise<HostDetail> {
  const { ip, vlan } = hostOf(parameters)
  const host = await iface.ask("host", { ip, vlan })
  if (!host) throw new NtopngError("NOT_FOUND")
  return host
}

const total = (shares: readonly TrafficShare[], side: "bytesSent" | "bytesReceived", keys?: readonly string[]) =>
  shares.filter((share) => !keys || keys.includes(share.key)).reduce((sum, share) => sum + share[side], 0)
const ratio = (sent: number, received: number) => (sent + received > 0 ? (sent - received) / (sent + received) : 0)
/** Learned bounds; nothing is learned yet, so the value is its own bound. */
const behaviour = (value: number) => ({ anomaly: false, lower_bound: value, upper_bound: value + 1, value })

export const hostData = endpoint({
  path: "get/host/data",
  async answer(input) {
    const host = await detailOf(input)
    return { rsp: hostFields(host, input.iface.id) }
  },
})

export function hostFields(host: HostDetail, ifid: number): Record<string, unknown> {
  const { row } = host
  const score = scoreParts(row)
  const isV6 = row.ip.includes(":")
  return {
    ifid, iface_index: ifid, ip: row.ip, vlan: row.vlan, tskey: row.ip, ip_version: isV6 ? 6 : 4, mac: upperMac(row.mac), name: row.name ?? "",
    names: host.names.length ? Object.fromEntries(host.names.map(({ source, name }) => [source, name])) : [],
    localhost: row.location === "local", privatehost: isPrivate(row.ip), systemhost: false, broadcast_domain_host: false, dhcpHost: false, crawlerBotScannerHost: false,
    is_broadcast: row.location === "broadcast", is_multicast: row.location === "multicast", is_blacklisted: false, is_rx_only: row.packetsSent === 0, serialize_by_mac: false,
    local_network_name: row.network ?? "", ...(row.network ? { local_network_id: 0 } : {}),
    router: "", asn: row.asn ?? 0, asname: row.asName ?? "", country: row.country ?? "", city: "", continent: "", latitude: 0, longitude: 0,
    os: 0, os_detail: row.os ?? "", devtype: 0, host_pool_id: 0, host_pool_match: "ip", host_services_bitmap: 0, observation_point_id: 0,
    fingerprint: { os: row.os ?? "", tcp: "" },
    "seen.first": seconds(row.firstSeenMs), "seen.last": seconds(row.lastSeenMs), duration: durationSeconds(row.firstSeenMs, row.lastSeenMs), total_activity_time: durationSeconds(row.firstSeenMs, row.lastSeenMs),
    ...volume(host),
    "active_flows.as_client": Math.min(row.activeFlows, row.flowsAsClient), "active_flows.as_server": Math.max(0, row.activeFlows - row.flowsAsClient),
    "flows.as_client": row.flowsAsClient, "flows.as_server": row.flowsAsServer, "total_flows.as_client": row.flowsAsClient, "total_flows.as_server": row.flowsAsServer,
    "alerted_flows.as_client": row.flowsAsClient > 0 ? row.alerts : 0, "alerted_flows.as_server": row.flowsAsClient > 0 ? 0 : row.alerts, active_alerted_flows: row.alerts, num_flow_alerts: 0, num_alerts: 0, total_alerts: 0,
    "unreachable_flows.as_client": 0, "unreachable_flows.as_server": 0, "host_unreachable_flows.as_client": 0, "host_unreachable_flows.as_server": 0,
    num_unidirectional_tcp_flows: { num_egress: 0, num_ingress: 0 }, num_contacted_peers_with_tcp_udp_flows_no_response: 0, num_incoming_peers_that_sent_tcp_udp_flows_no_response: 0,
    num_blacklisted_flows: { as_client: 0, as_server: 0, tot_as_client: 0, tot_as_server: 0 },
    "hits.flow_flood_attacker": 0, "hits.flow_flood_victim": 0,
    "contacts.as_client": row.flowsAsClient > 0 ? row.peers : 0, "contacts.as_server": row.flowsAsClient > 0 ? 0 : row.peers,
    cardinality: { num_contacted_hosts_as_client: row.flowsAsClient > 0 ? row.peers : 0, num_contacted_services_as_client: host.serverPorts.length, num_host_contacts_as_server: row.flowsAsClient > 0 ? 0 : row.peers },
    active_http_hosts: host.http?.hosts.length ?? 0,
    score: score.total, "score.as_client": score.as_client, "score.as_server": score.as_server,
    score_pct: { score_breakdown_client: { "0": 0, "1": 0 }, score_breakdown_server: { "0": 0, "1": 0 } },
    score_behaviour: { as_client: behaviour(score.as_client), as_server: behaviour(score.as_server), tot_num_anomalies: 0 },
    active_flows_behaviour: { as_client: behaviour(row.flowsAsClient), as_server: behaviour(row.flowsAsServer), tot_num_anomalies: 0 },
    contacted_hosts_behaviour: behaviour(row.peers),
    server_contacts: { dns: 0, domain_names: host.dns?.names.length ?? 0, imap: 0, ntp: 0, pop: 0, smtp: 0 },
    throughput_bps: bytesPerSecond(row.bitsPerSecond), throughput_pps: 0, throughput_trend_bps: 0, throughput_trend_pps: 0,
    ICMPv4: isV6 ? {} : icmp(host), ...(isV6 && host.icmp.length ? { ICMPv6: icmp(host) } : {}),
    dns: dns(host), http: http(host),
    dscp: Object.fromEntries(host.dscp.map((share) => [share.key.toLowerCase(), { "bytes.sent": share.bytesSent, "bytes.rcvd": share.bytesReceived, ...packetsOf(host, host.dscp, [share]) }])),
    ndpi: applications(host), ndpi_categories: categoriesOf(host),
    "pktStats.sent": { size: host.packetSizesSent, tcp_flags: { syn: host.tcpFlags.synSent, synack: host.tcpFlags.synAckSent, finack: host.tcpFlags.finSent, rst: host.tcpFlags.resetSent } },
    "pktStats.recv": { size: host.packetSizesReceived, tcp_flags: { syn: host.tcpFlags.synReceived, synack: 0, finack: 0, rst: host.tcpFlags.resetReceived } },
    used_ports: usedPorts(host),
    ipkey: ipKey(row.ip), iphex: ipHex(row.ip),
  }
}

function volume(host: HostDetail): Record<string, unknown> {
  const { row, l4 } = host
  const fields: Record<string, unknown> = {
    "bytes.sent": row.bytesSent, "bytes.rcvd": row.bytesReceived, "packets.sent": row.packetsSent, "packets.rcvd": row.packetsReceived,
    bytes_ratio: ratio(row.bytesSent, row.bytesReceived), pkts_ratio: ratio(row.packetsSent, row.packetsReceived),
    "bytes.sent.anomaly_index": 0, "bytes.rcvd.anomaly_index": 0, "packets.sent.anomaly_index": 0, "packets.rcvd.anomaly_index": 0,
    "bytes.ndpi.unknown": host.applications.filter((share) => share.key === "Unknown").reduce((sum, share) => sum + share.bytesSent + share.bytesReceived, 0),
    "tcpPacketStats.sent": { retransmissions: row.retransmissions, out_of_order: row.outOfOrder, lost: row.lost, keep_alive: 0 },
    "tcpPacketStats.rcvd": { retransmissions: 0, out_of_order: 0, lost: 0, keep_alive: 0 },
    "tcp.packets.seq_problems": row.retransmissions + row.outOfOrder + row.lost > 0,
  }
  const named = { tcp: ["TCP"], udp: ["UDP"], icmp: ["ICMP", "ICMPv6"] } as const
  const known: readonly string[] = Object.values(named).flat()
  for (const [name, keys] of [...Object.entries(named), ["other_ip", l4.map((share) => share.key).filter((key) => !known.includes(key))] as const]) {
    const shares = l4.filter((share) => (keys as readonly string[]).includes(share.key))
    fields[`${name}.bytes.sent`] = total(shares, "bytesSent")
    fields[`${name}.bytes.rcvd`] = total(shares, "bytesReceived")
    const packets = packetsOf(host, l4, shares)
    fields[`${name}.packets.sent`] = packets["packets.sent"]
    fields[`${name}.packets.rcvd`] = packets["packets.rcvd"]
    fields[`${name}.bytes.sent.anomaly_index`] = 0
    fields[`${name}.bytes.rcvd.anomaly_index`] = 0
  }
  // Which UDP went to one receiver only is not counted apart.
  fields["udpBytesSent.unicast"] = fields["udp.bytes.sent"]
  fields["udpBytesSent.non_unicast"] = 0
  return fields
}

/** Packets are counted per host, bytes per share: known when the shares are all or nothing of the host, else null. */
function packetsOf({ row }: HostDetail, all: readonly TrafficShare[], some: readonly TrafficShare[]): { "packets.sent": number | null; "packets.rcvd": number | null } {
  if (some.length === 0) return { "packets.sent": 0, "packets.rcvd": 0 }
  if (some.length === all.length) return { "packets.sent": row.packetsSent, "packets.rcvd": row.packetsReceived }
  return { "packets.sent": null, "packets.rcvd": null }
}

const icmp = (host: HostDetail) => Object.fromEntries(host.icmp.map(({ type, sent, received }) => [type, { sent, rcvd: received }]))

function dns({ dns: counted }: HostDetail): Record<string, unknown> {
  const byType = { num_a: 0, num_aaaa: 0, num_any: 0, num_cname: 0, num_mx: 0, num_ns: 0, num_other: 0, num_ptr: 0, num_soa: 0, num_txt: 0 }
  const side = (queries: number, ok: number, error: number) => ({ num_queries: queries, num_replies_ok: ok, num_replies_error: error, queries: byType })
  return { sent: side(counted?.queriesSent ?? 0, 0, 0), rcvd: side(counted?.queriesReceived ?? 0, counted?.repliesOk ?? 0, counted?.repliesError ?? 0) }
}

function http({ http: counted }: HostDetail): Record<string, unknown> {
  const side = (requests: number, errors: number) => ({
    query: { total: requests, num_get: 0, num_head: 0, num_other: requests, num_post: 0, num_put: 0 },
    response: { total: errors, num_1xx: 0, num_2xx: 0, num_3xx: 0, num_4xx: errors, num_5xx: 0 },
    rate: { query: { get: 0, head: 0, other: 0, post: 0, put: 0 }, response: { "1xx": 0, "2xx": 0, "3xx": 0, "4xx": 0, "5xx": 0 } },
  })
  return { sender: side(counted?.requestsAsClient ?? 0, 0), receiver: side(counted?.requestsAsServer ?? 0, counted?.errors ?? 0), virtual_hosts: {} }
}

/** Shares by the application on top: `HTTP.1kxun` counts for 1kxun. */
function byApplication(shares: readonly TrafficShare[]): Map<string, TrafficShare> {
  const sums = new Map<string, TrafficShare>()
  for (const share of shares) {
    const key = lastPart(share.key)
    const known = sums.get(key)
    sums.set(key, known
      ? { key, bytesSent: known.bytesSent + share.bytesSent, bytesReceived: known.bytesReceived + share.bytesReceived, flows: known.flows + share.flows }
      : { ...share, key })
  }
  return sums
}

function applications(host: HostDetail): Record<string, unknown> {
  const duration = durationSeconds(host.row.firstSeenMs, host.row.lastSeenMs)
  const shares = [...byApplication(host.applications).values()]
  return Object.fromEntries(shares.map((share) => [share.key, {
    breed: hostBreedOf(protocolByName(share.key)?.breed), "bytes.sent": share.bytesSent, "bytes.rcvd": share.bytesReceived,
    ...packetsOf(host, shares, [share]), num_flows: share.flows, duration,
  }]))
}

function categoriesOf(host: HostDetail): Record<string, unknown> {
  const duration = durationSeconds(host.row.firstSeenMs, host.row.lastSeenMs)
  return Object.fromEntries(host.categories.map((share) => [share.key, {
    category: categoryIdOf(share.key), bytes: share.bytesSent + share.bytesReceived, "bytes.sent": share.bytesSent, "bytes.rcvd": share.bytesReceived, duration,
  }]))
}

/** `tcp:443` -> application, for the ports it serves and those it asked elsewhere. */
function usedPorts(host: HostDetail): Record<string, unknown> {
  const ports = (list: HostDetail["serverPorts"]) => Object.fromEntries(list.map(({ port, l4, app }) => [`${l4.toLowerCase()}:${port}`, app ?? ""]))
  return { local_server_ports: host.row.location === "local" ? ports(host.serverPorts) : {}, remote_contacted_ports: ports(host.clientPorts) }
}

function isPrivate(ip: string): boolean {
  return /^(10\.|127\.|169\.254\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|fe[89ab][0-9a-f]:|f[cd][0-9a-f]{2}:|::1$)/.test(ip)
}
const octets = (ip: string): number[] => ip.split(".").map(Number)
/** IPv4 as a number; of IPv6 the sum of its words, a hash only. */
function ipKey(ip: string): number {
  if (!ip.includes(":")) return octets(ip).reduce((key, octet) => key * 256 + octet, 0)
  return words(ip).reduce((key, word) => (key + word) % 2 ** 32, 0)
}
function ipHex(ip: string): string {
  return (ip.includes(":") ? words(ip).map((word) => word.toString(16).padStart(4, "0")).join("") : octets(ip).map((octet) => octet.toString(16).padStart(2, "0")).join("")).toUpperCase()
}
/** Eight 16-bit words of canonical IPv6 text. */
function words(ip: string): number[] {
  const [head, tail] = ip.split("::")
  const before = head ? head.split(":") : []
  const after = tail ? tail.split(":") : []
  return [...before, ...new Array<string>(tail === undefined ? 0 : 8 - before.length - after.length).fill("0"), ...after].map((word) => Number.parseInt(word, 16))
}

export const hostInterfaces = endpoint({
  path: "get/host/interfaces",
  async answer({ parts, parameters }) {
    const { ip, vlan } = hostOf(parameters)
    const found: number[] = []
    for (const one of parts.monitor.interfaces) if (await one.ask("host", { ip, vlan })) found.push(one.id)
    return { rsp: { [vlan ? `${ip}@${vlan}` : ip]: found.map((ifid) => ({ ifid })) } }
  },
})

export const hostL7 = endpoint({
  path: "get/host/l7/stats",
  async answer(input) {
    const host = await detailOf(input)
    const { parameters } = input
    const duration = durationSeconds(host.row.firstSeenMs, host.row.lastSeenMs)
    const byCategory = parameters.text("ndpi_category") === "true"
    const shares = byCategory ? host.categories : [...byApplication(host.applications).values()]
    const collapse = (parameters.text("collapse_stats") ?? "true").toLowerCase() !== "false"
    return { rsp: slices(shares.map((share) => ({ label: share.key, duration, value: share.bytesSent + share.bytesReceived })), { collapse }) }
  },
})

export const hostL7Table = endpoint({
  path: "get/host/l7/data",
  async answer(input) {
    const host = await detailOf(input)
    const isCategory = input.parameters.text("view") === "categories"
    const shares = isCategory ? host.categories : [...byApplication(host.applications).values()]
    const whole = Math.max(1, host.row.bytes)
    return {
      rsp: shares.map((share) => ({
        application: { id: isCategory ? categoryIdOf(share.key) : protocolByName(share.key)?.id ?? 0, label: share.key }, bytes_sent: share.bytesSent, bytes_rcvd: share.bytesReceived,
        tot_bytes: share.bytesSent + share.bytesReceived, percentage: (100 * (share.bytesSent + share.bytesReceived)) / whole, duration: durationSeconds(host.row.firstSeenMs, host.row.lastSeenMs),
      })),
    }
  },
})

export const hostL4Table = endpoint({
  path: "get/host/l4/data",
  async answer(input) {
    const host = await detailOf(input)
    const whole = Math.max(1, host.row.bytes)
    return { rsp: host.l4.map((share) => ({ protocol: share.key, bytes_sent: share.bytesSent, bytes_rcvd: share.bytesReceived, total_bytes: share.bytesSent + share.bytesReceived, total_percentage: (100 * (share.bytesSent + share.bytesReceived)) / whole })) }
  },
})

export const hostDscp = endpoint({
  path: "get/host/dscp/stats",
  async answer(input) {
    const host = await detailOf(input)
    const side = input.parameters.text("direction") === "recvd" ? "bytesReceived" : "bytesSent"
    return { rsp: slices(host.dscp.map((share) => ({ label: dscpLabel(share.key), value: share[side] })), { collapse: true, alwaysOther: true }) }
  },
})

/** Fields that `field_alias` gives when none are named. */
const CUSTOM_FIELDS = ["ip", "vlan", "ifid", "name", "mac", "bytes.sent", "bytes.rcvd", "packets.sent", "packets.rcvd", "total_flows.as_client", "total_flows.as_server", "active_flows.as_client", "active_flows.as_server", "num_alerts", "total_alerts", "dns"]
const MAX_CUSTOM_HOSTS = 1_000
/** Fields that a row of the host table knows by itself; a scraper that asks for these only gets all hosts in one question. */
const ROW_FIELDS = new Set([
  "ip", "vlan", "ifid", "name", "mac", "tskey", "ip_version", "localhost", "privatehost", "is_broadcast", "is_multicast", "is_rx_only", "local_network_name", "asn", "asname", "country", "seen.first", "seen.last", "duration",
  "bytes.sent", "bytes.rcvd", "packets.sent", "packets.rcvd", "bytes_ratio", "pkts_ratio", "active_flows.as_client", "active_flows.as_server", "flows.as_client", "flows.as_server", "total_flows.as_client", "total_flows.as_server",
  "active_alerted_flows", "alerted_flows.as_client", "alerted_flows.as_server", "num_alerts", "total_alerts", "contacts.as_client", "contacts.as_server", "score", "score.as_client", "score.as_server", "throughput_bps", "throughput_pps", "ipkey", "iphex",
])
const MAX_ROWS = 10_000

export const hostCustom = endpoint({
  path: "get/host/custom_data",
  async answer(input) {
    const { iface, parameters } = input
    const wanted = parameters.text("field_alias") ?? "all"
    const pairs = wanted === "all" ? null : wanted.split(",").map((pair) => pair.split("=").map((one) => one.trim())).filter(([field]) => field !== "")
    const pick = (fields: Record<string, unknown>) => (pairs ? Object.fromEntries(pairs.map(([field, alias]) => [alias || field, fields[field]])) : fields)
    if (parameters.has("host")) return { rsp: pick(hostFields(await detailOf(input), iface.id)) }
    const fromRows = pairs?.every(([field]) => ROW_FIELDS.has(field)) ?? false
    const { rows } = await iface.ask("hosts", { limit: fromRows ? MAX_ROWS : MAX_CUSTOM_HOSTS, sort: { column: "bytes", descending: true } })
    if (fromRows) return { rsp: rows.map((row) => pick(hostFields(bareDetail(row), iface.id))) }
    const all: Record<string, unknown>[] = []
    for (const { ip, vlan } of rows) {
      const host = await iface.ask("host", { ip, vlan })
      if (!host) continue // gone since
      const fields = hostFields(host, iface.id)
      all.push(pairs ? pick(fields) : Object.fromEntries(CUSTOM_FIELDS.map((name) => [name, fields[name]])))
    }
    return { rsp: all }
  },
})

/** A host of which only its row is known. */
function bareDetail(row: HostRow): HostDetail {
  const tcpFlags = { synSent: 0, synAckSent: 0, finSent: 0, resetSent: 0, synReceived: 0, resetReceived: 0 }
  return { row, names: [], applications: [], categories: [], l4: [], dscp: [], peers: [], serverPorts: [], clientPorts: [], packetSizesSent: {}, packetSizesReceived: {}, tcpFlags, icmp: [], dns: null, http: null, tls: null, ssh: null }
}

export const hostFind = endpoint({
  path: "get/host/find",
  async answer({ iface, parameters }) {
    const text = parameters.required("query")
    const found = await iface.ask("search", { text: text.slice(0, 100), limit: 20 })
    const hostsOnly = parameters.flag("hosts_only")
    return {
      rsp: {
        interface: iface.name,
        results: found.filter(({ kind }) => kind === "host" || !hostsOnly).map(({ kind, key, label }) => ({ type: kind === "host" ? "ip" : kind === "device" ? "mac" : kind, ip: key, name: label, badges: [], links: [] })),
      },
    }
  },
})

export const hostResolve = endpoint({
  path: "get/host/resolve_host_name",
  async answer({ iface, parameters }) {
    const name = parameters.required("host")
    const { rows } = await iface.ask("hosts", { filter: `name = ${quoted(name)}`, limit: 1 })
    if (rows.length === 0) throw new NtopngError("NOT_FOUND")
    return { rsp: rows[0].ip }
  },
})
