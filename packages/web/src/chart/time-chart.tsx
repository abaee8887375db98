// Values over time. ECharts comes in a bundle of its own, when the first chart is shown.
import { lazy, Suspense } from "react"
import type { TimeCanvasProps } from "./time-canvas.tsx"

const TimeCanvas = lazy(() => import("./time-canvas.tsx"))

export interface ChartSeries { readonly name: string; /** Null: nothing known at this step. */ readonly values: readonly (number | null)[]; readonly color?: string }
export interface TimeChartProps extends TimeCanvasProps { readonly size?: "low" | "tall"; /** Average, largest, sum under the chart. */ readonly numbers?: "rate" | "sum" }

export function TimeChart({ size, numbers, ...props }: TimeChartProps) {
  const { series, format, label } = props
  return (
    <figure style={{ margin: 0 }}>
      <div className={`chart ${size ?? ""}`} role="img" aria-label={`${label}: ${series.map((one) => `${one.name}, largest ${format(largest(one.values))}`).join("; ")}`}>
        <Suspense fallback={null}><TimeCanvas {...props} /></Suspense>
      </div>
      {numbers && <ChartNumbers series={series} format={format} kind={numbers} sumFormat={props.sumFormat ?? format} />}
    </figure>
  )
}

function known(values: readonly (number | null)[]): number[] {
  return values.filter((value): value is number => value !== null)
}
function largest(values: readonly (number | null)[]): number {
  return known(values).reduce((most, value) => Math.max(most, value), 0)
}
/** Nearest rank. */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) return 0
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))]
}

function ChartNumbers({ series, format, kind, sumFormat }: { series: readonly ChartSeries[]; format: (value: number) => string; kind: "rate" | "sum"; sumFormat: (value: number) => string }) {
  return (
    <div className="scroll-x">
      <table className="chart-numbers">
        <thead><tr><th scope="col"><span className="visually-hidden">Series</span></th><th scope="col">Average</th><th scope="col" title="95th percentile"><abbr>P95</abbr></th><th scope="col">Largest</th>{kind === "sum" && <th scope="col">Total</th>}</tr></thead>
        <tbody>
          {series.map((one, index) => {
            const values = known(one.values)
            const sum = values.reduce((total, value) => total + value, 0)
            return (
              <tr key={one.name}>
                <th scope="row"><i style={{ background: one.color ?? seriesColor(index) }} />{one.name}</th>
                <td>{format(values.length ? sum / values.length : 0)}</td><td>{format(percentile(values, 0.95))}</td><td>{format(largest(values))}</td>
                {kind === "sum" && <td>{sumFormat(sum)}</td>}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

export function seriesColor(index: number): string {
  return `var(--chart-${(index % 8) + 1})`
}
