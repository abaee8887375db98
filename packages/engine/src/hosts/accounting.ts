// The seam between the engine's packet loop and everything counted about hosts and groups (networks, ASNs, countries,
// VLANs, devices, applications, categories, DSCP classes, L4, time series). `createAccounting` (create-accounting.ts)
// implements it; without it (`options.account` off) the engine uses the null side in `no-accounting.ts`.
import type { GroupKind, GroupRow, HostDetail, HostRow, InterfaceStats, Page, PageRequest, SeriesBatch } from "@netweir/model"
import type { NetworkTable } from "../addresses/networks.ts"
import type { Packet } from "../decode/packet.ts"
import type { EngineOptions } from "../engine.ts"
import type { FlowColumns } from "../flows/flow-columns.ts"
import type { FlowOrigins } from "../records/flow-origins.ts"
import type { SearchHit } from "./search.ts"

export interface AccountingDeps {
  readonly flows: FlowColumns
  readonly options: EngineOptions
  /** Of options.localNetworks. */
  readonly networks: NetworkTable
  /** Of flows told by records: exporters and their interfaces are counted too. */
  readonly origins?: FlowOrigins | null
  onSeries(batch: SeriesBatch): void
  /** What the engine alone knows, for the interface's own series. */
  interfaceTotals(): InterfaceTotals
}

/** Totals since start; series take differences. */
export interface InterfaceTotals {
  readonly packets: number
  readonly bytes: number
  readonly dropped: number
  readonly flowsSinceStart: number
  readonly activeFlows: number
  readonly retransmissions: number
}

/**
 * Call order for one flow: flowStarted, (harvest)*, flowEnded. All rows are rows of `deps.flows`; read its arrays anew
 * in each call (they are replaced when the table grows).
 */
export interface Accounting {
  /**
   * First packet of a flow; addresses, ports, vlan, MACs and TTL are in the row, counters are still zero. Finds or
   * makes the two hosts and writes their rows to `flows.hostA` / `hostB` (-1 = none). `packet` is valid during the call.
   */
  flowStarted(flow: number, packet: Packet): void
  /**
   * Brings hosts and groups up to date with what the flow counted since the last harvest. Called for flows that had
   * packets, about every `options.harvestSeconds` of packet time, spread over packets, and once right before flowEnded.
   * The difference is `flows.bytesAB[flow] - flows.harvestedBytesAB[flow]` and so on; the implementation moves the
   * harvested* columns up (and nobody else writes them).
   */
  harvest(flow: number, nowUs: number): void
  /** The flow leaves the table (already harvested); its row is reused afterwards. */
  flowEnded(flow: number, nowUs: number): void
  /** The application of the flow became known or changed (groups move its bytes by the next harvest). */
  appDetected(flow: number): void
  /** A risk was added to the flow (bits and score of the flow are already set). */
  riskAdded(flow: number, riskId: number): void
  /** A risk was taken from the flow: it is muted (bits and score of the flow are already without it). */
  riskRemoved(flow: number, riskId: number): void
  /** Every packet of a flow, after its counters moved. Absent: not called, which is faster. */
  packet?: ((flow: number, packet: Packet, fromA: boolean) => void) | undefined
  /** A frame that is not IP: `packet.etherType` (below 1536: LLC, 0x10000 | dsap), MACs, ARP fields. */
  nonIp(packet: Packet): void
  learnName(ip: string, vlan: number, name: string, source: "dns" | "mdns" | "netbios" | "dhcp", timestampUs: number): void
  learnOs(ip: string, vlan: number, os: string): void
  /** The user's own name (`options.hostAliases`, changed while running); null takes it back. */
  setAlias(ip: string, alias: string | null): void
  /**
   * The packet clock moved on: called every 128 packets and at `advance`. Does bounded work: rates, minute series, idle
   * hosts. Nothing per packet.
   */
  tick(nowUs: number): void
  /** End of input; all flows have ended. Last series go out. */
  finish(nowUs: number): void

  // ── answers
  hosts(request: PageRequest): Page<HostRow>
  host(ip: string, vlan: number): HostDetail | null
  groups(kind: GroupKind, request: PageRequest): Page<GroupRow>
  /** Hosts, devices, networks, applications and ASNs whose key or name has the text; for the search box. */
  search(text: string, limit: number): SearchHit[]
  /** Best known name of the host in this row of the host table (`flows.hostA`), or null. */
  nameOf(host: number): string | null
  stats(): AccountingStats
}

/** What accounting adds to InterfaceStats. */
export interface AccountingStats extends Pick<InterfaceStats,
  "activeHosts" | "localHosts" | "devices" | "bytesLocalToRemote" | "bytesRemoteToLocal"> {
  readonly tables: InterfaceStats["tables"]
}
