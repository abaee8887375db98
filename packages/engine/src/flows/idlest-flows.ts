// Which flow ends early when the table is full. A full order would cost a table scan; so a sample behind a moving hand is looked at, and its
// idle-most rows go one after the other, as long as nothing is heard of them. They are neighbours, so that ending them stays in the cache.

/** Rows compared; the hand moves on, so that all rows get their turn. */
const SAMPLE = 32
/** So many of a sample are kept. */
const KEPT = 8

export class IdlestFlows {
  /** Idle-most last. */
  private readonly rows = new Int32Array(KEPT)
  private readonly heardUs = new Float64Array(KEPT)
  private count = 0
  private hand = 0

  /** Of a table whose rows below `highWater` are all in use. `heardUs`: when something was heard of each. */
  next(heardUs: Float64Array, highWater: number): number {
    while (this.count > 0) {
      const row = this.rows[--this.count]
      if (heardUs[row] === this.heardUs[this.count]) return row
    }
    for (let i = Math.min(SAMPLE, highWater); i > 0; i--) {
      if (this.hand >= highWater) this.hand = 0
      this.offer(this.hand, heardUs[this.hand])
      this.hand++
    }
    return this.rows[--this.count]
  }

  private offer(row: number, heard: number): void {
    if (this.count === KEPT) {
      if (heard >= this.heardUs[0]) return
      this.rows.copyWithin(0, 1)
      this.heardUs.copyWithin(0, 1)
      this.count--
    }
    let at = this.count++
    for (; at > 0 && this.heardUs[at - 1] <= heard; at--) {
      this.rows[at] = this.rows[at - 1]
      this.heardUs[at] = this.heardUs[at - 1]
    }
    this.rows[at] = row
    this.heardUs[at] = heard
  }
}
