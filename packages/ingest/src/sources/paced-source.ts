// Replays a recording at the pace at which it was recorded (--original-speed).
import type { SourceClock } from "../source-options.ts"
import type { PacketBlock, PacketSource, SourceCounters, SourceProgress } from "../source.ts"

export class PacedSource implements PacketSource {
  readonly name: string
  readonly kind: "live" | "file" | "stream"
  #inner: PacketSource
  #clock: SourceClock
  #pending: PacketBlock | null = null
  #position = 0
  #heldBack = 0
  /** Packet time minus clock time, fixed by the first packet; -Infinity before. */
  #shiftUs = Number.NEGATIVE_INFINITY

  constructor(inner: PacketSource, clock: SourceClock) {
    this.#inner = inner
    this.#clock = clock
    this.name = inner.name
    this.kind = inner.kind
  }

  get ended(): boolean {
    return this.#pending === null && this.#inner.ended
  }

  open(): Promise<void> {
    return this.#inner.open()
  }

  poll(): PacketBlock | null {
    if (this.#pending === null) {
      this.#pending = this.#inner.poll()
      this.#position = 0
    }
    const block = this.#pending
    if (block === null) return null
    const nowUs = this.#clock.nowMs() * 1000
    if (this.#shiftUs === Number.NEGATIVE_INFINITY) this.#shiftUs = (block.timestampUs[0] ?? 0) - nowUs
    const from = this.#position
    let to = from
    while (to < block.count && block.timestampUs[to] <= nowUs + this.#shiftUs) to++
    this.#position = to
    this.#heldBack = block.count - to
    if (to === block.count) this.#pending = null
    return from === to ? null : slice(block, from, to)
  }

  async wait(maxWaitMs: number): Promise<void> {
    const next = this.#pending?.timestampUs[this.#position]
    if (next === undefined) return this.#inner.wait(maxWaitMs)
    const untilDueMs = (next - this.#shiftUs) / 1000 - this.#clock.nowMs()
    await new Promise((resolve) => setTimeout(resolve, Math.min(maxWaitMs, Math.max(0, Math.ceil(untilDueMs)))))
  }

  /** Packets whose time has not come are not received yet. */
  counters(): SourceCounters {
    const { received, filtered, dropped } = this.#inner.counters()
    return { received: received - this.#heldBack, filtered, dropped }
  }

  progress(): SourceProgress {
    return this.#inner.progress()
  }

  notes(): readonly string[] {
    return this.#inner.notes?.() ?? []
  }

  names(): readonly { readonly ip: string; readonly name: string }[] {
    return this.#inner.names?.() ?? []
  }

  secrets(): readonly { readonly kind: string; readonly bytes: Uint8Array }[] {
    return this.#inner.secrets?.() ?? []
  }

  problem(): string | null {
    return this.#inner.problem?.() ?? null
  }

  async close(): Promise<void> {
    this.#pending = null
    await this.#inner.close()
  }
}

function slice(block: PacketBlock, from: number, to: number): PacketBlock {
  if (from === 0 && to === block.count) return block
  return {
    bytes: block.bytes, count: to - from,
    offset: block.offset.subarray(from, to), capturedBytes: block.capturedBytes.subarray(from, to), wireBytes: block.wireBytes.subarray(from, to),
    timestampUs: block.timestampUs.subarray(from, to), linkType: block.linkType.subarray(from, to), vlanTci: block.vlanTci.subarray(from, to),
  }
}
