// Counts of names, bounded like TopShares: when full the rarest name goes and the newcomer takes over its rank.

export class TopNames {
  private readonly limit: number
  // Most hosts have one name of a kind: a map is made with the second.
  private only: string | null = null
  private onlyCount = 0
  private counts: Map<string, number> | null = null

  constructor(limit: number) {
    this.limit = limit
  }

  add(name: string, count = 1): void {
    if (this.counts === null && (this.only === null || this.only === name)) {
      this.only = name
      this.onlyCount += count
      return
    }
    const counts = (this.counts ??= new Map([[this.only ?? "", this.onlyCount]]))
    const known = counts.get(name)
    if (known !== undefined) {
      counts.set(name, known + count)
      return
    }
    if (counts.size < this.limit) {
      counts.set(name, count)
      return
    }
    let rarest = ""
    let least = Number.POSITIVE_INFINITY
    for (const [other, times] of counts) if (times < least) [rarest, least] = [other, times]
    counts.delete(rarest)
    counts.set(name, least + count)
  }

  list(): { name: string; count: number }[] {
    if (this.counts === null) return this.only === null ? [] : [{ name: this.only, count: this.onlyCount }]
    return [...this.counts].map(([name, count]) => ({ name, count })).toSorted((a, b) => b.count - a.count)
  }
}
