// "Wrong application?": how the flow was named, its packets and the reasoning to report, and a rule that names the next ones.
import { Modal } from "@mantine/core"
import { confidenceWords, type FlowExplanation, type FlowRow } from "@netweir/model"
import { flowExplanation, flowFirstPackets, flowReport } from "@netweir/server/contract"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { call, urlOf, type ApiError } from "../../api/call.ts"
import { formatThings } from "../../format/number.ts"
import { formatBytes } from "../../format/volume.ts"
import { useSession } from "../../state/session.tsx"
import { Icon } from "../../views/icons.tsx"
import { Facts } from "../../views/panel.tsx"
import { Empty, Loading, Problem } from "../../views/states.tsx"
import { NameApplication } from "./name-application.tsx"

export function WrongApplication({ flow, interfaceId }: { flow: FlowRow; interfaceId: string }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <button type="button" className="button" onClick={() => setOpen(true)}><Icon name="help" size={14} />Wrong application?</button>
      <Modal opened={isOpen} onClose={() => setOpen(false)} title={`Why "${flow.app}"?`} size="xl">{isOpen && <Why flow={flow} interfaceId={interfaceId} />}</Modal>
    </>
  )
}

function Why({ flow, interfaceId }: { flow: FlowRow; interfaceId: string }) {
  const { role } = useSession()
  const params = { interface: interfaceId, flowId: flow.flowId }
  const { data: why, error } = useQuery<FlowExplanation, ApiError>({ queryKey: ["explanation", interfaceId, flow.flowId], queryFn: ({ signal }) => call(flowExplanation, { params, signal }), gcTime: 0 })
  if (error) return <Problem error={error} />
  if (!why) return <Loading rows={6} label="Asking again" />
  return (
    <div className="stack">
      <Facts facts={[
        { label: "Found by", value: `${why.confidence}. ${confidenceWords[why.confidence] ?? ""}` },
        { label: "Content", value: why.matched ? `${why.matched.protocol}, proven at packet ${why.matched.packet}` : "nobody recognised it" },
        { label: "Asked name", value: why.name === null ? "none" : why.name.by === null ? `${why.name.name}: no pattern claims it` : `${why.name.by === "user" ? "your" : "built-in"} pattern ${why.name.pattern} → ${why.name.protocol ?? why.name.category}` },
        { label: "Port", value: why.portProtocol === null ? `${flow.serverPort}: nobody's default` : `${flow.serverPort}: default of ${why.portProtocol}` },
        { label: "Your rules", value: why.rules.length === 0 ? "none fits" : why.rules.map(({ kind, value, protocol }) => `${kind} ${value} → ${protocol}`).join("; ") },
        why.again !== null && why.again.app !== why.app && { label: "These packets alone", value: `${why.again.app} (${why.again.confidence}); other flows told the rest, or rules have changed since` },
      ]} />
      <Packets why={why} />
      <div className="page-actions">
        <a className="button" href={urlOf(flowReport, params)} download><Icon name="download" size={14} />Reasoning (text)</a>
        {role === "admin" && why.packets.length > 0 && <a className="button" href={urlOf(flowFirstPackets, params)} download><Icon name="download" size={14} />First packets (pcap)</a>}
      </div>
      <p className="muted small">To report a wrong application, send both. The packets hold what was said, perhaps with passwords: look before you send them.</p>
      {role === "admin" ? <NameApplication flow={flow} /> : <p className="muted small">An administrator can make a rule that names such flows.</p>}
    </div>
  )
}

function Packets({ why }: { why: FlowExplanation }) {
  if (why.packets.length === 0) return <Empty title="None of its packets is kept any more">Only the first packets of young flows are, in bounded memory. Look at a newer flow of the same kind.</Empty>
  const firstMs = why.packets[0].atMs
  return (
    <div className="scroll-x">
      <table className="simple-table">
        <caption className="visually-hidden">First packets and the dissectors that were asked</caption>
        <thead><tr><th className="numeric">#</th><th className="numeric">ms</th><th>From</th><th className="numeric">Size</th><th>Asked ({formatThings(why.dissectors, "dissector")} known)</th></tr></thead>
        <tbody>
          {why.packets.map((packet) => (
            <tr key={packet.number}>
              <td className="numeric">{packet.number}</td><td className="numeric">{(packet.atMs - firstMs).toFixed(1)}</td><td>{packet.toServer ? "client" : "server"}</td><td className="numeric">{formatBytes(packet.bytes)}</td>
              <td><Verdicts why={why} packet={packet.number} /></td>
            </tr>
          ))}
        </tbody>
      </table>
      {!why.isWhole && <p className="muted small">The very first packets are gone: without its beginning a stream is judged with less certainty.</p>}
    </div>
  )
}

function Verdicts({ why, packet }: { why: FlowExplanation; packet: number }) {
  const asked = why.questions.filter((question) => question.packet === packet)
  const of = (verdict: string) => [...new Set(asked.filter((question) => question.verdict === verdict).map(({ protocol }) => protocol))]
  const [matched, waiting, declined] = [of("match"), of("need-more"), of("no-match")]
  return (
    <>
      {matched.map((protocol) => <span key={protocol} className="tag tone-ok">{protocol} matched</span>)}
      {why.metadataFrom.includes(packet) && <span className="muted"> metadata taken </span>}
      {waiting.length > 0 && <div>needs more: {waiting.join(", ")}</div>}
      {declined.length > 0 && <details><summary className="muted">{declined.length} declined</summary>{declined.join(", ")}</details>}
      {asked.length === 0 && !why.metadataFrom.includes(packet) && <span className="muted">nobody</span>}
    </>
  )
}
