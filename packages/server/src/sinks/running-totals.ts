// Our points say what was counted in a minute; some systems want what was counted since the start. Bounded: a new series beyond the
// limit is refused.
export const MAX_SERIES = 200_000

export class RunningTotals {
  private readonly totals = new Map<string, number[]>()
  private readonly limit: number

  constructor(limit = MAX_SERIES) {
    this.limit = limit
  }

  /** Adds to a series and answers its totals; null = no room for one more. */
  add(series: string, values: readonly number[]): readonly number[] | null {
    const known = this.totals.get(series)
    if (known) {
      for (let i = 0; i < values.length; i++) known[i] += values[i]
      return known
    }
    if (this.totals.size >= this.limit) return null
    const fresh = [...values]
    this.totals.set(series, fresh)
    return fresh
  }
}
