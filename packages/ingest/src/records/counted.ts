// What a source of records counts: how many it found, handed over, and could not use, by reason; of what they came in the same.

/** Reasons beyond that are added up as "other": they are ours, so there are few. */
const MAX_REASONS = 64

export class Counted {
  received = 0
  readonly dropped: Record<string, number> = {}
  private reasons = 0

  drop(reason: string, count = 1): void {
    if (count <= 0) return
    if (this.dropped[reason] === undefined) {
      if (this.reasons >= MAX_REASONS) return this.drop("other", count)
      this.reasons++
      this.dropped[reason] = 0
    }
    this.dropped[reason] += count
  }

  get droppedTotal(): number {
    return Object.values(this.dropped).reduce((sum, count) => sum + count, 0)
  }
}
