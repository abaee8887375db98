// The monitor's face: what runs, what it says, and how to ask it.
import type { RuleSet } from "@netweir/engine/rules/rule-set.ts"
import type { ZmqOptions } from "@netweir/ingest/source-options.ts"
import type { InterfaceStats, LiveQuestion, LiveQuestions, RiskMuteRule } from "@netweir/model"

/** From the command line; see spec of each option in `netweir run --help`. */
export interface MonitorOptions {
  /** Targets of -i in order: devices, files, list files, directories, `-`, `view:a,b`, `view:all`. */
  readonly interfaces: readonly string[]
  /** -m: CIDR or address/netmask, optional "=alias". */
  readonly localNetworks: readonly string[]
  /** -X and -x, per interface. */
  readonly maxFlows: number
  readonly maxHosts: number
  /** -n: 0 names of local hosts, 1 of all hosts; 2..4 no resolution. */
  readonly dnsMode: 0 | 1 | 2 | 3 | 4
  /** Nothing is asked outside: no reverse DNS. */
  readonly offline: boolean
  /** -B */
  readonly packetFilter: string
  /** -Q */
  readonly direction: "both" | "in" | "out"
  /** not -u */
  readonly promiscuous: boolean
  readonly snaplen: number
  /** Workers per live interface. */
  readonly workers: number
  /** Seconds without packets that end a flow; files keep their flows for viewing unless `purgeFileFlows`. */
  readonly flowIdleSeconds: number
  readonly hostIdleSeconds: number
  readonly purgeFileFlows: boolean
  readonly activeSliceSeconds: number
  readonly entropy: boolean
  /** Memory per worker for the first packets of young flows, to explain them by; 0 = none are kept. */
  readonly firstPacketBytes: number
  readonly decapsulate: boolean
  readonly ignoreVlans: boolean
  /** Records of flows that were translated (NAT) count for the addresses after it. */
  readonly postNat: boolean
  readonly originalSpeed: boolean
  readonly dataDir: string | null
  /** Encryption of ZeroMQ interfaces. */
  readonly zmq?: ZmqOptions
}

export const defaultMonitorOptions: MonitorOptions = {
  interfaces: [], localNetworks: ["192.168.1.0/24", "127.0.0.0/8", "fe80::/10"], maxFlows: 131_072, maxHosts: 131_072,
  dnsMode: 0, offline: false, packetFilter: "", direction: "both", promiscuous: true, snaplen: 65_535, workers: 1,
  flowIdleSeconds: 60, hostIdleSeconds: 300, purgeFileFlows: false, activeSliceSeconds: 300, entropy: false, firstPacketBytes: 8_388_608, decapsulate: true, ignoreVlans: false, postNat: false,
  originalSpeed: false, dataDir: null,
}

export interface InterfaceInfo {
  readonly id: number
  readonly name: string
  readonly kind: string
  readonly isView: boolean
  /** Names of the interfaces that a view combines. */
  readonly members: readonly string[]
}

export interface MonitoredInterface extends InterfaceInfo {
  ask<Q extends LiveQuestion>(question: Q, request: LiveQuestions[Q]["request"]): Promise<LiveQuestions[Q]["reply"]>
}

export interface Monitor {
  /** Workers start; resolves when each source is open or has failed (a failed one is shown, not thrown), after 5 s anyway. */
  start(): Promise<void>
  /** Flows end and go to the store; workers leave. Bounded in time. */
  stop(): Promise<void>
  readonly interfaces: readonly MonitoredInterface[]
  /** By id (as text or number) or name; "all" = every real interface together. Throws ProductError interface-not-found. */
  find(idOrName: string | number): MonitoredInterface
  /** Counters of all interfaces, taken once per second. */
  stats(): readonly InterfaceStats[]
  /** The user's own name of a host, effective at once. */
  setAlias(ip: string, alias: string | null): void
  /** All inputs have ended (files read to the end, streams closed). Never for live interfaces. */
  whenFinished(): Promise<void>
  /** What the user adds to the built-in knowledge, for flows that are named from now on. */
  setRules(rules: RuleSet): void
  /** The mutes in force: they count for the flows in the tables at once. */
  setRiskMutes(mutes: readonly RiskMuteRule[]): void
  /** History queue per interface: rows handed over, rows lost because the store lagged. */
  historyCounters(): { readonly sentRows: number; readonly droppedRows: number }
}
