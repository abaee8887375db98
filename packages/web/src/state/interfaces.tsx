// The interfaces and their counters, asked for once for all pages; and which one the pages are about.
import type { InterfaceStats } from "@netweir/model"
import { useNavigate, useSearch } from "@tanstack/react-router"
import { createContext, use, useCallback, type ReactNode } from "react"
import { useLive, type Live } from "../api/use-live.ts"
import type { SearchParams } from "./search-params.ts"

export const ALL_INTERFACES = "all"
const StatsContext = createContext<Live<readonly InterfaceStats[]>>({ data: undefined, error: undefined, pending: true })

export function StatsProvider({ children }: { children: ReactNode }) {
  const live = useLive<"stats", readonly InterfaceStats[]>(ALL_INTERFACES, "stats", {}, { everyMs: 1_000 })
  return <StatsContext.Provider value={live}>{children}</StatsContext.Provider>
}

export function useAllStats(): Live<readonly InterfaceStats[]> {
  return use(StatsContext)
}

/** The chosen interface: an id, or "all". Without a choice the only one, or all. */
export function useInterfaceId(): string {
  const search: { interface?: string } = useSearch({ strict: false })
  const { data } = useAllStats()
  const chosen = search.interface
  if (chosen === ALL_INTERFACES || (chosen !== undefined && (!data || data.some((one) => String(one.id) === chosen)))) return chosen
  return data?.length === 1 ? String(data[0].id) : ALL_INTERFACES
}

export function useChooseInterface(): (id: string) => void {
  const navigate = useNavigate()
  return useCallback((id) => void navigate({ to: ".", search: (before: SearchParams): SearchParams => ({ ...before, interface: id, page: undefined }) }), [navigate])
}

/** One interface's counters, or the sum of all. */
export function useChosenStats(): InterfaceStats | undefined {
  const id = useInterfaceId()
  const { data } = useAllStats()
  if (!data || data.length === 0) return undefined
  return id === ALL_INTERFACES ? sumOf(data) : data.find((one) => String(one.id) === id)
}

/** The interface's id for the name that a row carries. */
export function idByName(stats: readonly InterfaceStats[] | undefined, name: string): string | undefined {
  const found = stats?.find((one) => one.name === name)
  return found && String(found.id)
}

export function sumOf(all: readonly InterfaceStats[]): InterfaceStats {
  if (all.length === 1) return all[0]
  const total = (of: (one: InterfaceStats) => number) => all.reduce((sum, one) => sum + of(one), 0)
  const loading = all.filter((one) => one.progress !== null && one.state === "running")
  return {
    id: -1, name: "All interfaces", kind: "view", problem: null,
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
