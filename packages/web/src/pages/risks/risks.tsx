// Every risk that Netweir can see in a flow: what was seen, what it means, what it costs, and the flows that have it.
import { risks, type Risk } from "@netweir/model"
import { riskDescriptions } from "@netweir/model/data/risk-descriptions.ts"
import { Link, type LinkProps } from "@tanstack/react-router"
import { useMemo, useState } from "react"
import { useLive } from "../../api/use-live.ts"
import { formatCount } from "../../format/number.ts"
import { useSearchState } from "../../state/use-search-state.ts"
import { useInterfaceId } from "../../state/interfaces.tsx"
import { useSession } from "../../state/session.tsx"
import { scoreTone } from "../../table/cells.tsx"
import { Tabs } from "../../views/tabs.tsx"
import { PageHead, Panel } from "../../views/panel.tsx"
import { useTitle } from "../../views/use-title.ts"
import { flowsTarget } from "../targets.ts"
import { MuteForm } from "./mute-form.tsx"
import { MuteList } from "./mute-list.tsx"
import { useMutes } from "./use-mutes.ts"

const bySeverity = risks.toSorted((a, b) => b.score - a.score || a.title.localeCompare(b.title))

export default function RisksPage() {
  useTitle("Risks")
  const id = useInterfaceId()
  const { role } = useSession()
  const [search, change] = useSearchState()
  const tab = search.tab === "mutes" ? "mutes" : "all"
  const { data: mutes } = useMutes()
  const inForce = mutes?.mutes.filter(({ state }) => state === "active").length ?? 0
  return (
    <>
      <PageHead title="Risks" sub="What can be seen wrong in one flow; its score is shared between client and server.">
        {role === "admin" && <Link to="/settings" search={{ tab: "rules", file: "risk-exceptions.csv" } as never} className="button">Exceptions file</Link>}
      </PageHead>
      <Tabs label="Risks" active={tab} tabs={[["all", "All risks"], ["mutes", "Mutes", inForce > 0 ? formatCount(inForce) : undefined]]} onChange={(next) => change({ tab: next === "all" ? undefined : next, filter: undefined, sort: undefined, columns: undefined })} />
      {tab === "mutes" ? <MuteList interfaceId={id} /> : <AllRisks interfaceId={id} canMute={role === "admin"} />}
    </>
  )
}

/** Flows in the table by risk, from groups by a column of lists. */
function useFlowsByRisk(interfaceId: string, column: "risks" | "mutedRisks"): ReadonlyMap<string, number> {
  const { data } = useLive(interfaceId, "flowGroups", { by: [column], filter: `${column} exists`, limit: 1000 }, { everyMs: 5_000 })
  return useMemo(() => {
    const sums = new Map<string, number>()
    for (const { key: [list], flows } of data?.groups ?? []) for (const key of String(list ?? "").split(/[, ]+/)) sums.set(key, (sums.get(key) ?? 0) + flows)
    return sums
  }, [data])
}

function AllRisks({ interfaceId, canMute }: { interfaceId: string; canMute: boolean }) {
  const raised = useFlowsByRisk(interfaceId, "risks")
  const muted = useFlowsByRisk(interfaceId, "mutedRisks")
  const [muting, setMuting] = useState<string | null>(null)
  return (
    <Panel title="All risks" flush>
      <div className="scroll-x">
        <table className="simple-table">
          <caption className="visually-hidden">Risks</caption>
          <thead><tr><th>Risk</th><th>Severity</th><th>What was seen</th><th>What it means</th><th className="numeric">Score</th><th className="numeric wide-column">Client</th><th className="numeric wide-column">Server</th><th className="numeric">Flows now</th>{canMute && <th aria-label="Mute" />}</tr></thead>
          <tbody>{bySeverity.map((risk) => <RiskRow key={risk.id} risk={risk} interfaceId={interfaceId} flows={raised.get(risk.key) ?? 0} muted={muted.get(risk.key) ?? 0} onMute={canMute ? setMuting : undefined} />)}</tbody>
        </table>
      </div>
      {muting !== null && <MuteForm start={{ risk: muting }} interfaceId={interfaceId} onClose={() => setMuting(null)} />}
    </Panel>
  )
}

function RiskRow({ risk: { key, title, severity, score, clientScore, serverScore }, interfaceId, flows, muted, onMute }: { risk: Risk; interfaceId: string; flows: number; muted: number; onMute?: (key: string) => void }) {
  const [seen, meaning] = riskDescriptions[key] ?? ["", ""]
  return (
    <tr>
      <th scope="row" style={{ minWidth: 200 }}><Link {...(flowsTarget(interfaceId, `risks = ${key}`) as LinkProps)}>{title}</Link><div className="muted small"><code>{key}</code></div></th>
      <td><span className={`tag ${scoreTone(score)}`}>{severity}</span></td>
      <td style={{ minWidth: 200, whiteSpace: "normal" }}>{seen}</td><td style={{ minWidth: 200, whiteSpace: "normal" }}>{meaning}</td>
      <td className="numeric">{formatCount(score)}</td><td className="numeric wide-column">{formatCount(clientScore)}</td><td className="numeric wide-column">{formatCount(serverScore)}</td>
      <td className="numeric">{flows > 0 ? formatCount(flows) : ""}{muted > 0 && <div className="small"><Link {...(flowsTarget(interfaceId, `mutedRisks = ${key}`) as LinkProps)}>{formatCount(muted)} muted</Link></div>}</td>
      {onMute && <td className="numeric"><button type="button" className="button quiet" aria-label={`Mute ${title}`} onClick={() => onMute(key)}>Mute…</button></td>}
    </tr>
  )
}
