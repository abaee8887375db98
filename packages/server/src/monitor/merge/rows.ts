// Adding up what several workers say about one host or one group.
import type { FlowGroup, FlowGroups, GroupRow, HostDetail, HostRow, PortShare, TrafficShare } from "@netweir/model"

export const hostKey = (row: HostRow): string => `${row.ip}@${row.vlan}`

export function addHosts(a: HostRow, b: HostRow): HostRow {
  const named = a.name !== null && a.nameSource !== "none" ? a : b
  return {
    ...a,
    name: named.name, nameSource: named.nameSource,
    mac: a.mac ?? b.mac, vendor: a.vendor ?? b.vendor, os: a.os ?? b.os,
    firstSeenMs: Math.min(a.firstSeenMs, b.firstSeenMs), lastSeenMs: Math.max(a.lastSeenMs, b.lastSeenMs),
    bytes: a.bytes + b.bytes, bytesSent: a.bytesSent + b.bytesSent, bytesReceived: a.bytesReceived + b.bytesReceived,
    packetsSent: a.packetsSent + b.packetsSent, packetsReceived: a.packetsReceived + b.packetsReceived,
    bitsPerSecond: a.bitsPerSecond + b.bitsPerSecond,
    activeFlows: a.activeFlows + b.activeFlows, flowsAsClient: a.flowsAsClient + b.flowsAsClient, flowsAsServer: a.flowsAsServer + b.flowsAsServer,
    // Flows are spread by address pair, so a peer is mostly seen by one worker only.
    peers: a.peers + b.peers,
    retransmissions: a.retransmissions + b.retransmissions, outOfOrder: a.outOfOrder + b.outOfOrder, lost: a.lost + b.lost,
    alerts: a.alerts + b.alerts, score: a.score + b.score,
    topApp: a.bytes >= b.bytes ? a.topApp ?? b.topApp : b.topApp ?? a.topApp,
  }
}

export const groupKey = (row: GroupRow): string => row.key

export function addGroups(a: GroupRow, b: GroupRow): GroupRow {
  return {
    ...a,
    label: a.label || b.label,
    firstSeenMs: Math.min(a.firstSeenMs, b.firstSeenMs), lastSeenMs: Math.max(a.lastSeenMs, b.lastSeenMs),
    bytes: a.bytes + b.bytes, bytesSent: a.bytesSent + b.bytesSent, bytesReceived: a.bytesReceived + b.bytesReceived,
    packetsSent: a.packetsSent + b.packetsSent, packetsReceived: a.packetsReceived + b.packetsReceived,
    bitsPerSecond: a.bitsPerSecond + b.bitsPerSecond, flows: a.flows + b.flows,
    hosts: a.hosts === null && b.hosts === null ? null : (a.hosts ?? 0) + (b.hosts ?? 0),
    score: a.score + b.score,
  }
}

type Named = { readonly name: string; readonly count: number }
const MAX_NAMES = 100

/** Adds the entries of two lists by key; the order of the first stays, the rest is sorted in by bytes by the caller's table. */
function addBy<T>(a: readonly T[], b: readonly T[], keyOf: (one: T) => string, add: (x: T, y: T) => T): T[] {
  const merged = new Map(a.map((one) => [keyOf(one), one] as const))
  for (const one of b) {
    const known = merged.get(keyOf(one))
    merged.set(keyOf(one), known ? add(known, one) : one)
  }
  return [...merged.values()]
}

const addShares = <T extends TrafficShare>(a: readonly T[], b: readonly T[]): T[] =>
  addBy(a, b, (one) => one.key, (x, y) => ({ ...x, bytesSent: x.bytesSent + y.bytesSent, bytesReceived: x.bytesReceived + y.bytesReceived, flows: x.flows + y.flows }))
    .toSorted((x, y) => y.bytesSent + y.bytesReceived - x.bytesSent - x.bytesReceived)
const addPorts = (a: readonly PortShare[], b: readonly PortShare[]): PortShare[] =>
  addBy(a, b, (one) => `${one.l4}/${one.port}`, (x, y) => ({ ...x, bytes: x.bytes + y.bytes, flows: x.flows + y.flows })).toSorted((x, y) => y.bytes - x.bytes)
const addNames = (a: readonly Named[], b: readonly Named[]): Named[] =>
  addBy(a, b, (one) => one.name, (x, y) => ({ name: x.name, count: x.count + y.count })).toSorted((x, y) => y.count - x.count).slice(0, MAX_NAMES)

/** Adds numbers under equal keys. */
export function addCounts(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Record<string, number> {
  const sum: Record<string, number> = { ...a }
  for (const [key, value] of Object.entries(b)) sum[key] = (sum[key] ?? 0) + value
  return sum
}

/** `add` when both sides know something, else the one that does. */
function either<T>(a: T | null, b: T | null, add: (x: T, y: T) => T): T | null {
  return a && b ? add(a, b) : a ?? b
}

export function addHostDetails(a: HostDetail, b: HostDetail): HostDetail {
  return {
    row: addHosts(a.row, b.row),
    names: addBy(a.names, b.names, (one) => `${one.source} ${one.name}`, (x, y) => (x.lastSeenMs >= y.lastSeenMs ? x : y)),
    applications: addShares(a.applications, b.applications),
    categories: addShares(a.categories, b.categories),
    l4: addShares(a.l4, b.l4),
    dscp: addShares(a.dscp, b.dscp),
    peers: addShares(a.peers, b.peers),
    serverPorts: addPorts(a.serverPorts, b.serverPorts),
    clientPorts: addPorts(a.clientPorts, b.clientPorts),
    packetSizesSent: addCounts(a.packetSizesSent, b.packetSizesSent),
    packetSizesReceived: addCounts(a.packetSizesReceived, b.packetSizesReceived),
    tcpFlags: addCounts(a.tcpFlags, b.tcpFlags) as HostDetail["tcpFlags"], // same keys on both sides
    icmp: addBy(a.icmp, b.icmp, (one) => one.type, (x, y) => ({ type: x.type, sent: x.sent + y.sent, received: x.received + y.received })),
    dns: either(a.dns, b.dns, (x, y) => ({
      queriesSent: x.queriesSent + y.queriesSent, queriesReceived: x.queriesReceived + y.queriesReceived,
      repliesOk: x.repliesOk + y.repliesOk, repliesError: x.repliesError + y.repliesError, names: addNames(x.names, y.names),
    })),
    http: either(a.http, b.http, (x, y) => ({
      requestsAsClient: x.requestsAsClient + y.requestsAsClient, requestsAsServer: x.requestsAsServer + y.requestsAsServer, errors: x.errors + y.errors,
      hosts: addNames(x.hosts, y.hosts), userAgents: addNames(x.userAgents, y.userAgents),
    })),
    tls: either(a.tls, b.tls, (x, y) => ({ names: addNames(x.names, y.names), ja4: addNames(x.ja4, y.ja4) })),
    ssh: either(a.ssh, b.ssh, (x, y) => ({ hassh: addNames(x.hassh, y.hassh) })),
  }
}

export function addFlowGroups(answers: readonly FlowGroups[], limit: number): FlowGroups {
  const groups = answers.map((answer) => answer.groups).reduce((a, b) => addBy(a, b, (group) => JSON.stringify(group.key), (x, y): FlowGroup => ({
    key: x.key, flows: x.flows + y.flows, bytesToServer: x.bytesToServer + y.bytesToServer, bytesToClient: x.bytesToClient + y.bytesToClient,
    packets: x.packets + y.packets, score: x.score + y.score, clients: x.clients + y.clients, servers: x.servers + y.servers,
  })))
  const largestFirst = groups.toSorted((a, b) => b.bytesToServer + b.bytesToClient - a.bytesToServer - a.bytesToClient)
  return { groups: largestFirst.slice(0, limit), total: groups.length, atMs: Math.max(...answers.map((answer) => answer.atMs)) }
}
