// Rows of what exports flow records to us: one per observation point (exporter, observation domain, way of export), and its interfaces.
import type { Column, RowOf } from "./column.ts"
import { sourceKinds } from "./flow.ts"

export const exporterColumns = [
  { id: "key", type: "text", label: "Observation point", group: "who", help: "Exporter, way of export and observation domain: what identifies the row." },
  { id: "exporter", type: "ip", label: "Exporter", group: "who", help: "Address that the records come from.", shown: true },
  { id: "name", type: "text", nullable: true, label: "Name", group: "who", help: "Name of the exporter: alias, reverse DNS, or what it says of itself.", shown: true },
  { id: "source", type: "enum", values: sourceKinds, label: "Protocol", group: "who", help: "How it exports.", shown: true },
  { id: "observationDomain", type: "integer", label: "Domain", group: "who", help: "Observation domain id (IPFIX), source id (NetFlow v9), engine (v5), sub-agent (sFlow).", shown: true },
  { id: "firstSeenMs", type: "timeMs", label: "First seen", group: "time", help: "First datagram or message." },
  { id: "lastSeenMs", type: "timeMs", label: "Last seen", group: "time", help: "Last datagram or message.", shown: true },
  { id: "datagrams", type: "integer", label: "Datagrams", group: "volume", help: "Datagrams or messages received." },
  { id: "records", type: "integer", label: "Records", group: "volume", help: "Flow records or samples decoded.", shown: true },
  { id: "recordsPerSecond", type: "integer", label: "Records/s", group: "volume", help: "Records per second now.", shown: true },
  { id: "bytes", type: "bytes", label: "Traffic", group: "volume", help: "Bytes that its flows counted, scaled by the sampling rate.", shown: true },
  { id: "bitsPerSecond", type: "integer", label: "Throughput", group: "volume", help: "Bits per second now.", shown: true },
  { id: "flows", type: "integer", label: "Flows", group: "volume", help: "Flows since start." },
  { id: "samplingRate", type: "integer", label: "Sampling", group: "quality", help: "One packet in this many is observed; 1 = all.", shown: true },
  { id: "templates", type: "integer", label: "Templates", group: "quality", help: "Templates and option templates that hold now.", shown: true },
  { id: "lost", type: "integer", label: "Lost", group: "quality", help: "Records, datagrams or samples missing in its sequence numbers (the unit of its protocol).", shown: true },
  { id: "reordered", type: "integer", label: "Reordered", group: "quality", help: "Datagrams that came late." },
  { id: "restarts", type: "integer", label: "Restarts", group: "quality", help: "Times its sequence or uptime began anew." },
  { id: "clockSkewMs", type: "integer", nullable: true, label: "Clock skew", group: "quality", help: "Its clock less ours, milliseconds.", shown: true },
  { id: "dropped", type: "integer", label: "Dropped", group: "quality", help: "Records, sets and datagrams that could not be used; its page says why.", shown: true },
] as const satisfies readonly Column[]

export type ExporterColumnId = (typeof exporterColumns)[number]["id"]
export type ExporterRow = RowOf<typeof exporterColumns>

/** `in`: entered the exporter there; `out`: left it there. Flow traffic is scaled; counters are what the exporter's own interface counters say (sFlow). */
export const exporterInterfaceColumns = [
  { id: "ifIndex", type: "integer", label: "Index", group: "who", help: "SNMP ifIndex.", shown: true },
  { id: "name", type: "text", nullable: true, label: "Name", group: "who", help: "Name by option data, sFlow or SNMP.", shown: true },
  { id: "description", type: "text", nullable: true, label: "Description", group: "who", help: "Description by option data or SNMP.", shown: true },
  { id: "speedBps", type: "integer", nullable: true, label: "Speed", group: "volume", help: "Bits per second, as the exporter says." },
  { id: "bytesIn", type: "bytes", label: "In", group: "volume", help: "Bytes of flows that entered there.", shown: true },
  { id: "bytesOut", type: "bytes", label: "Out", group: "volume", help: "Bytes of flows that left there.", shown: true },
  { id: "packetsIn", type: "integer", label: "Packets in", group: "volume", help: "Packets of flows that entered there." },
  { id: "packetsOut", type: "integer", label: "Packets out", group: "volume", help: "Packets of flows that left there." },
  { id: "bitsPerSecond", type: "integer", label: "Throughput", group: "volume", help: "Bits per second now, both directions.", shown: true },
  { id: "counterBytesIn", type: "bytes", nullable: true, label: "Counted in", group: "volume", help: "The exporter's own counter (sFlow ifInOctets)." },
  { id: "counterBytesOut", type: "bytes", nullable: true, label: "Counted out", group: "volume", help: "The exporter's own counter (sFlow ifOutOctets)." },
  { id: "errorsIn", type: "integer", nullable: true, label: "Errors in", group: "quality", help: "The exporter's own counter." },
  { id: "errorsOut", type: "integer", nullable: true, label: "Errors out", group: "quality", help: "The exporter's own counter." },
  { id: "discardsIn", type: "integer", nullable: true, label: "Discards in", group: "quality", help: "The exporter's own counter." },
  { id: "discardsOut", type: "integer", nullable: true, label: "Discards out", group: "quality", help: "The exporter's own counter." },
] as const satisfies readonly Column[]
export type ExporterInterfaceRow = RowOf<typeof exporterInterfaceColumns>

export interface ExporterTemplate {
  readonly templateId: number
  readonly kind: "data" | "options"
  readonly receivedMs: number
  readonly records: number
  readonly fields: readonly { readonly name: string; readonly id: string; readonly bytes: number | "variable" }[]
}

export interface ExporterDetail {
  readonly row: ExporterRow
  readonly interfaces: readonly ExporterInterfaceRow[]
  readonly templates: readonly ExporterTemplate[]
  /** By sampler or source id, as options or headers told; "override" when the user set it. */
  readonly samplers: readonly { readonly id: string; readonly rate: number; readonly algorithm: string | null; readonly from: string }[]
  /** By reason. */
  readonly dropped: Readonly<Record<string, number>>
  readonly notes: readonly string[]
}

/** What a source knows of one observation point; traffic is the engine's knowledge. */
export interface ExporterStatus extends Pick<ExporterRow, "firstSeenMs" | "lastSeenMs" | "datagrams" | "records" | "recordsPerSecond" | "samplingRate" | "lost" | "reordered" | "restarts" | "clockSkewMs"> {
  /** Number in the source's ObservationPoints. */
  readonly point: number
  /** What it says of itself (sysName, probe name), null = nothing. */
  readonly name: string | null
  readonly templates: readonly ExporterTemplate[]
  readonly samplers: ExporterDetail["samplers"]
  readonly dropped: Readonly<Record<string, number>>
  readonly interfaces: readonly (Pick<ExporterInterfaceRow, "ifIndex" | "name" | "description"> & Partial<ExporterInterfaceRow>)[]
  readonly notes: readonly string[]
}
