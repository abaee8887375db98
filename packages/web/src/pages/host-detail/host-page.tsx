// One host.
import type { HostDetail } from "@netweir/model"
import { Link, useParams, type LinkProps } from "@tanstack/react-router"
import { useLive } from "../../api/use-live.ts"
import { countryName } from "../../format/network.ts"
import { formatCount, formatShortCount, formatThings } from "../../format/number.ts"
import { formatDateTime } from "../../format/time.ts"
import { formatBitRate, formatBytes } from "../../format/volume.ts"
import { useSettings } from "../../state/session.tsx"
import { useSearchState } from "../../state/use-search-state.ts"
import { Figure, Facts, PageHead, Panel } from "../../views/panel.tsx"
import { Empty, Loading, Problem } from "../../views/states.tsx"
import { Tabs } from "../../views/tabs.tsx"
import { useTitle } from "../../views/use-title.ts"
import { TrafficHistory } from "../history-chart/traffic-history.tsx"
import { LiveFlowTable } from "../live-flows/live-flows.tsx"
import { explorerTarget, groupTarget } from "../targets.ts"
import { Alias } from "./alias.tsx"
import { HostApplications, HostPeers, HostPorts, HostPackets, HostProtocols } from "./host-parts.tsx"

export default function HostPage() {
  const { interface: id = "", ip = "" } = useParams({ strict: false })
  const [search] = useSearchState()
  const vlan = Number(search.vlan) || 0
  return <OneHost key={`${id} ${ip} ${vlan}`} interfaceId={id} ip={ip} vlan={vlan} />
}

const tabs = [["overview", "Overview"], ["flows", "Flows"], ["peers", "Peers"], ["ports", "Ports"], ["packets", "Packets"], ["protocols", "DNS, HTTP, TLS"]] as const

function OneHost({ interfaceId, ip, vlan }: { interfaceId: string; ip: string; vlan: number }) {
  const { data: host, error, pending } = useLive(interfaceId, "host", { ip, vlan }, { everyMs: 2_000, keep: false })
  const [search, change] = useSearchState()
  const tab = tabs.find(([name]) => name === search.tab)?.[0] ?? "overview"
  const title = host?.row.name ?? ip
  useTitle(`Host ${title}`)
  const filter = `ip = ${ip}${vlan ? ` and vlan = ${vlan}` : ""}`
  const history = <Link {...(explorerTarget(interfaceId, { filter }) as LinkProps)} className="button">In history</Link>
  if (error && !host) return error.code === "host-not-found" ? <Gone ip={ip} history={history} /> : <Problem error={error} />
  if (!host) return pending ? <Loading rows={8} label="Loading the host" /> : <Gone ip={ip} history={history} />
  return (
    <>
      <PageHead title={title} sub={<HostTags host={host} interfaceId={interfaceId} />}>{history}</PageHead>
      <Tabs label="Views of the host" tabs={tabs.map(([name, text]) => [name, text, name === "flows" ? formatShortCount(host.row.activeFlows) : name === "peers" ? formatShortCount(host.row.peers) : undefined] as [typeof name, string, string?])} active={tab} onChange={(next) => change({ tab: next === "overview" ? undefined : next, filter: undefined, sort: undefined })} />
      <div className="stack">
        {tab === "overview" && <Overview host={host} interfaceId={interfaceId} />}
        {tab === "flows" && <LiveFlowTable name="flows" about={filter} interfaceId={interfaceId} />}
        {tab === "peers" && <HostPeers host={host} interfaceId={interfaceId} />}
        {tab === "ports" && <HostPorts host={host} />}
        {tab === "packets" && <HostPackets host={host} />}
        {tab === "protocols" && <HostProtocols host={host} />}
      </div>
    </>
  )
}

function Gone({ ip, history }: { ip: string; history: React.ReactNode }) {
  return <Empty icon="hosts" title={`${ip} is not in the table now`}>It may have gone idle, or was never seen on this interface. {history}</Empty>
}

function HostTags({ host: { row }, interfaceId }: { host: HostDetail; interfaceId: string }) {
  return (
    <>
      {row.name !== null && <code>{row.ip}</code>}
      <span className={`tag ${row.location === "local" ? "tone-accent" : ""}`}>{row.location}</span>
      {row.vlan > 0 && <span className="tag">VLAN {row.vlan}</span>}
      {row.country !== null && <Link {...(groupTarget(interfaceId, "country", row.country) as LinkProps)}>{countryName(row.country)}</Link>}
      {row.asn !== null && <Link {...(groupTarget(interfaceId, "asn", String(row.asn)) as LinkProps)}>AS{row.asn}{row.asName && ` ${row.asName}`}</Link>}
      {row.os !== null && <span>{row.os}</span>}
    </>
  )
}

function Overview({ host, interfaceId }: { host: HostDetail; interfaceId: string }) {
  const { row } = host
  const { dateFormat, throughputUnit } = useSettings()
  return (
    <>
      <div className="figures">
        <Figure label="Traffic" value={formatBytes(row.bytes)} hint={`${formatCount(row.packetsSent + row.packetsReceived)} packets`} />
        <Figure label="Sent" value={formatBytes(row.bytesSent)} />
        <Figure label="Received" value={formatBytes(row.bytesReceived)} />
        <Figure label="Throughput" value={formatBitRate(row.bitsPerSecond, throughputUnit)} />
        <Figure label="Flows" value={formatCount(row.activeFlows)} hint={`${formatShortCount(row.flowsAsClient)} opened, ${formatShortCount(row.flowsAsServer)} answered`} />
        <Figure label="Score" value={formatCount(row.score)} tone={row.score >= 100 ? "error" : row.score > 0 ? "warning" : undefined} hint={formatThings(row.alerts, "alerted flow")} />
      </div>
      <TrafficHistory kind="host" seriesKey={row.ip} interfaceId={interfaceId} />
      <div className="grid stretch">
        <div className="w6">
          <Panel title="Identity">
            <Facts facts={[
              { label: "Address", value: <code>{row.ip}</code> },
              row.mac !== null && { label: "MAC", value: <Link {...(groupTarget(interfaceId, "device", row.mac) as LinkProps)}><code>{row.mac}</code></Link> },
              row.vendor !== null && { label: "Vendor", value: row.vendor },
              row.network !== null && { label: "Network", value: <Link {...(groupTarget(interfaceId, "network", row.network) as LinkProps)}>{row.network}</Link> },
              { label: "First seen", value: formatDateTime(row.firstSeenMs, dateFormat) }, { label: "Last seen", value: formatDateTime(row.lastSeenMs, dateFormat) },
              { label: "Sent again", value: formatCount(row.retransmissions), help: "TCP segments" }, { label: "Out of order", value: formatCount(row.outOfOrder), help: "TCP segments" }, { label: "Lost", value: formatCount(row.lost), help: "TCP segments" },
            ]} />
          </Panel>
        </div>
        <div className="w6"><Names host={host} /></div>
        <HostApplications host={host} interfaceId={interfaceId} />
      </div>
    </>
  )
}

function Names({ host }: { host: HostDetail }) {
  const { dateFormat } = useSettings()
  return (
    <Panel title="Names" flush aside={<Alias host={host} />}>
      {host.names.length === 0 ? <Empty title="No name known">Learned from DHCP, DNS, mDNS and NetBIOS, or given by you.</Empty> : (
        <table className="simple-table">
          <thead><tr><th>Name</th><th>From</th><th className="numeric">Last seen</th></tr></thead>
          <tbody>{host.names.map((one) => <tr key={`${one.source} ${one.name}`}><th scope="row">{one.name}</th><td><span className="tag">{one.source}</span></td><td className="numeric">{formatDateTime(one.lastSeenMs, dateFormat)}</td></tr>)}</tbody>
        </table>
      )}
    </Panel>
  )
}
