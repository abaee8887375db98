// What the main thread asks a source worker, and what comes back. All of it is plain data (structured clone).
import type { ExporterDetail, ExporterRow } from "./columns/exporter.ts"
import type { FlowRow } from "./columns/flow.ts"
import type { FlowEvidence } from "./explanation.ts"
import type { FlowShape } from "./flow-shape.ts"
import type { GroupKind, GroupRow } from "./columns/group.ts"
import type { HostRow } from "./columns/host.ts"

export interface PageRequest {
  /** Text in the filter language; empty = all. Parsed and compiled in the worker. */
  readonly filter?: string
  readonly sort?: { readonly column: string; readonly descending: boolean }
  readonly offset?: number
  /** At most 1,000. */
  readonly limit?: number
}

export interface Page<Row> {
  readonly rows: readonly Row[]
  /** Rows that match the filter. */
  readonly matched: number
  /** Rows in the table. */
  readonly total: number
  /** The engine's clock when the page was made: the last packet's time, ms since the epoch. */
  readonly atMs: number
}

/** Packets as counted by a source and its engine. `received = stored + filtered + sum(dropped)`, always. */
export interface PacketCounters {
  readonly received: number
  /** Accounted: in a flow, or counted by ethertype when not IP. */
  readonly stored: number
  readonly filtered: number
  /** By reason: "kernel-buffer-full", "frame-truncated", "ipv4-header-malformed", "flow-table-full", ... */
  readonly dropped: Readonly<Record<string, number>>
  readonly bytes: number
}

export interface InterfaceStats {
  /** What `packets` counts: packets, or the flow records of exporters (its bytes are those of their flows, scaled). */
  readonly unit: "packets" | "records"
  /** What records came in: datagrams, messages, lines; kernel drops and refused ones by reason are included in `received`. Null for packets. */
  readonly datagrams: { readonly received: number; readonly dropped: Readonly<Record<string, number>> } | null

  readonly id: number
  readonly name: string
  /** "live" | "file" | "stream" | "view" | "collector" */
  readonly kind: string
  readonly state: "starting" | "running" | "finished" | "failed" | "paused"
  /** Why it failed or what it needs; for people. */
  readonly problem: string | null
  /** 0..1 while a file loads; null for live sources. */
  readonly progress: number | null
  readonly atMs: number
  readonly firstPacketMs: number | null
  readonly packets: PacketCounters
  readonly bitsPerSecond: number
  readonly packetsPerSecond: number
  readonly activeFlows: number
  readonly flowsSinceStart: number
  readonly activeHosts: number
  readonly localHosts: number
  readonly devices: number
  /** Flows in the table that carry a risk. */
  readonly alertedFlows: number
  readonly score: number
  readonly tcp: { readonly retransmissions: number; readonly outOfOrder: number; readonly lost: number }
  readonly bytesLocalToRemote: number
  readonly bytesRemoteToLocal: number
  readonly bytesIpv4: number
  readonly bytesIpv6: number
  /** Of every bounded table: fill, bound, and what its policy threw out. */
  readonly tables: Readonly<Record<string, { readonly used: number; readonly limit: number; readonly evicted: number; readonly refused: number }>>
  /** Packets by size class, TCP flags seen, odd packets by flag. */
  readonly packetSizes: Readonly<Record<string, number>>
  readonly tcpFlags: Readonly<Record<string, number>>
  readonly oddities: Readonly<Record<string, number>>
  /** bits/s per second of packet time, newest last, at most 3,600. */
  readonly throughputHistory?: readonly number[]
}

export interface HostDetail {
  readonly row: HostRow
  readonly names: readonly { readonly name: string; readonly source: string; readonly lastSeenMs: number }[]
  readonly applications: readonly TrafficShare[]
  readonly categories: readonly TrafficShare[]
  readonly l4: readonly TrafficShare[]
  readonly dscp: readonly TrafficShare[]
  readonly peers: readonly (TrafficShare & { readonly name: string | null; readonly flows: number })[]
  readonly serverPorts: readonly PortShare[]
  readonly clientPorts: readonly PortShare[]
  readonly packetSizesSent: Readonly<Record<string, number>>
  readonly packetSizesReceived: Readonly<Record<string, number>>
  readonly tcpFlags: { readonly synSent: number; readonly synAckSent: number; readonly finSent: number; readonly resetSent: number; readonly synReceived: number; readonly resetReceived: number }
  readonly icmp: readonly { readonly type: string; readonly sent: number; readonly received: number }[]
  readonly dns: { readonly queriesSent: number; readonly queriesReceived: number; readonly repliesOk: number; readonly repliesError: number; readonly names: readonly { readonly name: string; readonly count: number }[] } | null
  readonly http: { readonly requestsAsClient: number; readonly requestsAsServer: number; readonly errors: number; readonly hosts: readonly { readonly name: string; readonly count: number }[]; readonly userAgents: readonly { readonly name: string; readonly count: number }[] } | null
  readonly tls: { readonly names: readonly { readonly name: string; readonly count: number }[]; readonly ja4: readonly { readonly name: string; readonly count: number }[] } | null
  readonly ssh: { readonly hassh: readonly { readonly name: string; readonly count: number }[] } | null
}
/** key: application, category, L4, DSCP name or peer address. */
export interface TrafficShare { readonly key: string; readonly bytesSent: number; readonly bytesReceived: number; readonly flows: number }
export interface PortShare { readonly port: number; readonly l4: string; readonly app: string | null; readonly bytes: number; readonly flows: number }

/** Live flows put together by one to four of their columns. */
export interface FlowGroupsRequest {
  readonly filter?: string
  /** Column ids of a flow. */
  readonly by: readonly string[]
  /** The largest by bytes; at most 10,000. */
  readonly limit?: number
}
export interface FlowGroup {
  readonly key: readonly (string | number | boolean | null)[]
  readonly flows: number
  readonly bytesToServer: number
  readonly bytesToClient: number
  readonly packets: number
  readonly score: number
  /** Different addresses. Over several workers: the sum of theirs. */
  readonly clients: number
  readonly servers: number
}
export interface FlowGroups { readonly groups: readonly FlowGroup[]; readonly total: number; readonly atMs: number }

/** Questions that a worker answers; `reply` types are by name. */
export interface LiveQuestions {
  readonly stats: { request: Record<string, never>; reply: InterfaceStats }
  readonly flows: { request: PageRequest; reply: Page<FlowRow> }
  readonly flow: { request: { readonly flowId: string }; reply: FlowRow | null }
  /** Lengths and intervals of its first packets; null: no such flow. */
  readonly flowShape: { request: { readonly flowId: string }; reply: FlowShape | null }
  /** Why the flow got its application, with its first packets; null: no such flow. */
  readonly flowEvidence: { request: { readonly flowId: string }; reply: FlowEvidence | null }
  readonly hosts: { request: PageRequest; reply: Page<HostRow> }
  readonly host: { request: { readonly ip: string; readonly vlan: number }; reply: HostDetail | null }
  readonly groups: { request: PageRequest & { readonly kind: GroupKind }; reply: Page<GroupRow> }
  readonly flowGroups: { request: FlowGroupsRequest; reply: FlowGroups }
  /** What exports to us; empty where packets are watched. */
  readonly exporters: { request: PageRequest; reply: Page<ExporterRow> }
  readonly exporter: { request: { readonly key: string }; reply: ExporterDetail | null }
  /** Names for completion in the search box. */
  readonly search: { request: { readonly text: string; readonly limit: number }; reply: readonly { readonly kind: "host" | "device" | "network" | "application" | "asn"; readonly key: string; readonly label: string }[] }
}
export type LiveQuestion = keyof LiveQuestions
