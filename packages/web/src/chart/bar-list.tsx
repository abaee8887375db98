// The largest of something, each with its bar: easier to read and to compare than a pie.
import { Link, type LinkProps } from "@tanstack/react-router"
import { formatRatio } from "../format/number.ts"
import type { Target } from "../table/data-table.tsx"
import { Empty } from "../views/states.tsx"

export interface Bar {
  readonly key: string
  readonly label: string
  readonly title?: string
  readonly value: number
  /** The part that is drawn in the first colour; the rest in the second. */
  readonly part?: number
  readonly target?: Target
}

export function BarList({ bars, total, format, empty, label }: { bars: readonly Bar[]; total?: number; format: (value: number) => string; empty: string; label: string }) {
  if (bars.length === 0) return <Empty title={empty} />
  const most = Math.max(1, ...bars.map((bar) => bar.value))
  const whole = total ?? bars.reduce((sum, bar) => sum + bar.value, 0)
  return (
    <ol className={`bars ${whole > 0 ? "" : "no-share"}`} aria-label={label}>
      {bars.map((bar) => (
        <li key={bar.key} title={bar.title}>
          <span className="bar-fill" style={{ width: `${(bar.value / most) * 100}%` }} aria-hidden="true">
            <i style={{ width: bar.part === undefined ? "100%" : `${bar.value > 0 ? (bar.part / bar.value) * 100 : 0}%` }} />
            {bar.part !== undefined && <i style={{ flex: 1 }} />}
          </span>
          {bar.target ? <Link {...(bar.target as LinkProps)} className="bar-label">{bar.label}</Link> : <span className="bar-label">{bar.label}</span>}
          <span className="bar-value">{format(bar.value)}</span>
          {whole > 0 && <span className="bar-share">{formatRatio(bar.value / whole)}</span>}
        </li>
      ))}
    </ol>
  )
}
