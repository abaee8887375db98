// Losses before the source, as a problem in words while they go on.
const RECENT_MS = 60_000

export class LossWatch {
  #total = 0
  #sinceMs = Number.NEGATIVE_INFINITY
  #before = 0

  /** Once a second. `total` never falls. */
  look(total: number, nowMs: number): void {
    if (total === this.#total) return
    if (nowMs - this.#sinceMs > RECENT_MS) this.#before = this.#total
    this.#total = total
    this.#sinceMs = nowMs
  }

  problem(nowMs: number): string | null {
    if (nowMs - this.#sinceMs > RECENT_MS) return null
    return `${this.#total - this.#before} datagrams were lost: they came faster than they were read. Give the collector more workers (--workers) or a larger net.core.rmem_max, or let exporters sample more sparsely.`
  }
}
