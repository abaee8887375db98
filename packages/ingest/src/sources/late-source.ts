// A source that is chosen when it opens: the ring, or the child that stands in for it.
import type { PacketBlock, PacketSource, SourceCounters, SourceProgress } from "../source.ts"

export class LateSource implements PacketSource {
  readonly name: string
  readonly kind: "live" | "file" | "stream"
  #choose: () => Promise<PacketSource>
  #chosen: PacketSource | null = null
  #closed = false

  /** `choose` resolves with an open source. */
  constructor(name: string, kind: "live" | "file" | "stream", choose: () => Promise<PacketSource>) {
    this.name = name
    this.kind = kind
    this.#choose = choose
  }

  get ended(): boolean {
    return this.#chosen?.ended ?? this.#closed
  }

  async open(): Promise<void> {
    this.#chosen = await this.#choose()
  }

  poll(): PacketBlock | null {
    return this.#chosen?.poll() ?? null
  }

  async wait(maxWaitMs: number): Promise<void> {
    await this.#chosen?.wait(maxWaitMs)
  }

  counters(): SourceCounters {
    return this.#chosen?.counters() ?? { received: 0, filtered: 0, dropped: {} }
  }

  progress(): SourceProgress {
    return this.#chosen?.progress() ?? { bytesRead: 0, bytesTotal: null }
  }

  notes(): readonly string[] {
    return this.#chosen?.notes?.() ?? []
  }

  names(): readonly { readonly ip: string; readonly name: string }[] {
    return this.#chosen?.names?.() ?? []
  }

  secrets(): readonly { readonly kind: string; readonly bytes: Uint8Array }[] {
    return this.#chosen?.secrets?.() ?? []
  }

  problem(): string | null {
    return this.#chosen?.problem?.() ?? null
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#chosen?.close()
  }
}
