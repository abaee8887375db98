// Interfaces and their counters.
import { networkInterfaces } from "node:os"
import type { InterfaceStats } from "@netweir/model"
import type { MonitoredInterface } from "../../../monitor/monitor.ts"
import { endpoint } from "../endpoint.ts"
import { lastPart, dscpLabel } from "../names.ts"
import { bytesPerSecond, percentOf } from "../seconds.ts"
import { slices, type Slice } from "../shares.ts"
import { createSystemStats, type SystemStats } from "../system-stats.ts"

export const interfaces = endpoint({
  path: "get/ntopng/interfaces",
  answer: ({ parts }) => ({ rsp: parts.monitor.interfaces.map(({ id, name }) => ({ ifid: id, ifname: name, name })) }),
})

const systemStats = createSystemStats()

export const interfaceData = endpoint({
  path: "get/interface/data",
  async answer({ parts, parameters, iface }) {
    const system = systemStats()
    if (parameters.text("iffilter") !== "all") return { rsp: await dataOf(iface, system) }
    const all = await Promise.all(parts.monitor.interfaces.map(async (one) => [String(one.id), await dataOf(one, system)] as const))
    return { rsp: Object.fromEntries(all) }
  },
})

/** An interface's bytes count what a packet takes on the wire beside its frame: preamble, checksum, gap (IEEE 802.3). Flows' and hosts' do not. */
const LINK_OVERHEAD_BYTES = 24
/** Samples of the sparkline. */
const CHART_POINTS = 30
const startedMs = Date.now()

async function dataOf(iface: MonitoredInterface, system: SystemStats): Promise<Record<string, unknown>> {
  const [stats, alerted, local, receivingOnly, localReceivingOnly] = await Promise.all([
    iface.ask("stats", {}), alertedFlows(iface), matchingHosts(iface, 'location = "local"'), matchingHosts(iface, "bytesSent = 0"),
    matchingHosts(iface, 'bytesSent = 0 and location = "local"'),
  ])
  const dropped = sum(stats.packets.dropped)
  const packets = stats.packets.stored
  const bytes = stats.packets.bytes + packets * LINK_OVERHEAD_BYTES
  const chart = lastSamples(stats)
  const now = new Date()
  return {
    ifid: String(iface.id), ifname: iface.name, is_view: iface.isView, epoch: Math.floor(now.getTime() / 1000), localtime: `${now.toISOString().slice(11, 19)} +0000`,
    uptime: uptimeText(Date.now() - startedMs), periodic_stats_update_frequency_secs: 5, speed: 1000, active_discovery_active: false, num_live_captures: 0,
    // Traffic is not split into received and sent by the device: all counts as download, as for a capture file.
    bytes, packets, bytes_download: bytes, bytes_upload: 0, packets_download: packets, packets_upload: 0,
    bytes_download_since_reset: bytes, bytes_upload_since_reset: 0, packets_download_since_reset: packets, packets_upload_since_reset: 0,
    drops: dropped, tot_pkt_drops: dropped, tot_nprobe_pkts: 0,
    throughput_bps: bytesPerSecond(stats.bitsPerSecond), throughput_pps: stats.packetsPerSecond,
    throughput: { download: { bps: bytesPerSecond(stats.bitsPerSecond), pps: stats.packetsPerSecond }, upload: { bps: 0, pps: 0 } },
    download_upload_chart: { download: chart, upload: chart.map(() => 0) },
    remote_bps: 0, remote_pps: 0, local2remote: stats.bytesLocalToRemote, remote2local: stats.bytesRemoteToLocal,
    num_flows: stats.activeFlows, flows_pctg: percentOf(stats.activeFlows, limitOf(stats, "flows")),
    num_hosts: stats.activeHosts, hosts_pctg: percentOf(stats.activeHosts, limitOf(stats, "hosts")), num_local_hosts: local,
    num_rcvd_only_hosts: receivingOnly, num_local_rcvd_only_hosts: localReceivingOnly, num_local_hosts_anomalies: 0, num_remote_hosts_anomalies: 0,
    num_devices: stats.devices, macs_pctg: percentOf(stats.devices, limitOf(stats, "devices")),
    tcpPacketStats: { retransmissions: stats.tcp.retransmissions, out_of_order: stats.tcp.outOfOrder, lost: stats.tcp.lost },
    alerted_flows: alerted.all, alerted_flows_notice: alerted.notice, alerted_flows_warning: alerted.warning, alerted_flows_error: alerted.error,
    engaged_alerts: 0, engaged_alerts_notice: 0, engaged_alerts_warning: 0, engaged_alerts_error: 0,
    dropped_alerts: 0, flow_dropped_alerts: 0, host_dropped_alerts: 0, other_dropped_alerts: 0,
    system_host_stats: system,
  }
}

async function alertedFlows(iface: MonitoredInterface): Promise<{ all: number; notice: number; warning: number; error: number }> {
  const matched = async (filter: string) => (await iface.ask("flows", { filter, limit: 1 })).matched
  const [notice, warning, error] = await Promise.all([matched("score >= 1 and score < 50"), matched("score >= 50 and score < 100"), matched("score >= 100")])
  return { all: notice + warning + error, notice, warning, error }
}

const matchingHosts = async (iface: MonitoredInterface, filter: string): Promise<number> => (await iface.ask("hosts", { filter, limit: 1 })).matched
const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((total, one) => total + one, 0)
const limitOf = (stats: InterfaceStats, table: string) => stats.tables[table]?.limit ?? 0

function lastSamples(stats: InterfaceStats): number[] {
  const samples = (stats.throughputHistory ?? []).slice(-CHART_POINTS).map((bitsPerSecond) => Math.round(bytesPerSecond(bitsPerSecond)))
  return [...new Array<number>(CHART_POINTS - samples.length).fill(0), ...samples]
}

function uptimeText(ms: number): string {
  const total = Math.floor(ms / 1000)
  const two = (value: number) => String(value).padStart(2, "0")
  const days = Math.floor(total / 86_400)
  const hours = Math.floor(total / 3_600) % 24
  const clock = `${two(Math.floor(total / 60) % 60)}:${two(total % 60)}`
  return days > 0 ? `${days} day${days > 1 ? "s" : ""}, ${two(hours)}:${clock}` : hours > 0 ? `${two(hours)}:${clock}` : `${clock} sec`
}

export const interfaceAddress = endpoint({
  path: "get/interface/address",
  answer: ({ iface }) => ({ rsp: { addresses: (networkInterfaces()[iface.name] ?? []).map(({ cidr, address }) => cidr ?? address) } }),
})

export const broadcastDomains = endpoint({
  path: "get/interface/bcast_domains",
  async answer({ iface }) {
    // A broadcast domain is a local network with devices of its own on this segment; ghosts are not looked for.
    const networks = await iface.ask("groups", { kind: "network", limit: 1000 })
    return { rsp: { bcast_domains: Object.fromEntries(networks.rows.map((row) => [row.key, { ghost_network: false, hits: row.packetsSent + row.packetsReceived }])) } }
  },
})

export const interfaceL7 = endpoint({
  path: "get/interface/l7/stats",
  async answer({ iface, parameters }) {
    const byFlows = parameters.text("ndpistats_mode") === "count"
    // The Python client sends `True` with all of its calls and wants applications; only the lower-case word switches.
    const kind = parameters.text("breed") === "true" ? "breed" : parameters.text("ndpi_category") === "true" ? "category" : "application"
    const values = new Map<string, number>()
    const add = (name: string, value: number) => values.set(name, (values.get(name) ?? 0) + value)
    if (byFlows) {
      const by = kind === "breed" ? "breed" : kind === "category" ? "category" : "app"
      for (const group of (await iface.ask("flowGroups", { by: [by], limit: 10_000 })).groups) add(lastPart(String(group.key[0])), group.flows)
    } else {
      for (const row of (await iface.ask("groups", { kind, sort: { column: "bytes", descending: true }, limit: 1000 })).rows) add(lastPart(row.key), row.bytes)
    }
    const parameter = kind === "category" ? "category" : kind === "breed" ? "breed" : "application"
    const all = [...values].map(([label, value]): Slice => ({ label, value, url: `/lua/flows_stats.lua?${parameter}=${encodeURIComponent(label)}` }))
    const collapse = (parameters.text("collapse_stats") ?? "true").toLowerCase() !== "false"
    return { rsp: slices(all, { collapse, most: parameters.integer("max_values", { min: 1, max: 10_000, fallback: 10_000 }) }) }
  },
})

export const interfaceDscp = endpoint({
  path: "get/interface/dscp/stats",
  async answer({ iface }) {
    const rows = (await iface.ask("groups", { kind: "dscp", limit: 100 })).rows
    return { rsp: slices(rows.map((row) => ({ label: dscpLabel(row.label || row.key), value: row.packetsSent + row.packetsReceived })), { collapse: true, alwaysOther: true }) }
  },
})

export const interfaceTopHosts = endpoint({
  path: "get/interface/top/hosts",
  async answer({ iface }) {
    const rows = (await iface.ask("hosts", { sort: { column: "bytes", descending: true }, limit: 100 })).rows
    return { rsp: slices(rows.map((row) => ({ label: row.name ?? row.ip, value: row.bytes, url: `/lua/host_details.lua?host=${encodeURIComponent(row.ip)}` })), { collapse: true, most: 10 }) }
  },
})

export const networks = endpoint({
  path: "get/network/networks",
  async answer({ iface }) {
    const rows = (await iface.ask("groups", { kind: "network", limit: 1000 })).rows
    return { rsp: rows.map((row, at) => ({ id: row.key, label: row.label || row.key, network_id: at })) }
  },
})
