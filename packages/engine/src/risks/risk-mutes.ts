// Mutes: risks that people have said are none in some flows. A mute's filter is asked when a flow raises the risk, and again with each
// harvest and before the flow is written, since its application, name and volume may have come meanwhile; never per packet.
import { compilePredicate, parseMuteFilter, riskId, riskIdsOf, type ColumnReaders, type Predicate, type RiskMuteMatches, type RiskMuteRule } from "@netweir/model"

/** One risk of one flow that is muted, and by which mute. */
export interface MutedRisk {
  readonly risk: number
  readonly by: RiskMuteRule
}

interface CompiledMute {
  readonly rule: RiskMuteRule
  /** 0 = every risk. */
  readonly risk: number
  readonly matches: Predicate
}

/** The risks of one flow that are muted: bits, and the mute of each. */
interface MutedFlow {
  low: number
  high: number
  readonly by: Map<number, RiskMuteRule>
}

/** Asked of every flow that is stored. */
const nothing: readonly MutedRisk[] = []

export class RiskMutes {
  private readonly readers: ColumnReaders
  private mutes: readonly CompiledMute[] = []
  /** Only flows with a muted risk have an entry: at most one per row of the flow table, at most one mute per risk in it. */
  private readonly flows = new Map<number, MutedFlow>()
  private readonly matched = new Map<string, { flows: number; lastMs: number }>()

  constructor(readers: ColumnReaders) {
    this.readers = readers
  }

  get isEmpty(): boolean {
    return this.mutes.length === 0
  }

  /** One that cannot be read (of another version) mutes nothing; who keeps them says so. */
  set(rules: readonly RiskMuteRule[], nowMs: number): void {
    this.mutes = rules.flatMap((rule) => {
      const parsed = parseMuteFilter(rule.filter)
      return parsed.ok ? [{ rule, risk: rule.risk === null ? 0 : riskId(rule.risk), matches: compilePredicate(parsed.tree, this.readers, nowMs) }] : []
    })
  }

  /** The first mute that covers this risk of the flow. */
  find(row: number, risk: number): RiskMuteRule | null {
    for (const mute of this.mutes) if ((mute.risk === 0 || mute.risk === risk) && mute.matches(row)) return mute.rule
    return null
  }

  isMuted(row: number, risk: number): boolean {
    return this.flows.get(row)?.by.has(risk) ?? false
  }

  mute(row: number, risk: number, by: RiskMuteRule, atMs: number): void {
    let flow = this.flows.get(row)
    if (flow === undefined) {
      flow = { low: 0, high: 0, by: new Map() }
      this.flows.set(row, flow)
    }
    if (flow.by.get(risk)?.id !== by.id) this.count(by.id, atMs)
    flow.by.set(risk, by)
    if (risk <= 32) flow.low |= 1 << (risk - 1)
    else flow.high |= 1 << ((risk - 1) & 31)
  }

  unmute(row: number, risk: number): void {
    const flow = this.flows.get(row)
    if (flow === undefined) return
    flow.by.delete(risk)
    if (risk <= 32) flow.low &= ~(1 << (risk - 1))
    else flow.high &= ~(1 << ((risk - 1) & 31))
    if (flow.by.size === 0) this.flows.delete(row)
  }

  /** Bits 0..31 of the set of muted risks; `high`: 32..63. */
  low(row: number): number {
    return (this.flows.get(row)?.low ?? 0) >>> 0
  }
  high(row: number): number {
    return (this.flows.get(row)?.high ?? 0) >>> 0
  }
  mutedRisks(row: number): readonly number[] {
    const flow = this.flows.get(row)
    return flow === undefined ? [] : riskIdsOf(flow.low, flow.high)
  }
  of(row: number): readonly MutedRisk[] {
    const flow = this.flows.get(row)
    return flow === undefined ? nothing : [...flow.by].map(([risk, by]) => ({ risk, by }))
  }
  has(row: number): boolean {
    return this.flows.has(row)
  }
  /** The row is used for another flow. */
  forget(row: number): void {
    this.flows.delete(row)
  }
  get size(): number {
    return this.flows.size
  }

  private count(id: string, atMs: number): void {
    const counted = this.matched.get(id)
    if (counted === undefined) this.matched.set(id, { flows: 1, lastMs: atMs })
    else {
      counted.flows++
      counted.lastMs = Math.max(counted.lastMs, atMs)
    }
  }

  /** What matched since the last call; empty = nothing new. */
  takeMatches(): RiskMuteMatches[] {
    if (this.matched.size === 0) return []
    const taken = [...this.matched].map(([id, { flows, lastMs }]) => ({ id, flows, lastMs: Math.round(lastMs) }))
    this.matched.clear()
    return taken
  }
}
