// Every risk that Netweir can see in a flow: what was seen, what it means, what it costs, and the flows that have it.
import { risks, type Risk } from "@netweir/model"
import { riskDescriptions } from "@netweir/model/data/risk-descriptions.ts"
import { Link, type LinkProps } from "@tanstack/react-router"
import { useMemo } from "react"
import { useLive } from "../../api/use-live.ts"
import { formatCount } from "../../format/number.ts"
import { useInterfaceId } from "../../state/interfaces.tsx"
import { useSession } from "../../state/session.tsx"
import { scoreTone } from "../../table/cells.tsx"
import { PageHead, Panel } from "../../views/panel.tsx"
import { useTitle } from "../../views/use-title.ts"
import { flowsTarget } from "../targets.ts"

const bySeverity = risks.toSorted((a, b) => b.score - a.score || a.title.localeCompare(b.title))

export default function RisksPage() {
  useTitle("Risks")
  const id = useInterfaceId()
  const { role } = useSession()
  const { data } = useLive(id, "flowGroups", { by: ["risks"], filter: "score > 0", limit: 1000 }, { everyMs: 5_000 })
  const flowsByRisk = useMemo(() => {
    const sums = new Map<string, number>()
    for (const { key: [list], flows } of data?.groups ?? []) for (const key of String(list ?? "").split(/[, ]+/)) sums.set(key, (sums.get(key) ?? 0) + flows)
    return sums
  }, [data])
  return (
    <>
      <PageHead title="Risks" sub="What can be seen wrong in one flow; its score is shared between client and server.">
        {role === "admin" && <Link to="/settings" search={{ tab: "rules", file: "risk-exceptions.csv" } as never} className="button">Exceptions</Link>}
      </PageHead>
      <Panel title="All risks" flush>
        <div className="scroll-x">
          <table className="simple-table">
            <caption className="visually-hidden">Risks</caption>
            <thead><tr><th>Risk</th><th>Severity</th><th>What was seen</th><th>What it means</th><th className="numeric">Score</th><th className="numeric wide-column">Client</th><th className="numeric wide-column">Server</th><th className="numeric">Flows now</th></tr></thead>
            <tbody>{bySeverity.map((risk) => <RiskRow key={risk.id} risk={risk} interfaceId={id} flows={flowsByRisk.get(risk.key) ?? 0} />)}</tbody>
          </table>
        </div>
      </Panel>
    </>
  )
}

function RiskRow({ risk: { key, title, severity, score, clientScore, serverScore }, interfaceId, flows }: { risk: Risk; interfaceId: string; flows: number }) {
  const [seen, meaning] = riskDescriptions[key] ?? ["", ""]
  return (
    <tr>
      <th scope="row"><Link {...(flowsTarget(interfaceId, `risks = ${key}`) as LinkProps)}>{title}</Link><div className="muted small"><code>{key}</code></div></th>
      <td><span className={`tag ${scoreTone(score)}`}>{severity}</span></td>
      <td style={{ minWidth: 200, whiteSpace: "normal" }}>{seen}</td><td style={{ minWidth: 200, whiteSpace: "normal" }}>{meaning}</td>
      <td className="numeric">{formatCount(score)}</td><td className="numeric wide-column">{formatCount(clientScore)}</td><td className="numeric wide-column">{formatCount(serverScore)}</td>
      <td className="numeric">{flows > 0 ? formatCount(flows) : ""}</td>
    </tr>
  )
}
