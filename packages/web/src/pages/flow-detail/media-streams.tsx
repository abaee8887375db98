// How a call's media arrived, here and as its receiver tells it: one line per RTP stream.
import { formatCount, formatRatio } from "../../format/number.ts"
import { Panel } from "../../views/panel.tsx"
import { recordOf } from "./flow-view.tsx"

/** ITU-T P.800 in words. */
function mosWord(mos: number): readonly [word: string, tone: string] {
  if (mos >= 4.3) return ["excellent", "tone-ok"]
  if (mos >= 4) return ["good", "tone-ok"]
  if (mos >= 3.6) return ["fair", "tone-warning"]
  return mos >= 3.1 ? ["poor", "tone-warning"] : ["bad", "tone-error"]
}
const text = (value: unknown): string => (typeof value === "string" || typeof value === "number" ? String(value) : "–")
const number = (value: unknown): number | null => (typeof value === "number" ? value : null)

export function MediaStreams({ metadata }: { metadata: Readonly<Record<string, unknown>> }) {
  const { streams } = recordOf(metadata.rtp)
  if (!Array.isArray(streams) || streams.length === 0) return null
  return (
    <div>
      <Panel title="Call quality" flush>
        <div className="scroll-x">
          <table className="simple-table">
            <thead><tr><th>Sent by</th><th>Media</th><th>Codec</th><th className="numeric">Packets</th><th className="numeric">Lost</th><th className="numeric">Jitter</th><th className="numeric">MOS</th><th>The receiver tells</th><th>SSRC</th></tr></thead>
            <tbody>{streams.map((one: unknown) => <Stream key={`${text(recordOf(one).direction)} ${text(recordOf(one).ssrc)}`} stream={recordOf(one)} />)}</tbody>
          </table>
        </div>
      </Panel>
    </div>
  )
}

/** Over RTCP: what of the path beyond this point. */
function toldText(told: Readonly<Record<string, unknown>>): string {
  const loss = number(told.lossRatio)
  const jitterMs = number(told.jitterMs)
  const rttMs = number(told.rttMs)
  const parts = [loss !== null && `loss ${formatRatio(loss)}`, jitterMs !== null && `jitter ${jitterMs.toFixed(1)} ms`, rttMs !== null && `round trip ${rttMs.toFixed(1)} ms`].filter((part) => part !== false)
  return parts.length === 0 ? "–" : parts.join(", ")
}

function Stream({ stream }: { stream: Readonly<Record<string, unknown>> }) {
  const packets = number(stream.packets) ?? 0
  const lost = number(stream.lost) ?? 0
  const jitterMs = number(stream.jitterMs)
  const mos = number(stream.mos)
  const ssrc = number(stream.ssrc)
  const [word, tone] = mos === null ? ["", ""] : mosWord(mos)
  return (
    <tr>
      <th scope="row">{stream.direction === "to-server" ? "client" : "server"}</th>
      <td>{text(stream.media)}</td><td>{stream.codec === undefined ? `type ${text(stream.payloadType)}` : text(stream.codec)}</td>
      <td className="numeric">{formatCount(packets)}</td>
      <td className={`numeric ${lost > 0 ? "tone-warning" : ""}`}>{formatCount(lost)}{lost > 0 && <span className="muted"> {formatRatio(lost / (packets + lost))}</span>}</td>
      <td className="numeric">{jitterMs === null ? "–" : `${jitterMs.toFixed(1)} ms`}</td>
      <td className="numeric">{mos === null ? "–" : <span className={`tag ${tone}`} title={word}>{mos.toFixed(2)} {word}</span>}</td>
      <td>{toldText(recordOf(stream.told))}</td>
      <td><code>{ssrc === null ? "–" : `0x${ssrc.toString(16).padStart(8, "0")}`}</code></td>
    </tr>
  )
}
