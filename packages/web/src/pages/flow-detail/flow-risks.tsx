// What is wrong with a flow, what of it is muted and why, and a way to mute more.
import type { FlowRow } from "@netweir/model"
import { Link } from "@tanstack/react-router"
import { useState } from "react"
import { ABSENT, formatCount } from "../../format/number.ts"
import { useSession } from "../../state/session.tsx"
import { scoreTone } from "../../table/cells.tsx"
import { riskByKey } from "../../table/risk-titles.ts"
import { Panel } from "../../views/panel.tsx"
import { Empty } from "../../views/states.tsx"
import { MuteForm } from "../risks/mute-form.tsx"
import { recordOf } from "./flow-view.tsx"

const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null)

export function FlowRisks({ flow, interfaceId }: { flow: FlowRow; interfaceId: string }) {
  const { role } = useSession()
  const evidence = recordOf(flow.metadata.evidence)
  const reasons = recordOf(flow.metadata.muted)
  const [muting, setMuting] = useState<string | null>(null)
  const canMute = role === "admin"
  return (
    <Panel title="Risks" flush>
      {flow.risks.length + flow.mutedRisks.length === 0 ? <Empty icon="check" title="Nothing suspicious seen" /> : (
        <div className="scroll-x">
          <table className="simple-table">
            <thead><tr><th>Risk</th><th>Evidence</th><th className="wide-column">Severity</th><th className="numeric">Score</th>{canMute && <th aria-label="Mute" />}</tr></thead>
            <tbody>
              {flow.risks.map((key) => {
                const risk = riskByKey(key)
                return (
                  <tr key={key}>
                    <th scope="row" title={key}>{risk?.title ?? key}</th>
                    <td style={{ whiteSpace: "normal", overflowWrap: "anywhere" }}>{text(evidence[key]) ?? <span className="muted">{ABSENT}</span>}</td>
                    <td className="wide-column"><span className={`tag ${scoreTone(risk?.score ?? 1)}`}>{risk?.severity ?? "unknown"}</span></td>
                    <td className="numeric">{risk ? formatCount(risk.score) : ABSENT}</td>
                    {canMute && <td className="numeric"><button type="button" className="button quiet" aria-label={`Mute ${risk?.title ?? key}`} onClick={() => setMuting(key)}>Mute…</button></td>}
                  </tr>
                )
              })}
              {flow.mutedRisks.map((key) => (
                <tr key={key} className="muted">
                  <th scope="row" title={key}>{riskByKey(key)?.title ?? key} <Link to="/risks" search={{ tab: "mutes", interface: interfaceId } as never} className="tag">muted</Link></th>
                  <td style={{ whiteSpace: "normal", overflowWrap: "anywhere" }}>{text(evidence[key]) ?? ABSENT}<div className="small">Muted: {text(reasons[key]) ?? "no reason kept"}</div></td>
                  <td className="wide-column">{riskByKey(key)?.severity ?? "unknown"}</td>
                  <td className="numeric">0</td>
                  {canMute && <td />}
                </tr>
              ))}
              <tr className="total"><th scope="row">Score</th><td /><td className="wide-column" /><td className="numeric">{formatCount(flow.score)}</td>{canMute && <td />}</tr>
            </tbody>
          </table>
        </div>
      )}
      {muting !== null && <MuteForm start={{ risk: muting, flow }} interfaceId={interfaceId} onClose={() => setMuting(null)} />}
    </Panel>
  )
}
