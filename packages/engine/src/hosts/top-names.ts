// Counts of names, bounded like TopShares: when full the rarest name goes and the newcomer takes over its rank.

export class TopNames {
  private readonly counts = new Map<string, number>()
  private readonly limit: number

  constructor(limit: number) {
    this.limit = limit
  }

  add(name: string, count = 1): void {
    const known = this.counts.get(name)
    if (known !== undefined) {
      this.counts.set(name, known + count)
      return
    }
    if (this.counts.size < this.limit) {
      this.counts.set(name, count)
      return
    }
    let rarest = ""
    let least = Number.POSITIVE_INFINITY
    for (const [other, times] of this.counts) if (times < least) [rarest, least] = [other, times]
    this.counts.delete(rarest)
    this.counts.set(name, least + count)
  }

  list(): { name: string; count: number }[] {
    return [...this.counts].map(([name, count]) => ({ name, count })).toSorted((a, b) => b.count - a.count)
  }
}
