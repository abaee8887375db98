// What encryption does not hide: lengths and intervals of the flow's first packets.
import { intervalBinBoundsUs, lengthBinBounds } from "@netweir/model"
import { useLive } from "../../api/use-live.ts"
import { formatCount } from "../../format/number.ts"
import { formatDurationUs } from "../../format/time.ts"
import { formatBytes } from "../../format/volume.ts"
import { Panel } from "../../views/panel.tsx"

/** "< 64 B", "64 to 128 B", ..., "4 kB and more". */
function binLabels(bounds: readonly number[], format: (value: number) => string): string[] {
  return [...bounds, 0].map((bound, i) => (i === 0 ? `< ${format(bound)}` : i === bounds.length ? `≥ ${format(bounds[i - 1])}` : `${format(bounds[i - 1])} – ${format(bound)}`))
}
const lengthLabels = binLabels(lengthBinBounds, formatBytes)
const intervalLabels = binLabels(intervalBinBoundsUs, formatDurationUs)

export function ShapeOfFlow({ interfaceId, flowId }: { interfaceId: string; flowId: string }) {
  const { data: shape } = useLive(interfaceId, "flowShape", { flowId }, { everyMs: 5_000 })
  if (!shape || [...shape.lengthsToServer, ...shape.lengthsToClient, ...shape.intervals].every((count) => count === 0)) return null // told by records, or over
  return (
    <div className="grid stretch">
      <div className="w6"><Panel title="Payload lengths, first 255 packets"><Bins labels={lengthLabels} series={[["client", shape.lengthsToServer], ["server", shape.lengthsToClient]]} /></Panel></div>
      <div className="w6"><Panel title="Time between packets, first 255"><Bins labels={intervalLabels} series={[["packets", shape.intervals]]} /></Panel></div>
    </div>
  )
}

function Bins({ labels, series }: { labels: readonly string[]; series: readonly (readonly [name: string, counts: readonly number[]])[] }) {
  const largest = Math.max(1, ...labels.map((_, bin) => series.reduce((sum, [, counts]) => sum + counts[bin], 0)))
  return (
    <>
      <ul className="bars no-share">
        {labels.map((label, bin) => (
          <li key={label}>
            <span className="bar-fill" style={{ width: `${(series.reduce((sum, [, counts]) => sum + counts[bin], 0) / largest) * 100}%` }}>{series.map(([name, counts]) => <i key={name} style={{ flex: counts[bin] }} />)}</span>
            <span className="bar-label">{label}</span>
            <span className="bar-value">{series.map(([, counts]) => formatCount(counts[bin])).join(" / ")}</span>
          </li>
        ))}
      </ul>
      {series.length > 1 && <p className="muted small">client / server</p>}
    </>
  )
}
