// Between the flow table and the dissectors: decides who looks at a packet, keeps streams in order, and settles the result.
import type { InterfaceStats } from "@netweir/model"
import type { MediaReport } from "../calls/media-report.ts"
import type { Packet } from "../decode/packet.ts"
import type { TcpFingerprint } from "../flows/tcp-fingerprint.ts"
import type { Rules } from "./rules.ts"
import type { RecordExtras } from "../records/record-block.ts"
import type { FlowColumns } from "../flows/flow-columns.ts"

/** How the flow table talks to inspection; `createInspector` implements it. */
export interface Inspector {
  /** A new flow: gives it an inspection record (bounded pool; without one the flow is guessed by port). */
  begin(flow: number): void
  /** A packet of a flow with FLOW_INSPECTING. Called for packets with payload, and for TCP SYNs (stream start, fingerprint). */
  inspect(flow: number, packet: Packet, fromA: boolean): void
  /**
   * A flow that records tell of: what its exporter says of the application counts as content; else the guesses are made at once.
   * Called for its first record and whenever one says more.
   */
  told(flow: number, masterProtocol: number, appProtocol: number, extras: RecordExtras | undefined): void
  /** The flow ends: guess by correlation, address, port if nobody recognised it; judge its risks; free the record. Idempotent. */
  finish(flow: number): void
  /** The user's rules changed: they count for what is settled from now on. */
  setRules(rules: Rules): void
  /** Of the client's SYN; undefined when none was seen. */
  tcpFingerprint(flow: number): TcpFingerprint | undefined
  /** A datagram of a flow with FLOW_MEDIA, after `inspect`. */
  media(flow: number, packet: Packet, fromA: boolean): void
  /** What calls measured, by flow. */
  readonly calls: MediaReport
  /** The flow was written: what was kept of its media goes. */
  forget(flow: number): void
  stats(): Readonly<Record<string, number>>
  /** What it keeps, its bounds, and what found no place. */
  tables(): InterfaceStats["tables"]
}

/** What inspection needs from its engine: learned names go to hosts, the clock is the packet's. */
export interface InspectorHost {
  readonly flows: FlowColumns
  learnName(ip: string, vlan: number, name: string, source: "dns" | "mdns" | "netbios" | "dhcp", timestampUs: number): void
  learnOs(ip: string, vlan: number, os: string): void
  /** A risk that the flow does not have yet: the host sets its bit and adds its score to the flow (and to its hosts). */
  onRisk(flow: number, riskId: number): void
  onDetected(flow: number): void
}
