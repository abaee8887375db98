// What an application is: of each part of `Master.App` its description, how it is found and how sure that is, and what the flows now say.
import { confidenceWords } from "@netweir/model"
import { guidesOfLabel, portsText, type ProtocolGuide } from "@netweir/model/protocol-guide.ts"
import { Link, type LinkProps } from "@tanstack/react-router"
import { Fragment } from "react"
import { useLive } from "../../api/use-live.ts"
import { ABSENT, formatThings } from "../../format/number.ts"
import { Facts, Panel } from "../../views/panel.tsx"
import { flowsTarget, groupTarget } from "../targets.ts"

export function AboutApplication({ interfaceId, label, filter }: { interfaceId: string; label: string; filter: string | null }) {
  const guides = guidesOfLabel(label)
  if (guides.length === 0) return null
  return (
    <div className="grid stretch">
      {guides.map((guide) => <div key={guide.protocol.id} className={guides.length > 1 ? "w6" : ""}><About guide={guide} interfaceId={interfaceId} /></div>)}
      <div><HowSure interfaceId={interfaceId} filter={filter} /></div>
    </div>
  )
}

function About({ guide: { protocol, description, foundBy, howSure, metadata }, interfaceId }: { guide: ProtocolGuide; interfaceId: string }) {
  return (
    <Panel title={`About ${protocol.name}`}>
      <p style={{ marginBottom: 8 }}>{description}</p>
      <Facts facts={[
        { label: "Category", value: <Link {...(groupTarget(interfaceId, "category", protocol.category) as LinkProps)}>{protocol.category}</Link> },
        { label: "Breed", value: protocol.breed.replaceAll("_", " ") },
        { label: "Default ports", value: portsText(protocol) || ABSENT },
        { label: "Found by", value: foundBy.join("; ") || "your rules only" },
      ]} />
      <p className="muted small">{howSure}</p>
      {metadata.length > 0 && <p className="small" style={{ marginTop: 8 }}><span className="muted">Metadata: </span>{metadata.map((field) => <Fragment key={field}><code>{field}</code> </Fragment>)}</p>}
    </Panel>
  )
}

function HowSure({ interfaceId, filter }: { interfaceId: string; filter: string | null }) {
  const { data } = useLive(interfaceId, "flowGroups", { filter: filter ?? "", by: ["confidence"], limit: 10 }, { everyMs: 5_000, enabled: filter !== null })
  if (!data || data.groups.length === 0 || filter === null) return null
  const total = data.groups.reduce((sum, { flows }) => sum + flows, 0)
  return (
    <Panel title="How sure, of the flows now" flush>
      <table className="simple-table">
        <thead><tr><th>Found by</th><th>Which means</th><th className="numeric">Flows</th></tr></thead>
        <tbody>
          {data.groups.map(({ key: [confidence], flows }) => (
            <tr key={String(confidence)}>
              <th scope="row"><Link {...(flowsTarget(interfaceId, `${filter} and confidence = ${String(confidence)}`) as LinkProps)}>{String(confidence)}</Link></th>
              <td>{confidenceWords[String(confidence)]}</td>
              <td className="numeric" title={formatThings(total, "flow")}>{flows} <span className="muted">{Math.round((flows / total) * 100)} %</span></td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}
