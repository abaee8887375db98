// Tables of live flows and their counters.
import { confidences, protocolById, type FlowRow } from "@netweir/model"
import { predominantAlert, severities, severityOfScore } from "../alert-types.ts"
import { endpoint, hostOf, pageOf, sortOf, type EndpointInput } from "../endpoint.ts"
import { NtopngError } from "../envelope.ts"
import { lastPart } from "../names.ts"
import type { Parameters } from "../parameters.ts"
import { durationSeconds, seconds } from "../seconds.ts"
import { quoted } from "./host-tables.ts"

const sortColumns = {
  client: "client", server: "server", vlan: "vlan", proto_l4: "l4", l4_proto: "l4", ndpi: "app", application: "app", duration: "durationMs", thpt: "bitsPerSecond", throughput: "bitsPerSecond",
  bytes: "bytes", info: "info", first_seen: "firstSeenMs", last_seen: "lastSeenMs", score: "score",
} as const

/** Parameters that narrow the flow table, in our filter language. */
export function flowFilter(parameters: Parameters): string {
  const tests: string[] = []
  if (parameters.has("host")) {
    const { ip, vlan } = hostOf(parameters)
    tests.push(`(client = ${ip} or server = ${ip})`)
    if (vlan > 0) tests.push(`vlan = ${vlan}`)
  } else if (parameters.has("vlan") || parameters.has("vlan_id")) {
    tests.push(`vlan = ${parameters.integer(parameters.has("vlan") ? "vlan" : "vlan_id", { min: 0, max: 4095, fallback: 0 })}`)
  }
  const address = (name: string, column: string) => {
    const value = parameters.text(name)
    if (value === null) return
    if (!/^[0-9A-Fa-f:.]{2,45}$/.test(value)) throw new NtopngError("INVALID_HOST")
    tests.push(`${column} = ${value}`)
  }
  address("client", "client")
  address("server", "server")
  if (parameters.has("port")) {
    const port = parameters.integer("port", { min: 0, max: 65_535, fallback: 0 })
    tests.push(`(clientPort = ${port} or serverPort = ${port})`)
  }
  const application = parameters.text("application")
  if (application !== null) {
    // A number of theirs or a name; a name means the master as well as what rides on it.
    const name = /^\d+$/.test(application) ? protocolById(Number(application)).name : application
    tests.push(`(app = ${quoted(name)} or app like ${quoted(`*.${name}`)} or app like ${quoted(`${name}.*`)})`)
  }
  const category = parameters.text("category")
  if (category !== null) tests.push(`category = ${quoted(category)}`)
  const info = parameters.text("flow_info") ?? parameters.text("map_search")
  if (info !== null) tests.push(`(info ~ ${quoted(info)} or hostname ~ ${quoted(info)})`)
  switch (parameters.text("flowhosts_type")) {
    case "local_only": tests.push('clientLocation = "local" and serverLocation = "local"'); break
    case "remote_only": tests.push('clientLocation = "remote" and serverLocation = "remote"'); break
    case "local_origin_remote_target": tests.push('clientLocation = "local" and serverLocation = "remote"'); break
    case "remote_origin_local_target": tests.push('clientLocation = "remote" and serverLocation = "local"'); break
    default:
  }
  return tests.join(" and ")
}

async function flowPage({ iface, parameters }: Pick<EndpointInput, "iface" | "parameters">) {
  const { offset, limit, page } = pageOf(parameters)
  const filter = flowFilter(parameters)
  const flows = await iface.ask("flows", { ...(filter && { filter }), sort: sortOf(parameters, sortColumns, "bytes"), offset, limit })
  return { flows, limit, page }
}

/** A flow's numbers in ntopng: a 32-bit key and the number of its row, both text. */
export const flowKey = (flow: Pick<FlowRow, "flowId">) => String(BigInt(flow.flowId) >> 32n)
const hashId = (flow: Pick<FlowRow, "flowId">) => String(BigInt(flow.flowId) & 0xffffffffn)
/** The server is called as the client asked for it, for want of a name of its own. */
const serverName = (flow: FlowRow) => flow.serverName ?? flow.hostname ?? flow.server
const isBlacklisted = false // lists of bad hosts come with the checks

export const flowsActive = endpoint({
  path: "get/flow/active",
  async answer(input) {
    const { flows, limit, page } = await flowPage(input)
    const verbose = input.parameters.flag("verbose")
    return {
      rsp: {
        totalRows: flows.matched, perPage: limit, currentPage: page, sort: [[input.parameters.text("sortColumn") ?? "column_", input.parameters.text("sortOrder") ?? "desc"]],
        data: flows.rows.map((flow) => ({ ...activeRow(flow), ...(verbose && verboseFields(flow)) })),
      },
    }
  },
})

function activeRow(flow: FlowRow) {
  const cli2srv = flow.bytes > 0 ? Math.round((100 * flow.bytesToServer) / flow.bytes) : 0
  return {
    key: flowKey(flow), hash_id: hashId(flow), vlan: flow.vlan, first_seen: seconds(flow.firstSeenMs), last_seen: seconds(flow.lastSeenMs),
    duration: durationSeconds(flow.firstSeenMs, flow.lastSeenMs), bytes: flow.bytes, breakdown: { cli2srv, srv2cli: flow.bytes > 0 ? 100 - cli2srv : 0 },
    protocol: { l4: flow.l4, l7: flow.app }, thpt: { bps: flow.bitsPerSecond, pps: 0 },
    client: { ip: flow.client, port: flow.clientPort, name: flow.clientName ?? flow.client, is_blacklisted: isBlacklisted, is_broadcast_domain: false, is_dhcp: false },
    server: { ip: flow.server, port: flow.serverPort, name: serverName(flow), is_blacklisted: isBlacklisted, is_broadcast: flow.serverLocation === "broadcast", is_dhcp: false },
  }
}

/** Every field that is known, under ntopng's flat names with dots. */
function verboseFields(flow: FlowRow): Record<string, unknown> {
  return {
    "cli2srv.bytes": flow.bytesToServer, "srv2cli.bytes": flow.bytesToClient, "cli2srv.packets": flow.packetsToServer, "srv2cli.packets": flow.packetsToClient,
    "cli2srv.goodput_bytes": flow.payloadToServer, "srv2cli.goodput_bytes": flow.payloadToClient,
    "cli2srv.tcp_flags": flow.tcpFlagsToServer, "srv2cli.tcp_flags": flow.tcpFlagsToClient,
    "cli2srv.retransmissions": flow.retransmissionsToServer, "srv2cli.retransmissions": flow.retransmissionsToClient,
    "cli2srv.out_of_order": flow.outOfOrderToServer, "srv2cli.out_of_order": flow.outOfOrderToClient, "cli2srv.lost": flow.lostToServer, "srv2cli.lost": flow.lostToClient,
    "tcp.nw_latency.client": flow.clientRttUs === null ? null : flow.clientRttUs / 2000, "tcp.nw_latency.server": flow.serverRttUs === null ? null : flow.serverRttUs / 2000,
    "tcp.appl_latency": flow.appLatencyUs === null ? null : flow.appLatencyUs / 1000,
    "cli.country": flow.clientCountry ?? "", "srv.country": flow.serverCountry ?? "", "cli.asn": flow.clientAsn ?? 0, "srv.asn": flow.serverAsn ?? 0,
    "cli.mac": flow.clientMac ?? "", "srv.mac": flow.serverMac ?? "", "cli.localhost": flow.clientLocation === "local", "srv.localhost": flow.serverLocation === "local",
    "proto.ndpi": flow.app, "proto.ndpi_id": flow.appProtocolId || flow.masterProtocolId, "proto.ndpi_cat": flow.category, "proto.ndpi_breed": flow.breed, "proto.l4": flow.l4,
    "flow.status": predominantAlert(flow.risks)?.id ?? 0, "score.flow_score": flow.score, info: flow.info ?? "", community_id: flow.communityId, "protos.tls.client_requested_server_name": flow.hostname ?? "",
  }
}

export const flowsActiveList = endpoint({
  path: "get/flow/active_list",
  async answer(input) {
    const { flows } = await flowPage(input)
    return { recordsTotal: flows.matched, rsp: flows.rows.map((flow) => listRow(flow, input.iface.id)) }
  },
})

/** ntopng tells a guess from a proof only. */
const confidenceOf = (flow: FlowRow) => (confidences.indexOf(flow.confidence as (typeof confidences)[number]) >= confidences.indexOf("correlation") ? { id: 1, name: "DPI" } : { id: 0, name: "Guess" })

function listRow(flow: FlowRow, ifid: number) {
  const confidence = confidenceOf(flow)
  const alert = predominantAlert(flow.risks)
  const { http } = flow.metadata as { http?: { method?: unknown; status?: unknown } }
  const side = (ip: string, port: number, name: string, country: string | null, location: string) => ({
    ip, port, name, country: country ?? "", localhost: location === "local", remotehost: location === "remote", allowed_host: true, container: [], process: [], service_port: "",
  })
  return {
    ifid, key: flowKey(flow), hash_id: hashId(flow), first_seen: seconds(flow.firstSeenMs), last_seen: seconds(flow.lastSeenMs), duration: durationSeconds(flow.firstSeenMs, flow.lastSeenMs),
    l4_proto: { id: flow.ipProtocol, name: flow.l4 },
    application: {
      app_id: flow.appProtocolId, master_id: flow.masterProtocolId, name: flow.app, breed: flow.breed, confidence: confidence.name, confidence_id: confidence.id, encrypted: flow.encrypted,
      http_method: typeof http?.method === "string" ? http.method : "", return_code: typeof http?.status === "number" ? http.status : 0, rsp_status_code: typeof http?.status === "number" ? String(http.status) : "",
    },
    client: side(flow.client, flow.clientPort, flow.clientName ?? flow.client, flow.clientCountry, flow.clientLocation),
    server: side(flow.server, flow.serverPort, serverName(flow), flow.serverCountry, flow.serverLocation),
    bytes: { cli_bytes: flow.bytesToServer, srv_bytes: flow.bytesToClient, total: flow.bytes },
    throughput: { bps: flow.bitsPerSecond, pps: 0, trend: 3, type: "bps" }, score: flow.score, info: flow.info ?? "", periodic_flow: false, verdict: true,
    predominant_alert: { name: alert?.title ?? "", severity_id: severities[severityOfScore(alert?.score ?? 0)] },
  }
}

export const flowL4Counters = endpoint({
  path: "get/flow/l4/counters",
  async answer({ iface }) {
    const { groups } = await iface.ask("flowGroups", { by: ["ipProtocol"], limit: 256 })
    return { rsp: groups.map((group) => ({ id: Number(group.key[0]), count: group.flows })).toSorted((a, b) => a.id - b.id) }
  },
})

export const flowL7Counters = endpoint({
  path: "get/flow/l7/counters",
  async answer({ iface }) {
    const counts = new Map<string, number>()
    for (const group of (await iface.ask("flowGroups", { by: ["app"], limit: 10_000 })).groups) {
      const name = lastPart(String(group.key[0]))
      counts.set(name, (counts.get(name) ?? 0) + group.flows)
    }
    return { rsp: [...counts].map(([name, count]) => ({ count, name })).toSorted((a, b) => (a.name < b.name ? -1 : 1)) }
  },
})

export const flowTraffic = endpoint({
  path: "get/flow/traffic_stats",
  async answer({ iface, parameters }) {
    const filter = flowFilter(parameters)
    const { groups } = await iface.ask("flowGroups", { ...(filter && { filter }), by: ["ipVersion"], limit: 10 })
    const sum = (pick: (group: (typeof groups)[number]) => number) => groups.reduce((total, group) => total + pick(group), 0)
    return { rsp: { totBytesSent: sum((group) => group.bytesToServer), totBytesRcvd: sum((group) => group.bytesToClient) } }
  },
})

/** What the Analysis page groups by. */
const criteria: Readonly<Record<string, readonly string[]>> = {
  application_protocol: ["app", "confidence"], client: ["client", "vlan", "clientLocation"], server: ["server", "vlan", "serverLocation"], client_server: ["client", "server", "vlan"],
  client_server_srv_port: ["client", "server", "serverPort", "vlan"], app_client_server: ["app", "client", "server", "vlan"], info: ["info"],
}

export const flowsAggregated = endpoint({
  path: "get/flow/aggregated_live_flows",
  async answer({ iface, parameters }) {
    const criterion = parameters.text("aggregation_criteria") ?? "application_protocol"
    if (!Object.hasOwn(criteria, criterion)) throw new NtopngError("INVALID_ARGUMENTS", "aggregation_criteria is unknown")
    const by = criteria[criterion]
    const { offset, limit } = pageOf(parameters)
    const filter = flowFilter(parameters)
    const { groups, total } = await iface.ask("flowGroups", { ...(filter && { filter }), by, limit: 10_000 })
    const order = sortOf(parameters, { tot_traffic: "traffic", bytes_sent: "sent", bytes_rcvd: "received", flows: "flows", tot_score: "score" }, "traffic")
    const value = (group: (typeof groups)[number]) =>
      order.column === "sent" ? group.bytesToServer : order.column === "received" ? group.bytesToClient : order.column === "flows" ? group.flows : order.column === "score" ? group.score : group.bytesToServer + group.bytesToClient
    const sorted = groups.toSorted((a, b) => (order.descending ? value(b) - value(a) : value(a) - value(b)))
    return { recordsTotal: total, recordsFiltered: total, rsp: sorted.slice(offset, offset + limit).map((group) => aggregatedRow(group, by)) }
  },
})

function aggregatedRow(group: { key: readonly unknown[]; flows: number; bytesToServer: number; bytesToClient: number; score: number; clients: number; servers: number }, by: readonly string[]) {
  const traffic = group.bytesToServer + group.bytesToClient
  const cell = (column: string) => (by.includes(column) ? group.key[by.indexOf(column)] : undefined)
  const vlan = Number(cell("vlan") ?? 0)
  const host = (ip: unknown) => ({ ip: String(ip), label: String(ip), vlan_id: vlan, is_alerted: false, in_memory: true, extra_labels: "" })
  const app = cell("app")
  return {
    ...(app !== undefined && { application: { id: String(app), label: String(app), label_with_icons: String(app) }, confidence: cell("confidence") === "port" ? 0 : 1, confidence_name: cell("confidence") === "port" ? "Guess" : "DPI", app_proto_is_not_guessed: cell("confidence") !== "port" }),
    ...(cell("client") !== undefined && { client: host(cell("client")) }),
    ...(cell("server") !== undefined && { server: host(cell("server")) }),
    ...(cell("serverPort") !== undefined && { srv_port: { id: Number(cell("serverPort")), label: String(cell("serverPort")) } }),
    ...(by.includes("info") && { info: { id: String(cell("info") ?? ""), label: String(cell("info") ?? "") } }),
    flows: String(group.flows), num_clients: String(group.clients), num_servers: String(group.servers), tot_score: group.score > 0 ? String(group.score) : "",
    tot_traffic: traffic, bytes_sent: group.bytesToServer, bytes_rcvd: group.bytesToClient,
    breakdown: { percentage_bytes_sent: traffic > 0 ? (100 * group.bytesToServer) / traffic : 0, percentage_bytes_rcvd: traffic > 0 ? (100 * group.bytesToClient) / traffic : 0 },
    vlan_id: vlan > 0 ? { id: vlan, label: String(vlan) } : [], device_ip: "",
  }
}
