// A capture that arrives: standard input, a named pipe, a child process. What it is shows when its first bytes come.
import { CaptureReader } from "../capture/capture-reader.ts"
import type { ByteFeed } from "../feeds/byte-feed.ts"
import { loadPacketFilter } from "../filter/packet-filter.ts"
import type { PacketBlock, PacketSource, SourceCounters, SourceProgress } from "../source.ts"
import { Tally, type CaptureSecrets } from "../tally.ts"

/** A live stream is read as it comes; the window grows when a record needs it. */
const WINDOW_BYTES = 256 << 10

/** What stands behind a stream: opens its feed, and may have to say something at the end. */
export interface StreamOrigin {
  /** Throws SourceError. */
  open(tally: Tally): Promise<ByteFeed>
  problem?(): string | null
  close?(): Promise<void>
}

export class StreamSource implements PacketSource {
  readonly kind: "stream" | "live"
  readonly name: string
  readonly #origin: StreamOrigin
  readonly #filterExpression: string
  readonly #tally = new Tally()
  #reader: CaptureReader | null = null

  constructor(name: string, origin: StreamOrigin, filterExpression = "", kind: "stream" | "live" = "stream") {
    this.kind = kind
    this.name = name
    this.#origin = origin
    this.#filterExpression = filterExpression
  }

  get ended(): boolean {
    return this.#reader?.ended ?? false
  }

  async open(): Promise<void> {
    const filter = await loadPacketFilter(this.#filterExpression)
    this.#reader = new CaptureReader(await this.#origin.open(this.#tally), this.#tally, { windowBytes: WINDOW_BYTES, filter })
  }

  poll(): PacketBlock | null {
    return this.#reader?.poll() ?? null
  }

  async wait(maxWaitMs: number): Promise<void> {
    await this.#reader?.wait(maxWaitMs)
  }

  counters(): SourceCounters {
    return { received: this.#tally.received, filtered: this.#tally.filtered, dropped: this.#tally.dropped }
  }

  progress(): SourceProgress {
    return { bytesRead: this.#reader?.bytesRead ?? 0, bytesTotal: this.#reader?.bytesTotal ?? null }
  }

  notes(): readonly string[] {
    return this.#tally.notes
  }

  names(): readonly { readonly ip: string; readonly name: string }[] {
    return this.#tally.names
  }

  secrets(): readonly CaptureSecrets[] {
    return this.#tally.secrets
  }

  problem(): string | null {
    const refused = this.#reader?.problem
    if (refused) return `The stream is ${refused.what}. ${refused.fix}`
    return this.#origin.problem?.() ?? null
  }

  async close(): Promise<void> {
    await this.#reader?.close()
    await this.#origin.close?.()
  }
}
