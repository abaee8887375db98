// The counters of several workers or interfaces as those of one.
import type { InterfaceStats } from "@netweir/model"
import { addCounts } from "./rows.ts"

export type Counters = Omit<InterfaceStats, "id" | "name" | "kind" | "state" | "problem" | "progress">

/**
 * Adds up. A host that two workers see counts twice in `activeHosts`, `localHosts` and `devices`: the workers share no
 * table, and asking for all addresses each second would cost more than the figure is worth.
 */
export function addStats(parts: readonly Counters[]): Counters {
  if (parts.length === 1) return parts[0]
  const sum = (pick: (part: Counters) => number) => parts.reduce((total, part) => total + pick(part), 0)
  const counts = (pick: (part: Counters) => Readonly<Record<string, number>>) => parts.map(pick).reduce(addCounts, {})
  const firsts = parts.map((part) => part.firstPacketMs).filter((first) => first !== null)
  return {
    // A view over both kinds counts what each of them counts.
    unit: parts.every((part) => part.unit === "records") ? "records" : "packets",
    datagrams: addDatagrams(parts),
    atMs: parts.reduce((latest, part) => Math.max(latest, part.atMs), 0),
    firstPacketMs: firsts.length ? Math.min(...firsts) : null,
    packets: {
      received: sum((part) => part.packets.received), stored: sum((part) => part.packets.stored), filtered: sum((part) => part.packets.filtered),
      bytes: sum((part) => part.packets.bytes), dropped: counts((part) => part.packets.dropped),
    },
    bitsPerSecond: sum((part) => part.bitsPerSecond), packetsPerSecond: sum((part) => part.packetsPerSecond),
    activeFlows: sum((part) => part.activeFlows), flowsSinceStart: sum((part) => part.flowsSinceStart),
    activeHosts: sum((part) => part.activeHosts), localHosts: sum((part) => part.localHosts), devices: sum((part) => part.devices),
    alertedFlows: sum((part) => part.alertedFlows), score: sum((part) => part.score),
    tcp: {
      retransmissions: sum((part) => part.tcp.retransmissions), outOfOrder: sum((part) => part.tcp.outOfOrder), lost: sum((part) => part.tcp.lost),
    },
    bytesLocalToRemote: sum((part) => part.bytesLocalToRemote), bytesRemoteToLocal: sum((part) => part.bytesRemoteToLocal),
    bytesIpv4: sum((part) => part.bytesIpv4), bytesIpv6: sum((part) => part.bytesIpv6),
    tables: addTables(parts),
    packetSizes: counts((part) => part.packetSizes), tcpFlags: counts((part) => part.tcpFlags), oddities: counts((part) => part.oddities),
    throughputHistory: addHistories(parts.map((part) => part.throughputHistory ?? [])),
  }
}

function addDatagrams(parts: readonly Counters[]): Counters["datagrams"] {
  const told = parts.flatMap((part) => (part.datagrams ? [part.datagrams] : []))
  if (told.length === 0) return null
  return { received: told.reduce((sum, one) => sum + one.received, 0), dropped: told.map((one) => one.dropped).reduce(addCounts, {}) }
}

function addTables(parts: readonly Counters[]): Counters["tables"] {
  const tables: Record<string, { used: number; limit: number; evicted: number; refused: number }> = {}
  for (const part of parts) {
    for (const [name, table] of Object.entries(part.tables)) {
      const sum = (tables[name] ??= { used: 0, limit: 0, evicted: 0, refused: 0 })
      sum.used += table.used
      sum.limit += table.limit
      sum.evicted += table.evicted
      sum.refused += table.refused
    }
  }
  return tables
}

/** Newest values stand last, so histories of different length are added from their ends. */
function addHistories(histories: readonly (readonly number[])[]): number[] {
  const length = Math.max(0, ...histories.map((history) => history.length))
  const sum = new Array<number>(length).fill(0)
  for (const history of histories) {
    const shift = length - history.length
    for (let i = 0; i < history.length; i++) sum[shift + i] += history[i]
  }
  return sum
}

export const noCounters: Counters = {
  unit: "packets", datagrams: null,
  atMs: 0, firstPacketMs: null, packets: { received: 0, stored: 0, filtered: 0, dropped: {}, bytes: 0 },
  bitsPerSecond: 0, packetsPerSecond: 0, activeFlows: 0, flowsSinceStart: 0, activeHosts: 0, localHosts: 0, devices: 0,
  alertedFlows: 0, score: 0, tcp: { retransmissions: 0, outOfOrder: 0, lost: 0 },
  bytesLocalToRemote: 0, bytesRemoteToLocal: 0, bytesIpv4: 0, bytesIpv6: 0,
  tables: {}, packetSizes: {}, tcpFlags: {}, oddities: {}, throughputHistory: [],
}
