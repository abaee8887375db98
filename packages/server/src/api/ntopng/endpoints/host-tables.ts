// Tables of hosts.
import type { HostRow } from "@netweir/model"
import { endpoint, pageOf, sortOf } from "../endpoint.ts"
import { hostElementKey, upperMac } from "../names.ts"
import { bytesPerSecond, seconds } from "../seconds.ts"
import type { Parameters } from "../parameters.ts"

/** Their sort columns, with and without "column_". */
const sortColumns = {
  ip: "ip", name: "name", since: "firstSeenMs", first_seen: "firstSeenMs", last: "lastSeenMs", last_seen: "lastSeenMs", thpt: "bitsPerSecond", throughput: "bitsPerSecond",
  traffic: "bytes", bytes: "bytes", traffic_sent: "bytesSent", traffic_rcvd: "bytesReceived", num_flows: "activeFlows", score: "score", alerts: "alerts", country: "country", vlan: "vlan", asn: "asn",
} as const

/** What narrows the table, in our filter language; values are checked, then quoted. */
function filterOf(parameters: Parameters): string {
  const tests: string[] = []
  const mode = parameters.text("mode")
  if (mode === "local") tests.push('location = "local"')
  if (mode === "remote") tests.push('location = "remote"')
  const text = (name: string, column: string) => {
    const value = parameters.text(name)
    if (value !== null) tests.push(`${column} = ${quoted(value)}`)
  }
  text("country", "country")
  text("mac", "mac")
  text("network_cidr", "network")
  if (parameters.has("asn")) tests.push(`asn = ${parameters.integer("asn", { min: 0, max: 2 ** 32 - 1, fallback: 0 })}`)
  if (parameters.has("vlan")) tests.push(`vlan = ${parameters.integer("vlan", { min: 0, max: 4095, fallback: 0 })}`)
  const search = parameters.text("map_search")
  if (search !== null) tests.push(quoted(search)) // a text alone is looked for in all that names a host
  return tests.join(" and ")
}

/** A text of the filter language: backslashes and quotes are escaped. */
export const quoted = (text: string): string => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`

export const hostsActive = endpoint({
  path: "get/host/active",
  async answer({ iface, parameters }) {
    const all = parameters.flag("all")
    const { offset, limit, page } = pageOf(parameters, all ? 1000 : 10)
    const sort = sortOf(parameters, sortColumns, "bitsPerSecond")
    const filter = filterOf(parameters)
    const hosts = await iface.ask("hosts", { ...(filter && { filter }), sort, offset: all ? 0 : offset, limit: all ? 1000 : limit })
    const data = hosts.rows.map(activeRow)
    return { rsp: { data, currentPage: page, perPage: limit, sort: [[parameters.text("sortColumn") ?? "column_thpt", ...(parameters.has("sortOrder") ? [parameters.text("sortOrder")] : [])]] } }
  },
})

function activeRow(row: HostRow) {
  return {
    ip: row.ip, vlan: row.vlan, key: hostElementKey(row.ip, row.vlan), name: row.name ?? row.ip, first_seen: seconds(row.firstSeenMs), last_seen: seconds(row.lastSeenMs),
    bytes: { sent: row.bytesSent, recvd: row.bytesReceived, total: row.bytes },
    num_flows: { as_client: row.flowsAsClient, as_server: row.flowsAsServer, total: row.flowsAsClient + row.flowsAsServer },
    score: scoreParts(row),
    thpt: { bps: row.bitsPerSecond, pps: 0 }, num_alerts: 0, country: row.country ?? "", os: 0,
    is_localhost: row.location === "local", is_multicast: row.location === "multicast", is_broadcast: row.location === "broadcast", is_broadcast_domain: false, is_blacklisted: false,
  }
}

export const hostsActiveList = endpoint({
  path: "get/host/active_list",
  async answer({ iface, parameters }) {
    const { offset, limit } = pageOf(parameters)
    const filter = filterOf(parameters)
    const hosts = await iface.ask("hosts", { ...(filter && { filter }), sort: sortOf(parameters, sortColumns, "bitsPerSecond"), offset, limit })
    return {
      recordsTotal: hosts.matched,
      rsp: hosts.rows.map((row) => ({
        host: {
          ip: row.ip, country: row.country ?? "", device_type: 0, localhost: row.location === "local", remotehost: row.location === "remote", os: 0,
          mac: { address: upperMac(row.mac), name: row.vendor ? `${row.vendor} ${upperMac(row.mac)}` : upperMac(row.mac) }, vlan: { id: row.vlan, name: row.vlan ? String(row.vlan) : "" },
        },
        hostname: { name: row.name ?? row.ip, alt_name: "" }, first_seen: seconds(row.firstSeenMs), last_seen: seconds(row.lastSeenMs),
        bytes: { sent: row.bytesSent, rcvd: row.bytesReceived, total: row.bytes }, num_flows: row.activeFlows, score: row.score, alerts: row.alerts,
        throughput: { bps: bytesPerSecond(row.bitsPerSecond), pps: 0, trend: 3, type: "bps" },
      })),
    }
  },
})

/**
 * A host's score is one number here. It is the client's when the host opened flows, the server's when it only answered.
 */
export function scoreParts(row: Pick<HostRow, "score" | "flowsAsClient">): { as_client: number; as_server: number; total: number } {
  const asClient = row.flowsAsClient > 0 ? row.score : 0
  return { as_client: asClient, as_server: row.score - asClient, total: row.score }
}
