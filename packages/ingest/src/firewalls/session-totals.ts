// Sessions are told at their start, on their way and at their end, with what they counted so far: what is new of it counts.
export const MAX_SESSIONS = 65_536

export class SessionTotals {
  /** Sessions that made room for newer ones. */
  forgotten = 0
  private readonly totals = new Map<string, Float64Array>()

  /** Puts what is new in the place of the totals. */
  newOf(session: string, counts: Float64Array, isOver: boolean): void {
    const known = this.totals.get(session)
    const told = counts.slice()
    // Totals that go back are those of another session.
    if (known !== undefined && counts.every((count, i) => count >= known[i])) for (let i = 0; i < counts.length; i++) counts[i] -= known[i]
    this.totals.delete(session)
    if (isOver) return
    if (this.totals.size >= MAX_SESSIONS) {
      const oldest = this.totals.keys().next().value
      if (oldest !== undefined) this.totals.delete(oldest)
      this.forgotten++
    }
    this.totals.set(session, told)
  }
}
