// What receivers and file readers see of the NetFlow/IPFIX decoder. It is pure: no sockets, no clock; time is what the caller says a
// datagram arrived at.
import type { ObservationPoints } from "@netweir/engine/records/observation-points.ts"
import type { RecordBlock } from "@netweir/engine/records/record-block.ts"
import type { ExporterStatus } from "@netweir/model"
import type { ExporterRules } from "../records/exporter-rules.ts"

export interface NetflowLimits {
  /** Of one observation domain and transport session: templates and option templates. */
  readonly templatesPerSession: number
  /** Of one exporter's address, over all its sessions. */
  readonly templatesPerExporter: number
  /** Of all. Beyond it the session that was heard least recently makes room; one that delivered records never does for one that did not. */
  readonly templates: number
  /** Sessions: exporter's address, port (or connection), version, observation domain. */
  readonly sessions: number
  readonly sessionsPerExporter: number
  /** Data that waits for its template. */
  readonly heldBytes: number
  readonly heldBytesPerSession: number
  /** It waits this long (of arrival time), then it is counted as lost. */
  readonly heldUs: number
  /** Interface names, application names, samplers: each, of one observation point. */
  readonly optionRecords: number
}

export interface NetflowOptions {
  /** Who may send, and what sampling is assumed or forced. Absent = everybody, as told. */
  readonly rules?: ExporterRules
  /** Elements that nobody here knows go to `extras.unknown`. */
  readonly keepUnknown?: boolean
  readonly limits?: Partial<NetflowLimits>
  /** Mixed into hashes, so that nobody can flood one bucket. */
  readonly seed?: number
}

/** Why a datagram or message came to nothing. Stable words: people filter metrics by them. */
export type DatagramDrop =
  | "datagram-too-short"
  | "version-unknown"
  | "length-wrong" // the header contradicts the datagram's size
  | "exporter-not-allowed"
  | "too-many-exporters" // every session is taken by exporters that deliver
  | "duplicate" // the very same datagram came before
  | "stream-broken" // a connection lost its framing

/** Why records came to nothing. A data set whose records cannot be told apart counts as one. */
export type RecordDrop =
  | "template-missing"
  | "template-unusable" // refused when it came: see `exporters()`
  | "set-malformed"
  | "too-many-points" // the table of observation points is full
  | "record-truncated"
  | "count-too-high" // the header announces more records than the datagram holds (v1, v5, v7, v8)
  | "aggregate-without-hosts" // v8 aggregations that name no pair of addresses

export interface NetflowCounters {
  /** received = handedOver + dropped of all reasons, at any moment between calls. */
  readonly records: { readonly received: number; readonly handedOver: number; readonly dropped: Readonly<Record<string, number>> }
  /** Datagrams, or messages of a stream; refused ones are in `received`. */
  readonly datagrams: { readonly received: number; readonly dropped: Readonly<Record<string, number>> }
  /** Sets, templates, option records and times that were not as they should be; records of theirs may have been used all the same. */
  readonly oddities: Readonly<Record<string, number>>
  /** Option data: what exporters say about themselves. Not in `records`. */
  readonly optionRecords: number
  readonly held: { readonly sets: number; readonly bytes: number }
  readonly sessions: number
  readonly templates: number
  /** Pushed out of the table by newer ones. */
  readonly evictedSessions: number
}

/** One transport session in order: IPFIX over TCP or TLS, or a file of messages. Templates live and die with it. */
export interface NetflowStream {
  /** Takes the bytes of one read (they are copied). */
  push(bytes: Uint8Array, start: number, length: number): void
  /** Decodes whole messages of what was pushed. False: the block is full; hand it over and call again with an empty one. */
  decode(receivedUs: number, block: RecordBlock): boolean
  /** Why nothing more can come of it: close the connection (RFC 7011 section 10.4.2). Null while all is well. */
  readonly broken: string | null
  close(): void
}

export interface NetflowDecoder {
  /** True for what starts like v1, v5, v7, v8, v9 or IPFIX. */
  recognises(bytes: Uint8Array, start: number, length: number): boolean
  /**
   * One datagram. Records go to `block` from `block.count` on. False: the block is full; hand it over and call `resume` with an
   * empty one until it says true; `bytes` must stay as they are until then, and no other datagram may come between.
   */
  decode(bytes: Uint8Array, start: number, length: number, exporterWords: Uint32Array, exporterPort: number, receivedUs: number, block: RecordBlock): boolean
  resume(block: RecordBlock): boolean
  openStream(exporterWords: Uint32Array, exporterPort: number): NetflowStream
  /** To be called now and then (each second is plenty): held data that waited too long is let go, rates are taken. */
  tick(nowUs: number): void
  exporters(): ExporterStatus[]
  /** From what exporters told of their timeouts; null = none of them did. */
  flowIdleSeconds(): number | null
  counters(): NetflowCounters
}

export type CreateNetflowDecoder = (points: ObservationPoints, options?: NetflowOptions) => NetflowDecoder

export const defaultLimits: NetflowLimits = {
  templatesPerSession: 1024,
  templatesPerExporter: 4096,
  templates: 65_536,
  sessions: 16_384,
  sessionsPerExporter: 512,
  heldBytes: 16 << 20,
  heldBytesPerSession: 256 << 10,
  heldUs: 60_000_000,
  optionRecords: 16_384,
}
