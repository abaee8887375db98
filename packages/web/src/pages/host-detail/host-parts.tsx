// The blocks of the host page.
import type { HostDetail, PortShare, TrafficShare } from "@netweir/model"
import { Link, type LinkProps } from "@tanstack/react-router"
import { BarList } from "../../chart/bar-list.tsx"
import { formatCount } from "../../format/number.ts"
import { words } from "../../format/words.ts"
import { formatBytes } from "../../format/volume.ts"
import { Facts, Panel } from "../../views/panel.tsx"
import { Empty } from "../../views/states.tsx"
import { groupTarget, hostTarget } from "../targets.ts"

type GroupOf = "application" | "category" | "l4" | "dscp"

function Shares({ title, shares, kind, interfaceId }: { title: string; shares: readonly TrafficShare[]; kind: GroupOf; interfaceId: string }) {
  const sorted = shares.toSorted((a, b) => b.bytesSent + b.bytesReceived - a.bytesSent - a.bytesReceived).slice(0, 12)
  return (
    <div className="w6">
      <Panel title={title}>
        <BarList label={title} format={formatBytes} empty="Nothing seen yet" bars={sorted.map((share) => ({
          key: share.key, label: share.key, title: `Sent ${formatBytes(share.bytesSent)}, received ${formatBytes(share.bytesReceived)}, ${formatCount(share.flows)} flows`,
          value: share.bytesSent + share.bytesReceived, part: share.bytesSent, target: groupTarget(interfaceId, kind, share.key),
        }))} />
      </Panel>
    </div>
  )
}

export function HostApplications({ host, interfaceId }: { host: HostDetail; interfaceId: string }) {
  return (
    <>
      <Shares title="Applications" shares={host.applications} kind="application" interfaceId={interfaceId} />
      <Shares title="Categories" shares={host.categories} kind="category" interfaceId={interfaceId} />
      <Shares title="L4 protocols" shares={host.l4} kind="l4" interfaceId={interfaceId} />
      <Shares title="DSCP classes" shares={host.dscp} kind="dscp" interfaceId={interfaceId} />
    </>
  )
}

export function HostPeers({ host, interfaceId }: { host: HostDetail; interfaceId: string }) {
  const peers = host.peers.toSorted((a, b) => b.bytesSent + b.bytesReceived - a.bytesSent - a.bytesReceived)
  return (
    <Panel title="Peers by traffic" flush aside={`${formatCount(host.row.peers)} in all`}>
      {peers.length === 0 ? <Empty title="No peers yet" /> : (
        <div className="scroll-x">
          <table className="simple-table">
            <thead><tr><th>Peer</th><th>Address</th><th className="numeric">Sent to it</th><th className="numeric">Received from it</th><th className="numeric">Flows</th></tr></thead>
            <tbody>
              {peers.map((peer) => (
                <tr key={peer.key}>
                  <th scope="row"><Link {...(hostTarget(interfaceId, peer.key, host.row.vlan) as LinkProps)}>{peer.name ?? peer.key}</Link></th>
                  <td><code>{peer.key}</code></td><td className="numeric">{formatBytes(peer.bytesSent)}</td><td className="numeric">{formatBytes(peer.bytesReceived)}</td><td className="numeric">{formatCount(peer.flows)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  )
}

function Ports({ title, ports, empty }: { title: string; ports: readonly PortShare[]; empty: string }) {
  const sorted = ports.toSorted((a, b) => b.bytes - a.bytes)
  return (
    <div className="w6">
      <Panel title={title} flush>
        {sorted.length === 0 ? <Empty title={empty} /> : (
          <table className="simple-table">
            <thead><tr><th>Port</th><th>Application</th><th className="numeric">Traffic</th><th className="numeric">Flows</th></tr></thead>
            <tbody>{sorted.map((one) => <tr key={`${one.l4} ${one.port}`}><th scope="row"><b>{one.port}</b> <span className="muted">{one.l4}</span></th><td>{one.app ?? "–"}</td><td className="numeric">{formatBytes(one.bytes)}</td><td className="numeric">{formatCount(one.flows)}</td></tr>)}</tbody>
          </table>
        )}
      </Panel>
    </div>
  )
}

export function HostPorts({ host }: { host: HostDetail }) {
  return (
    <div className="grid">
      <Ports title="Ports it serves" ports={host.serverPorts} empty="It answered on no port" />
      <Ports title="Ports it contacts" ports={host.clientPorts} empty="It opened no flows" />
    </div>
  )
}

export function HostPackets({ host }: { host: HostDetail }) {
  const { tcpFlags: flags } = host
  const sizes = (counts: Readonly<Record<string, number>>) => Object.entries(counts).filter(([, count]) => count > 0).map(([key, value]) => ({ key, label: words(key), value }))
  return (
    <div className="grid">
      <div className="w6"><Panel title="Sizes of sent packets, bytes"><BarList label="Sizes of sent packets" format={formatCount} empty="None sent" bars={sizes(host.packetSizesSent)} /></Panel></div>
      <div className="w6"><Panel title="Sizes of received packets, bytes"><BarList label="Sizes of received packets" format={formatCount} empty="None received" bars={sizes(host.packetSizesReceived)} /></Panel></div>
      <div className="w6"><Panel title="TCP flags"><Facts facts={[{ label: "SYN sent", value: formatCount(flags.synSent) }, { label: "SYN received", value: formatCount(flags.synReceived) }, { label: "SYN-ACK sent", value: formatCount(flags.synAckSent) }, { label: "FIN sent", value: formatCount(flags.finSent) }, { label: "RST sent", value: formatCount(flags.resetSent) }, { label: "RST received", value: formatCount(flags.resetReceived) }]} /></Panel></div>
      <div className="w6">
        <Panel title="ICMP" flush>
          {host.icmp.length === 0 ? <Empty title="None seen" /> : (
            <table className="simple-table">
              <thead><tr><th>Type</th><th className="numeric">Sent</th><th className="numeric">Received</th></tr></thead>
              <tbody>{host.icmp.map((one) => <tr key={one.type}><th scope="row">{one.type}</th><td className="numeric">{formatCount(one.sent)}</td><td className="numeric">{formatCount(one.received)}</td></tr>)}</tbody>
            </table>
          )}
        </Panel>
      </div>
    </div>
  )
}

interface Named { readonly name: string; readonly count: number }
function NameCounts({ title, names }: { title: string; names: readonly Named[] }) {
  if (names.length === 0) return null
  return <Panel title={title}><BarList label={title} format={formatCount} empty="None" total={0} bars={names.toSorted((a, b) => b.count - a.count).slice(0, 20).map((one) => ({ key: one.name, label: one.name, title: one.name, value: one.count }))} /></Panel>
}

export function HostProtocols({ host }: { host: HostDetail }) {
  const { dns, http, tls, ssh } = host
  if (!dns && !http && !tls && !ssh) return <Empty title="No DNS, HTTP, TLS or SSH seen">What this host asks for by name appears here.</Empty>
  return (
    <div className="grid">
      <div className="w6 stack">
        {dns && <Panel title="DNS"><Facts facts={[{ label: "Queries sent", value: formatCount(dns.queriesSent) }, { label: "Queries received", value: formatCount(dns.queriesReceived) }, { label: "Replies, no error", value: formatCount(dns.repliesOk) }, { label: "Replies, error", value: formatCount(dns.repliesError) }]} /></Panel>}
        {dns && <NameCounts title="DNS names asked for" names={dns.names} />}
        {http && <Panel title="HTTP"><Facts facts={[{ label: "Requests made", value: formatCount(http.requestsAsClient) }, { label: "Requests answered", value: formatCount(http.requestsAsServer) }, { label: "Errors", value: formatCount(http.errors) }]} /></Panel>}
        {http && <NameCounts title="User agents" names={http.userAgents} />}
      </div>
      <div className="w6 stack">
        {tls && <NameCounts title="TLS names" names={tls.names} />}
        {tls && <NameCounts title="JA4 fingerprints" names={tls.ja4} />}
        {http && <NameCounts title="HTTP hosts" names={http.hosts} />}
        {ssh && <NameCounts title="SSH fingerprints (HASSH)" names={ssh.hassh} />}
      </div>
    </div>
  )
}
