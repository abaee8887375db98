// The engine's face: blocks of packets in, flows, hosts and counters out. Pure: no files, sockets, timers or clock of its own.
import type { FlowBatch, FlowShape, FlowGroups, FlowGroupsRequest, GroupKind, GroupRow, FlowRow, HostDetail, HostRow, InterfaceStats, Page, PageRequest, RiskMuteMatches, RiskMuteRule, SeriesBatch } from "@netweir/model"
import type { ObservationPoints } from "./records/observation-points.ts"
import type { RecordBlock } from "./records/record-block.ts"
import type { SearchHit } from "./hosts/search.ts"
import type { RebuiltPacket } from "./explain/rebuild-packet.ts"
import type { AddressProtocol } from "./inspect/guesses.ts"
import type { InspectionLimits } from "./inspect/limits.ts"
import type { Rules } from "./inspect/rules.ts"
import type { Dissector } from "./inspect/types.ts"

/** Answers about addresses, injected: the engine reads no files. Words as in Packet.src. */
export interface AddressFacts {
  /** ISO 3166 code or "". */
  country(words: Uint32Array, at: number): string
  /** AS number, 0 = unknown. */
  asn(words: Uint32Array, at: number): number
  asName(asn: number): string
  /** Vendor of a MAC by its first 24 bits, "" = unknown; the other 24 tell blocks of smaller size apart (MA-M, MA-S). */
  vendor(prefix24: number, rest24?: number): string
}

export interface EngineOptions {
  readonly interfaceName: string
  readonly interfaceId: number
  /** CIDR or address/netmask, optional "=alias" (-m). */
  readonly localNetworks: readonly string[]
  readonly maxFlows: number
  readonly maxHosts: number
  /** Seconds without packets that end a flow; 0 = flows end with the input only. */
  readonly flowIdleSeconds: number
  readonly hostIdleSeconds: number
  /** A flow longer than this is written to history in slices. 0 = never. */
  readonly activeSliceSeconds: number
  /** How often host and group counters are brought up to date, seconds of packet time. */
  readonly harvestSeconds: number
  /** Off: no dissectors (benchmarks, stages). */
  readonly inspect: boolean
  /** Off: no host, group, series accounting (analyze). */
  readonly account: boolean
  readonly entropy: boolean
  readonly decapsulate: boolean
  /** On: tagged traffic is as untagged. */
  readonly ignoreVlans?: boolean
  /** Off: of a fragmented datagram only the first fragment counts in its flow. Default on. */
  readonly countLaterFragments?: boolean
  /** Seeds the hash of every table (hash flooding); tests fix it. */
  readonly hashSeed: number
  readonly facts: AddressFacts
  readonly hostAliases: Readonly<Record<string, string>>
  /** Tells the flow ids of engines apart that run side by side (workers, interfaces); 0 alone. */
  readonly instance?: number
  /** What the user adds to the built-in knowledge (--rules-dir, -p). */
  readonly rules?: Rules
  /** Risks that people have said are none in some flows. */
  readonly riskMutes?: readonly RiskMuteRule[]
  /** Owner of an address as a protocol number: the last resort of naming a flow. */
  readonly addressProtocol?: AddressProtocol
  /** The engine takes flow records: where they come from is told by number (`processRecords`). Absent: packets only. */
  readonly observationPoints?: ObservationPoints
  /** Memory for the first packets of young flows, so that a flow can be explained (`firstPackets`); 0 or absent = none are kept. */
  readonly firstPacketBytes?: number
  /** Those that look at flows; default: all. Whoever explains a flow listens to them. */
  readonly dissectors?: readonly Dissector[]
  /** Smaller pools for a short life. */
  readonly inspectionLimits?: Partial<InspectionLimits>
  /** A dissector threw, which is a bug. Default: counted only. */
  readonly onDissectorError?: (error: unknown, protocol: string) => void
}

/** Where results go. Called from `process`; the callee must not keep a batch's memory unless it is a copy (batches are). */
export interface EngineSinks {
  /** Ended flows and slices; every 4,096 flows, and at each `drain`. Absent: nobody keeps history. */
  onFlows?(batch: FlowBatch): void
  /** Each ended flow as JSON, for tools. `isSwapped`: the sender of the first packet turned out to be the server. */
  onEndedFlow?(row: FlowRow, isSwapped: boolean): void
  /** Each ended flow in numbers: for totals over millions of flows. One object, filled anew for each. */
  onEndedFlowNumbers?(flow: EndedFlow): void
  /** Filter for both; a wrong one makes `createEngine` throw WrongFilter. */
  readonly endedFlowFilter?: string
  /** Once per minute of packet time. */
  onSeries?(batch: SeriesBatch): void
}

/** Protocol and category ids are those of the model's tables; packets and bytes are both directions'. */
export interface EndedFlow {
  masterProtocol: number
  appProtocol: number
  category: number
  packets: number
  bytes: number
  /** It has risks. */
  isAlerted: boolean
}

export interface Engine {
  /** Same shape as ingest's PacketBlock. */
  process(block: EngineBlock): void
  /** Flow records and sampled packets of somebody else's; only with `options.observationPoints`. */
  processRecords(block: RecordBlock): void
  /** Live sources: wall clock has moved on without packets. Never backwards. */
  advance(nowUs: number): void
  /**
   * End of input: all batches go out, flows with what history has not seen yet (end reason "shutdown"). The tables keep
   * their rows and go on answering questions: a file that was read is looked at afterwards. Not followed by `process`.
   */
  finish(): void
  /** Hands over what is batched now. */
  drain(): void
  /** A name learned beside the packets: reverse DNS, a name record of the capture file. */
  learnName(ip: string, vlan: number, name: string): void
  /** The user's own name of an address, on every VLAN, now and for hosts to come; null takes it back. */
  setAlias(ip: string, alias: string | null): void
  /** Exporters told how far apart the records of one flow come: flows silent for so long have ended. Only with `options.observationPoints`. */
  setRecordIdle(seconds: number): void
  /** The user's rules changed: they count for what is settled from now on. */
  setRules(rules: Rules): void
  /** The mutes in force: they count for the flows in the table at once, and for those to come. */
  setRiskMutes(mutes: readonly RiskMuteRule[]): void
  /** Flows that mutes were newly applied to since the last call. */
  takeMuteMatches(): readonly RiskMuteMatches[]
  stats(): Omit<InterfaceStats, "id" | "name" | "kind" | "state" | "problem" | "progress" | "unit" | "datagrams">
  flows(request: PageRequest): Page<FlowRow>
  flow(flowId: string): FlowRow | null
  /** Lengths and intervals of its first packets; null when there is no such flow. */
  flowShape(flowId: string): FlowShape | null
  /** What is kept of the flow's first packets, in their order; null when there is no such flow. */
  firstPackets(flowId: string): FirstPacketsOfFlow | null
  hosts(request: PageRequest): Page<HostRow>
  host(ip: string, vlan: number): HostDetail | null
  groups(kind: GroupKind, request: PageRequest): Page<GroupRow>
  /** Live flows put together by columns. */
  flowGroups(request: FlowGroupsRequest): FlowGroups
  /** Hosts, devices, networks, applications and ASNs whose key or name has the text. */
  search(text: string, limit: number): SearchHit[]
}

export interface FirstPacketsOfFlow {
  readonly packets: readonly RebuiltPacket[]
  /** Sent by the client, by packet. */
  readonly toServer: readonly boolean[]
  /** None of those that were kept has made room for packets of younger flows. */
  readonly isWhole: boolean
}

export interface EngineBlock {
  readonly bytes: Uint8Array
  readonly count: number
  readonly offset: Uint32Array
  readonly capturedBytes: Uint32Array
  readonly wireBytes: Uint32Array
  readonly timestampUs: Float64Array
  readonly linkType: Uint16Array
  readonly vlanTci: Int32Array
}
