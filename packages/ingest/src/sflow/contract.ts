// What receivers see of the sFlow decoder; the same shape as NetFlow's. It is pure: no sockets, no clock.
import type { RecordBlock } from "@netweir/engine/records/record-block.ts"
import type { ExporterStatus } from "@netweir/model"
import type { ExporterRules } from "../records/exporter-rules.ts"

export interface SflowLimits {
  /** Agents and their sub-agents. Beyond it those that were silent for long make room. */
  readonly agents: number
  /** Data sources (mostly interfaces) of one agent. */
  readonly sourcesPerAgent: number
  readonly interfacesPerAgent: number
  /** Interfaces and data sources of all agents together. */
  readonly entries: number
}

export interface SflowOptions {
  /** Who may send, and what sampling is forced or assumed. Absent = everybody, as told. */
  readonly rules?: ExporterRules
  /** Records of formats that nobody here knows are named in `extras.unknown`. */
  readonly keepUnknown?: boolean
  readonly limits?: Partial<SflowLimits>
  /** Mixed into hashes, so that nobody can flood one bucket. */
  readonly seed?: number
}

/** Why a datagram came to nothing. Stable words: people filter metrics by them. */
export type SflowDatagramDrop =
  | "datagram-too-short"
  | "version-unknown"
  | "exporter-not-allowed"
  | "too-many-exporters" // every agent's place is taken by one that is heard
  | "too-many-points" // the table of observation points is full

/** Why a flow sample came to nothing. */
export type SflowSampleDrop =
  | "sample-truncated" // its length goes beyond the datagram, or its fields beyond its length
  | "no-packet-in-sample" // neither a header nor addresses
  | "header-protocol-unknown" // a link layer that is not decoded here

export interface SflowCounters {
  /** Flow samples. received = handedOver + dropped of all reasons, at any moment between calls. */
  readonly records: { readonly received: number; readonly handedOver: number; readonly dropped: Readonly<Record<string, number>> }
  readonly datagrams: { readonly received: number; readonly dropped: Readonly<Record<string, number>> }
  /** Records inside samples, lengths and counts that were not as they should be; the rest of the sample may have been used all the same. */
  readonly oddities: Readonly<Record<string, number>>
  readonly counterSamples: number
  /** Packets that an agent reports as discarded, samples of them. */
  readonly discardSamples: number
  readonly agents: number
}

export interface SflowDecoder {
  /** True for what starts like sFlow version 5. */
  recognises(bytes: Uint8Array, start: number, length: number): boolean
  /**
   * One datagram. Samples go to `block` from `block.count` on; sampled packets stay where they are: `block.frames` is `bytes`. False: the
   * block is full (or holds frames of other memory); hand it over and call `resume` with an empty one until it says true; `bytes` must stay
   * as they are until then, and no other datagram may come between.
   */
  decode(bytes: Uint8Array, start: number, length: number, exporterWords: Uint32Array, exporterPort: number, receivedUs: number, block: RecordBlock): boolean
  resume(block: RecordBlock): boolean
  /** To be called now and then (each second is plenty): rates are taken. */
  tick(nowUs: number): void
  exporters(): ExporterStatus[]
  counters(): SflowCounters
}
