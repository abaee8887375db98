// Cells that are more than text. By column id: the model uses one id for one meaning in every table.
import { riskByKey } from "./risk-titles.ts"
import { countryName } from "../format/network.ts"
import { formatCount } from "../format/number.ts"

/** nDPI-style scores: 10 low, 50 medium, 100 high, 150 severe; sums go on from there. */
export function scoreTone(score: number): "tone-error" | "tone-warning" | "" {
  return score >= 100 ? "tone-error" : score > 0 ? "tone-warning" : ""
}

export function Score({ value }: { value: number }) {
  return value > 0 ? <span className={`tag score ${scoreTone(value)}`}>{formatCount(value)}</span> : <span className="muted">0</span>
}

export function RiskTags({ keys }: { keys: readonly string[] }) {
  return keys.map((key) => <span key={key} className={`tag ${scoreTone(riskByKey(key)?.score ?? 1)}`}>{riskByKey(key)?.title ?? key}</span>)
}

export function Country({ code }: { code: string }) {
  return <span title={countryName(code)}>{code}</span>
}

/** How much of the largest value on this page: drawn behind the number. */
export function ShareBar({ share }: { share: number }) {
  return <i className="share-bar" style={{ width: `${Math.max(0, Math.min(1, share)) * 100}%` }} aria-hidden="true" />
}
