// Where flows are sent on to, and how that goes.
import type { getHealth, ReplyOf } from "@netweir/server/contract"
import { formatCount } from "../../format/number.ts"
import { formatDurationMs } from "../../format/time.ts"
import { Panel } from "../../views/panel.tsx"

type Sink = ReplyOf<typeof getHealth>["sinks"][number]
const states: Readonly<Record<string, { readonly word: string; readonly tone: string }>> = {
  up: { word: "Up", tone: "ok" }, down: { word: "Down", tone: "error" }, starting: { word: "Starting", tone: "" }, stopped: { word: "Stopped", tone: "" },
}
/** For people; the codes stand in docs/exporting.md. */
const reasons: Readonly<Record<string, string>> = { "queue-full": "queue full", refused: "refused", "too-large": "too large", "series-limit": "too many series", shutdown: "shutdown", defect: "bug" }

export function Sinks({ sinks }: { sinks: readonly Sink[] }) {
  if (sinks.length === 0) return null
  return (
    <Panel title="Sinks" flush aside="flows and series sent on">
      <div className="scroll-x">
        <table className="simple-table">
          <thead><tr><th>State</th><th>Kind</th><th>Where to</th><th className="numeric">Sent</th><th className="numeric">Waiting</th><th className="numeric">Behind</th><th className="numeric">Dropped</th><th className="numeric">Retries</th></tr></thead>
          <tbody>{sinks.map((sink) => <SinkRow key={sink.label} sink={sink} />)}</tbody>
        </table>
      </div>
    </Panel>
  )
}

function SinkRow({ sink }: { sink: Sink }) {
  const { word, tone } = states[sink.state] ?? { word: sink.state, tone: "" }
  const lost = Object.entries(sink.dropped).filter(([, rows]) => rows > 0)
  const dropped = lost.reduce((sum, [, rows]) => sum + rows, 0)
  return (
    <tr>
      <td><span className={`tag ${tone && `tone-${tone}`}`}>{word}</span></td>
      <td>{sink.title}</td>
      <th scope="row"><code>{sink.label}</code>{sink.problem && <div className="tone-error">{sink.problem}</div>}</th>
      <td className="numeric">{formatCount(sink.sentRows)}</td>
      <td className="numeric" title={`of ${formatCount(sink.queueLimitRows)} that fit`}>{formatCount(sink.queuedRows)}</td>
      <td className="numeric">{sink.lagMs === 0 ? "–" : formatDurationMs(sink.lagMs)}</td>
      <td className={`numeric ${dropped > 0 ? "tone-error" : ""}`}>{formatCount(dropped)}{lost.length > 0 && <div className="muted">{lost.map(([reason, rows]) => `${reasons[reason] ?? reason} ${formatCount(rows)}`).join(", ")}</div>}</td>
      <td className="numeric">{formatCount(sink.retries)}</td>
    </tr>
  )
}
