// An interface without traffic (`-i dummy`): the monitor runs, nothing comes.
import type { PacketBlock, PacketSource, SourceCounters, SourceProgress } from "../source.ts"

export class DummySource implements PacketSource {
  readonly kind = "live"
  readonly name = "dummy"
  ended = false

  async open(): Promise<void> {}

  poll(): PacketBlock | null {
    return null
  }

  wait(maxWaitMs: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, maxWaitMs))
  }

  counters(): SourceCounters {
    return { received: 0, filtered: 0, dropped: {} }
  }

  progress(): SourceProgress {
    return { bytesRead: 0, bytesTotal: null }
  }

  async close(): Promise<void> {
    this.ended = true
  }
}
