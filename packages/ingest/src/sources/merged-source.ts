// Several sources read as one (`view:a,b`): of the blocks that are ready, the one that begins earliest goes first.
// Order inside a block is that of its source, so packets of different members are out of order by at most a block.
import type { PacketBlock, PacketSource, SourceCounters, SourceProgress } from "../source.ts"

export class MergedSource implements PacketSource {
  readonly name: string
  readonly kind: "live" | "file" | "stream"
  #members: readonly PacketSource[]
  #ready: (PacketBlock | null)[]

  constructor(name: string, members: readonly PacketSource[]) {
    this.name = name
    this.kind = members.find(({ kind }) => kind !== "file")?.kind ?? "file"
    this.#members = members
    this.#ready = members.map(() => null)
  }

  get ended(): boolean {
    return this.#members.every((member, at) => member.ended && this.#ready[at] === null)
  }

  /** All or none. */
  async open(): Promise<void> {
    const opened: PacketSource[] = []
    for (const member of this.#members) {
      try {
        await member.open()
        opened.push(member)
      } catch (error) {
        for (const one of opened) await one.close()
        throw error
      }
    }
  }

  poll(): PacketBlock | null {
    let earliest = -1
    let earliestUs = Number.POSITIVE_INFINITY
    for (const [at, member] of this.#members.entries()) {
      const block = (this.#ready[at] ??= member.poll())
      if (block === null || (earliest >= 0 && block.timestampUs[0] >= earliestUs)) continue
      earliest = at
      earliestUs = block.timestampUs[0]
    }
    if (earliest < 0) return null
    const block = this.#ready[earliest]
    this.#ready[earliest] = null
    return block
  }

  async wait(maxWaitMs: number): Promise<void> {
    const waiting = this.#members.filter((member) => !member.ended).map((member) => member.wait(maxWaitMs))
    if (waiting.length > 0) await Promise.race(waiting)
  }

  counters(): SourceCounters {
    const sum: SourceCounters = { received: 0, filtered: 0, dropped: {} }
    for (const [at, member] of this.#members.entries()) {
      const { received, filtered, dropped } = member.counters()
      sum.received += received - (this.#ready[at]?.count ?? 0) // what waits here has not been handed out
      sum.filtered += filtered
      for (const [reason, packets] of Object.entries(dropped)) sum.dropped[reason] = (sum.dropped[reason] ?? 0) + packets
    }
    return sum
  }

  progress(): SourceProgress {
    const parts = this.#members.map((member) => member.progress())
    const totals = parts.map(({ bytesTotal }) => bytesTotal)
    return {
      bytesRead: parts.reduce((sum, { bytesRead }) => sum + bytesRead, 0),
      bytesTotal: totals.some((total) => total === null) ? null : totals.reduce<number>((sum, total) => sum + (total ?? 0), 0),
    }
  }

  notes(): readonly string[] {
    return this.#members.flatMap((member) => (member.notes?.() ?? []).map((note) => `${member.name}: ${note}`))
  }

  names(): readonly { readonly ip: string; readonly name: string }[] {
    return this.#members.flatMap((member) => member.names?.() ?? [])
  }

  secrets(): readonly { readonly kind: string; readonly bytes: Uint8Array }[] {
    return this.#members.flatMap((member) => member.secrets?.() ?? [])
  }

  problem(): string | null {
    return this.#members.map((member) => member.problem?.() ?? null).find((problem) => problem !== null) ?? null
  }

  async close(): Promise<void> {
    this.#ready.fill(null)
    for (const member of this.#members) await member.close()
  }
}
