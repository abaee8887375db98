// Everything about one flow, live or stored: peers, volume, quality, what was said, what is wrong.
import type { FlowRow } from "@netweir/model"
import { flowColumns, type Column } from "@netweir/model"
import { Link, type LinkProps } from "@tanstack/react-router"
import type { ReactNode } from "react"
import { formatCell } from "../../format/cell.ts"
import { countryName, formatDscp, formatTcpFlags } from "../../format/network.ts"
import { ABSENT, formatCount, formatRatio, formatThings } from "../../format/number.ts"
import { formatDateTime, formatDurationMs, formatDurationUs, formatExactTime } from "../../format/time.ts"
import { formatBitRate, formatBytes } from "../../format/volume.ts"
import { useCellStyle, useSettings } from "../../state/session.tsx"
import { scoreTone } from "../../table/cells.tsx"
import { FlowRisks } from "./flow-risks.tsx"
import { Facts, Figure, PageHead, Panel } from "../../views/panel.tsx"
import { Empty } from "../../views/states.tsx"
import { flowsTarget, groupTarget, hostTarget } from "../targets.ts"
import { MediaStreams } from "./media-streams.tsx"
import { MetadataRecords } from "./metadata-records.tsx"

export function FlowView({ flow, interfaceId, hasEnded = false, isStored = false, children }: { flow: FlowRow; interfaceId: string; hasEnded?: boolean; isStored?: boolean; /** Actions. */ children?: ReactNode }) {
  const { dateFormat, throughputUnit } = useSettings()
  const isTcp = flow.ipProtocol === 6
  return (
    <>
      <PageHead
        title={flow.hostname ?? `${flow.app} flow`}
        sub={<>
          <span className="tag tone-accent">{flow.app}</span><span className="tag">{flow.l4}</span>
          {flow.encrypted && <span className="tag">Encrypted</span>}
          {flow.score > 0 && <span className={`tag ${scoreTone(flow.score)}`}>Score {formatCount(flow.score)}</span>}
          {hasEnded && <span className="tag tone-warning">Ended</span>}
          {isTcp && flow.tcpState !== "none" && <span className="tag">{flow.tcpState}</span>}
        </>}
      >{children}</PageHead>
      <div className="stack">
        <Panel title="Peers">
          <div className="sides">
            <Side flow={flow} side="client" interfaceId={interfaceId} />
            <div className="side-arrow" aria-hidden="true">→</div>
            <Side flow={flow} side="server" interfaceId={interfaceId} />
          </div>
        </Panel>
        <div className="figures">
          <Figure label="Traffic" value={formatBytes(flow.bytes)} hint={formatThings(flow.packets, "packet")} />
          <Figure label={isStored ? "Average throughput" : "Throughput"} value={formatBitRate(flow.bitsPerSecond, throughputUnit)} />
          <Figure label="Duration" value={formatDurationMs(flow.durationMs)} hint={`since ${formatDateTime(flow.firstSeenMs, dateFormat)}`} />
          <Figure label="Last packet" value={formatDateTime(flow.lastSeenMs, dateFormat).split(" ").at(-1) ?? ABSENT} hint={formatDateTime(flow.lastSeenMs, dateFormat).split(" ")[0]} />
          <Figure label="Score" value={formatCount(flow.score)} tone={flow.score >= 100 ? "error" : flow.score > 0 ? "warning" : undefined} hint={`${flow.risks.length === 0 ? "no risks" : formatThings(flow.risks.length, "risk")}${flow.mutedRisks.length > 0 ? `, ${formatCount(flow.mutedRisks.length)} muted` : ""}`} />
        </div>
        <div className="grid stretch">
          <MediaStreams metadata={flow.metadata} />
          <div className="w6"><Volume flow={flow} /></div>
          <div className="w6"><FlowRisks flow={flow} interfaceId={interfaceId} /></div>
          {isTcp && <div className="w6"><TcpQuality flow={flow} /></div>}
          <div className="w6"><RoundTrips flow={flow} /></div>
          <div className="w6"><What flow={flow} interfaceId={interfaceId} /></div>
          <div className="w6"><Origin flow={flow} /></div>
          <MetadataRecords metadata={flow.metadata} />
        </div>
      </div>
    </>
  )
}

function Side({ flow, side, interfaceId }: { flow: FlowRow; side: "client" | "server"; interfaceId: string }) {
  const isClient = side === "client"
  const ip = flow[side]
  const name = isClient ? flow.clientName : flow.serverName
  const port = isClient ? flow.clientPort : flow.serverPort
  const mac = isClient ? flow.clientMac : flow.serverMac
  const country = isClient ? flow.clientCountry : flow.serverCountry
  const asn = isClient ? flow.clientAsn : flow.serverAsn
  const network = isClient ? flow.clientNetwork : flow.serverNetwork
  const location = isClient ? flow.clientLocation : flow.serverLocation
  const ttl = isClient ? flow.ttlToServer : flow.ttlToClient
  return (
    <div className="side">
      <h3>{isClient ? "Client, opened the flow" : "Server, answered"}</h3>
      <div className="side-name"><Link {...(hostTarget(interfaceId, ip, flow.vlan) as LinkProps)}>{name ?? ip}</Link>{port > 0 && <span className="muted">:{port}</span>}</div>
      <Facts facts={[
        name !== null && { label: "Address", value: <code>{ip}</code> },
        { label: "Location", value: location },
        mac !== null && { label: "MAC", value: <Link {...(groupTarget(interfaceId, "device", mac) as LinkProps)}><code>{mac}</code></Link> },
        network !== null && { label: "Network", value: <Link {...(groupTarget(interfaceId, "network", network) as LinkProps)}>{network}</Link> },
        country !== null && { label: "Country", value: <Link {...(groupTarget(interfaceId, "country", country) as LinkProps)}>{countryName(country)}</Link> },
        asn !== null && { label: "ASN", value: <Link {...(groupTarget(interfaceId, "asn", String(asn)) as LinkProps)}>AS{asn}</Link> },
        ttl !== null && { label: "TTL", value: ttl },
      ]} />
    </div>
  )
}

function Volume({ flow }: { flow: FlowRow }) {
  const rows: readonly (readonly [string, number, number, (value: number) => string])[] = [
    ["Bytes on the wire", flow.bytesToServer, flow.bytesToClient, formatBytes],
    ["Packets", flow.packetsToServer, flow.packetsToClient, formatCount],
    ["Payload", flow.payloadToServer, flow.payloadToClient, formatBytes],
    ["Mean packet", flow.packetsToServer ? flow.bytesToServer / flow.packetsToServer : 0, flow.packetsToClient ? flow.bytesToClient / flow.packetsToClient : 0, (value) => formatBytes(Math.round(value))],
  ]
  return (
    <Panel title="Volume" flush>
      <table className="simple-table">
        <thead><tr><th /><th className="numeric">Client sent</th><th className="numeric">Server sent</th><th className="numeric">Both</th></tr></thead>
        <tbody>
          {rows.map(([label, toServer, toClient, format]) => <tr key={label}><th scope="row">{label}</th><td className="numeric">{format(toServer)}</td><td className="numeric">{format(toClient)}</td><td className="numeric">{label === "Mean packet" ? format(flow.packets ? flow.bytes / flow.packets : 0) : format(toServer + toClient)}</td></tr>)}
        </tbody>
      </table>
      <div style={{ padding: "4px 10px 12px" }}>
        <div className="split" role="img" aria-label={`The client sent ${formatRatio(flow.bytes ? flow.bytesToServer / flow.bytes : 0)} of the bytes`}>
          <i style={{ width: `${flow.bytes ? (flow.bytesToServer / flow.bytes) * 100 : 0}%` }} /><i style={{ flex: 1 }} />
        </div>
      </div>
    </Panel>
  )
}

export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}

function TcpQuality({ flow }: { flow: FlowRow }) {
  const rows: readonly (readonly [string, number, number])[] = [
    ["Sent again", flow.retransmissionsToServer, flow.retransmissionsToClient], ["Out of order", flow.outOfOrderToServer, flow.outOfOrderToClient],
    ["Lost", flow.lostToServer, flow.lostToClient], ["Zero window", flow.zeroWindowToServer, flow.zeroWindowToClient],
  ]
  return (
    <Panel title="TCP" flush>
      <table className="simple-table">
        <thead><tr><th /><th className="numeric">Client</th><th className="numeric">Server</th></tr></thead>
        <tbody>
          <tr><th scope="row">State</th><td className="numeric" colSpan={2}>{flow.tcpState}</td></tr>
          <tr><th scope="row">Flags seen</th><td className="numeric"><code>{formatTcpFlags(flow.tcpFlagsToServer)}</code></td><td className="numeric"><code>{formatTcpFlags(flow.tcpFlagsToClient)}</code></td></tr>
          {rows.map(([label, client, server]) => <tr key={label}><th scope="row">{label}</th><Trouble count={client} packets={flow.packetsToServer} /><Trouble count={server} packets={flow.packetsToClient} /></tr>)}
        </tbody>
      </table>
    </Panel>
  )
}

function Trouble({ count, packets }: { count: number; packets: number }) {
  return <td className={`numeric ${count > 0 ? "tone-warning" : ""}`}>{formatCount(count)}{count > 0 && packets > 0 && <span className="muted"> {formatRatio(count / packets)}</span>}</td>
}

/** Where the time to the first answer went: network of the client, network of the server, application. */
function RoundTrips({ flow }: { flow: FlowRow }) {
  const parts = ([["Client network", flow.clientRttUs, "var(--chart-1)"], ["Server network", flow.serverRttUs, "var(--chart-2)"], ["Application", flow.appLatencyUs, "var(--chart-4)"]] as const).filter((part) => part[1] !== null)
  const total = parts.reduce((sum, part) => sum + (part[1] ?? 0), 0)
  return (
    <Panel title="Round trips">
      {parts.length === 0 ? <Empty title="Not measured">{flow.ipProtocol === 6 ? "The handshake was not seen." : "Known for TCP, and for protocols that ask and answer."}</Empty> : (
        <>
          <div className="rtt" role="img" aria-label={parts.map(([label, us]) => `${label} ${formatDurationUs(us)}`).join(", ")}>
            {parts.map(([label, us, color]) => <span key={label} style={{ flex: `${Math.max(us ?? 0, total / 100)} 0 0`, background: color }} title={`${label}: ${formatDurationUs(us)}`} />)}
          </div>
          <div className="legend" style={{ marginTop: 8 }}>{parts.map(([label, us, color]) => <span key={label}><i style={{ background: color }} />{label} <b>{formatDurationUs(us)}</b></span>)}</div>
        </>
      )}
      <Facts facts={[{ label: "Inter-arrival", value: formatDurationUs(flow.interArrivalAvgUs), help: "Mean time between packets" }, { label: "DSCP", value: flow.dscpToServer === flow.dscpToClient ? formatDscp(flow.dscpToServer) : `${formatDscp(flow.dscpToServer)} client, ${formatDscp(flow.dscpToClient)} server`, help: "Differentiated services code point of each side's packets" }, flow.entropy !== null && { label: "Entropy", value: formatRatio(flow.entropy) }]} />
    </Panel>
  )
}

function What({ flow, interfaceId }: { flow: FlowRow; interfaceId: string }) {
  return (
    <Panel title="Application">
      <Facts facts={[
        { label: "Application", value: <Link {...(groupTarget(interfaceId, "application", flow.app) as LinkProps)}>{flow.app}</Link> },
        { label: "Found by", value: flow.confidence },
        { label: "Category", value: <Link {...(groupTarget(interfaceId, "category", flow.category) as LinkProps)}>{flow.category}</Link> },
        { label: "Breed", value: flow.breed.replaceAll("_", " ") },
        { label: "Asked name", value: flow.hostname ?? ABSENT },
        { label: "Info", value: flow.info ?? ABSENT },
        flow.ja4 !== null && { label: "JA4", value: <Link {...(flowsTarget(interfaceId, `ja4 = "${flow.ja4.replace(/["\\]/g, "")}"`) as LinkProps)}><code>{flow.ja4}</code></Link> },
      ]} />
    </Panel>
  )
}

const originColumns = ["flowId", "interface", "source", "exporter", "observationDomain", "inIfIndex", "outIfIndex", "samplingRate", "vlan", "tunnel", "communityId", "endReason"]

function Origin({ flow }: { flow: FlowRow }) {
  const style = useCellStyle(flow.lastSeenMs)
  const columns = originColumns.map((id) => flowColumns.find((column) => column.id === id)).filter((column): column is (typeof flowColumns)[number] => column !== undefined) as readonly Column[]
  return (
    <Panel title="Where it was seen">
      <Facts facts={[
        ...columns.map((column) => {
          const value = (flow as Readonly<Record<string, unknown>>)[column.id]
          return value !== null && value !== undefined && { label: column.label, help: column.help, value: column.id === "communityId" || column.id === "flowId" ? <code>{String(value)}</code> : formatCell(column, value, style) }
        }),
        { label: "First packet", value: formatExactTime(flow.firstSeenMs) }, { label: "Last packet", value: formatExactTime(flow.lastSeenMs) },
      ]} />
    </Panel>
  )
}
