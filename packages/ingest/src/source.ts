// What every source is: something that fills blocks, of packets or of flow records. Nothing here knows about flow tables.
import type { ObservationPoints } from "@netweir/engine/records/observation-points.ts"
import type { RecordBlock } from "@netweir/engine/records/record-block.ts"
import type { ExporterStatus } from "@netweir/model"

/** Packets of one read, as columns over one buffer. Owned by the source: valid until its next `poll()` or `close()`. */
export interface PacketBlock {
  /** Packet bytes live here; a ring, a file chunk, a pipe buffer. */
  bytes: Uint8Array
  count: number
  /** Start of each packet's captured bytes in `bytes`. */
  offset: Uint32Array
  capturedBytes: Uint32Array
  /** Length on the wire; at least `capturedBytes`. */
  wireBytes: Uint32Array
  /** Microseconds since the epoch (exact in a double until the year 2255). */
  timestampUs: Float64Array
  /** Link type (DLT / LINKTYPE number) of each packet: pcapng mixes them. */
  linkType: Uint16Array
  /** Tag that the kernel stripped into metadata (TCI, 16 bits), or -1. */
  vlanTci: Int32Array
}

/** What the source itself saw; the engine adds what it dropped. All counts since open. Of packets, or of flow records where the source yields those. */
export interface SourceCounters {
  /** Packets that reached the source, kernel drops included; records that were found in datagrams, lines, messages. */
  received: number
  /** Packets that a filter inside the source refused (a BPF in the kernel leaves no count). */
  filtered: number
  /** By reason: "kernel-buffer-full", "record-truncated", "record-malformed", ... */
  dropped: Record<string, number>
  /** Record sources: what the records came in (datagrams, messages, lines), the kernel's drops and refused ones by reason included in `received`. */
  datagrams?: { received: number; dropped: Record<string, number> }
}

export interface SourceProgress { readonly bytesRead: number; readonly bytesTotal: number | null }

/**
 * Made by `openSource(spec)`; making it does nothing, `open()` does. Runs in a worker; `poll` never blocks for long
 * (live sources: at most 50 ms inside a kernel poll).
 */
interface TrafficSource {
  readonly name: string
  readonly kind: "live" | "file" | "stream"
  /** Throws SourceError: what, which one, and what to do next. */
  open(): Promise<void>
  readonly ended: boolean
  /** Resolves when `poll` may have something, or after `maxWaitMs`. */
  wait(maxWaitMs: number): Promise<void>
  counters(): SourceCounters
  progress(): SourceProgress
  /** Free text for people: file comments, name resolution records, interface descriptions. Bounded. */
  notes?(): readonly string[]
  /** Addresses named in the input itself (pcapng name resolution blocks). Bounded. */
  names?(): readonly { readonly ip: string; readonly name: string }[]
  /** What is wrong now, in words for people: the interface is down, the input broke off. Null when all is well. */
  problem?(): string | null
  close(): Promise<void>
}

export interface PacketSource extends TrafficSource {
  readonly yields?: "packets"
  /** The next block, or null when nothing is ready now; `ended` then says whether more can come. */
  poll(): PacketBlock | null
  /** Decryption secrets that the capture carries (pcapng DSB), e.g. a TLS key log. Bounded. */
  secrets?(): readonly { readonly kind: string; readonly bytes: Uint8Array }[]
}

/** NetFlow, IPFIX, sFlow, ZeroMQ, EVE, ...: somebody else watched the packets. */
export interface RecordSource extends TrafficSource {
  readonly yields: "records"
  /** Where its records were made; blocks refer to it by number. */
  readonly points: ObservationPoints
  /** The next block, or null when nothing is ready now. Owned by the source: valid until its next `poll()`. */
  poll(): RecordBlock | null
  /** Silence after which its exporters would have told more of a flow; null = none of them said. */
  flowIdleSeconds?(): number | null
  /** What it knows of each observation point. Asked about once per second at most. */
  exporters(): readonly ExporterStatus[]
}

export type Source = PacketSource | RecordSource

/** A problem that people meet: `code` is stable, `message` says what and which one, `fix` what to do next. */
export class SourceError extends Error {
  readonly code: string
  readonly fix: string
  constructor(code: string, message: string, fix: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = "SourceError"
    this.code = code
    this.fix = fix
  }
}
