// Flow risks: lookups over data/risks.ts. A flow keeps its risks as a set of bits, `id - 1` each.
import { riskFacts } from "./data/risks.ts"

export type RiskFact = readonly [
  id: number, key: string, title: string, severity: string, score: number, clientScore: number, serverScore: number,
]

export interface Risk {
  readonly id: number
  readonly key: string
  readonly title: string
  readonly severity: string
  readonly score: number
  readonly clientScore: number
  readonly serverScore: number
}

export const risks: readonly Risk[] = riskFacts.map(([id, key, title, severity, score, clientScore, serverScore]) => ({
  id, key, title, severity, score, clientScore, serverScore,
}))

const byKey = new Map(risks.map((risk) => [risk.key, risk] as const))
const byId: (Risk | undefined)[] = []
for (const risk of risks) byId[risk.id] = risk

/** The number of a risk that must exist; a typo fails when the module loads. */
export function riskId(key: string): number {
  const risk = byKey.get(key)
  if (!risk) throw new Error(`no risk named "${key}" in model/data/risks.ts`)
  return risk.id
}

export function riskById(id: number): Risk | undefined {
  return byId[id]
}

/** Risk numbers from the two halves of the set: bits 0..31 in `low`, 32..63 in `high`. */
export function riskIdsOf(low: number, high: number): number[] {
  const ids: number[] = []
  for (let bit = 0; bit < 32; bit++) if ((low >>> bit) & 1) ids.push(bit + 1)
  for (let bit = 0; bit < 32; bit++) if ((high >>> bit) & 1) ids.push(bit + 33)
  return ids
}
