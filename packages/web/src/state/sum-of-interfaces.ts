// All interfaces as one.
import type { InterfaceStats } from "@netweir/model"

/** Of the sum of all interfaces. */
export const SUM_ID = -1

/** A view shows what others have: it is not counted beside them. */
export function withoutViews(interfaces: readonly InterfaceStats[]): readonly InterfaceStats[] {
  const own = interfaces.filter((one) => one.kind !== "view")
  return own.length > 0 ? own : interfaces
}

export function sumOf(interfaces: readonly InterfaceStats[]): InterfaceStats {
  const all = withoutViews(interfaces)
  if (all.length === 1) return all[0]
  const total = (of: (one: InterfaceStats) => number) => all.reduce((sum, one) => sum + of(one), 0)
  const loading = all.filter((one) => one.progress !== null && one.state === "running")
  return {
    id: SUM_ID, name: "All interfaces", kind: "view", problem: null,
    unit: all.every((one) => one.unit === "records") ? "records" : "packets", datagrams: null,
    state: all.some((one) => one.state === "running") ? "running" : all[0].state,
    progress: loading.length > 0 ? loading.reduce((sum, one) => sum + (one.progress ?? 0), 0) / loading.length : null,
    atMs: Math.max(...all.map((one) => one.atMs)),
    firstPacketMs: all.reduce<number | null>((first, one) => (one.firstPacketMs === null ? first : Math.min(first ?? one.firstPacketMs, one.firstPacketMs)), null),
    packets: { received: total((one) => one.packets.received), stored: total((one) => one.packets.stored), filtered: total((one) => one.packets.filtered), bytes: total((one) => one.packets.bytes), dropped: sumRecords(all.map((one) => one.packets.dropped)) },
    bitsPerSecond: total((one) => one.bitsPerSecond), packetsPerSecond: total((one) => one.packetsPerSecond),
    activeFlows: total((one) => one.activeFlows), flowsSinceStart: total((one) => one.flowsSinceStart), activeHosts: total((one) => one.activeHosts), localHosts: total((one) => one.localHosts),
    devices: total((one) => one.devices), alertedFlows: total((one) => one.alertedFlows), score: total((one) => one.score),
    tcp: { retransmissions: total((one) => one.tcp.retransmissions), outOfOrder: total((one) => one.tcp.outOfOrder), lost: total((one) => one.tcp.lost) },
    bytesLocalToRemote: total((one) => one.bytesLocalToRemote), bytesRemoteToLocal: total((one) => one.bytesRemoteToLocal), bytesIpv4: total((one) => one.bytesIpv4), bytesIpv6: total((one) => one.bytesIpv6),
    tables: {}, packetSizes: sumRecords(all.map((one) => one.packetSizes)), tcpFlags: sumRecords(all.map((one) => one.tcpFlags)), oddities: sumRecords(all.map((one) => one.oddities)),
  }
}

function sumRecords(records: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const record of records) for (const [name, value] of Object.entries(record)) sums[name] = (sums[name] ?? 0) + value
  return sums
}
