// Every interface: where its packets went, how full its tables are, what its packets are like.
import type { InterfaceStats } from "@netweir/model"
import { Link } from "@tanstack/react-router"
import { formatCount, formatRatio, formatShortCount } from "../../format/number.ts"
import { formatDateTime, formatDurationMs } from "../../format/time.ts"
import { formatBitRate, formatBytes, formatPacketRate } from "../../format/volume.ts"
import { words } from "../../format/words.ts"
import { BarList } from "../../chart/bar-list.tsx"
import { ALL_INTERFACES, useAllStats, useInterfaceId } from "../../state/interfaces.tsx"
import { useSettings } from "../../state/session.tsx"
import { Facts, Figure, PageHead, Panel } from "../../views/panel.tsx"
import { Empty, Loading, Problem } from "../../views/states.tsx"
import { useTitle } from "../../views/use-title.ts"
import { TrafficHistory } from "../history-chart/traffic-history.tsx"

export default function Interfaces() {
  useTitle("Interfaces")
  const { data, error } = useAllStats()
  const id = useInterfaceId()
  if (error && !data) return <Problem error={error} />
  if (!data) return <Loading rows={6} label="Loading interfaces" />
  if (data.length === 0) return <Empty icon="interfaces" title="No interface is monitored">Start Netweir with <code>-i FILE.pcap</code> or <code>-i eth0</code>.</Empty>
  const shown = id === ALL_INTERFACES ? data : data.filter((one) => String(one.id) === id)
  return (
    <>
      <PageHead title="Interfaces" />
      <div className="stack">
        {data.length > 1 && <Overview all={data} />}
        {shown.map((one) => <OneInterface key={one.id} stats={one} isAlone={shown.length === 1} />)}
      </div>
    </>
  )
}

function droppedOf(stats: InterfaceStats): number {
  return Object.values(stats.packets.dropped).reduce((sum, count) => sum + count, 0)
}

export function State({ stats }: { stats: InterfaceStats }) {
  const words = { starting: "Starting", running: stats.progress === null ? "Running" : `Reading, ${formatRatio(stats.progress)}`, finished: "Read to its end", failed: "Failed", paused: "Paused" }
  return <span className={`tag ${stats.state === "running" ? "tone-ok" : stats.state === "failed" ? "tone-error" : ""}`}>{words[stats.state]}</span>
}

function Overview({ all }: { all: readonly InterfaceStats[] }) {
  const { throughputUnit } = useSettings()
  return (
    <Panel title="All" flush>
      <div className="scroll-x">
        <table className="simple-table">
          <thead><tr><th>Name</th><th>State</th><th className="numeric">Throughput</th><th className="numeric">Traffic</th><th className="numeric">Received</th><th className="numeric">Dropped</th><th className="numeric">Flows</th><th className="numeric">Hosts</th><th className="numeric">Alerted</th></tr></thead>
          <tbody>
            {all.map((one) => (
              <tr key={one.id}>
                <th scope="row"><Link to="/interfaces" search={{ interface: String(one.id) } as never}>{one.name}</Link> <span className="muted">{one.kind}</span></th>
                <td><State stats={one} /></td><td className="numeric">{formatBitRate(one.bitsPerSecond, throughputUnit)}</td><td className="numeric">{formatBytes(one.packets.bytes)}</td>
                <td className="numeric">{formatCount(one.packets.received)}</td><td className={`numeric ${droppedOf(one) > 0 ? "tone-error" : ""}`}>{formatCount(droppedOf(one))}</td>
                <td className="numeric">{formatCount(one.activeFlows)}</td><td className="numeric">{formatCount(one.activeHosts)}</td><td className="numeric">{formatCount(one.alertedFlows)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}

function OneInterface({ stats, isAlone }: { stats: InterfaceStats; isAlone: boolean }) {
  const { dateFormat, throughputUnit } = useSettings()
  const spanMs = stats.firstPacketMs === null ? null : stats.atMs - stats.firstPacketMs
  return (
    <section className="stack" aria-label={stats.name}>
      <div className="page-head" style={{ margin: "6px 0 0" }}>
        <div className="page-title"><h2 style={{ fontSize: 16 }}>{stats.name}</h2><div className="page-sub"><State stats={stats} /><span>{stats.kind}</span>{spanMs !== null && <span>{formatDateTime(stats.firstPacketMs, dateFormat)}, {formatDurationMs(spanMs)}</span>}</div></div>
      </div>
      {stats.problem && <Problem error={new Error(stats.problem)} />}
      {stats.progress !== null && stats.state === "running" && (
        <div className="meter" role="progressbar" aria-label={`Reading ${stats.name}`} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(stats.progress * 100)}><i style={{ width: `${stats.progress * 100}%` }} /></div>
      )}
      <div className="figures">
        <Figure label="Throughput" value={formatBitRate(stats.bitsPerSecond, throughputUnit)} hint={formatPacketRate(stats.packetsPerSecond)} />
        <Figure label="Traffic" value={formatBytes(stats.packets.bytes)} />
        <Figure label="Flows" value={formatCount(stats.activeFlows)} hint={`${formatShortCount(stats.flowsSinceStart)} since start`} />
        <Figure label="Hosts" value={formatCount(stats.activeHosts)} hint={`${formatCount(stats.localHosts)} local`} />
        <Figure label="Devices" value={formatCount(stats.devices)} />
        <Figure label="Alerted flows" value={formatCount(stats.alertedFlows)} tone={stats.alertedFlows > 0 ? "warning" : undefined} />
      </div>
      {isAlone && <TrafficHistory kind="interface" />}
      <div className="grid">
        <div className="w4 stack"><Packets stats={stats} />{stats.datagrams && <Datagrams datagrams={stats.datagrams} />}<Panel title="TCP segments"><Facts facts={[{ label: "Sent again", value: formatCount(stats.tcp.retransmissions) }, { label: "Out of order", value: formatCount(stats.tcp.outOfOrder) }, { label: "Lost", value: formatCount(stats.tcp.lost) }]} /></Panel><Counts title="Odd packets" counts={stats.oddities} empty="None" sort /></div>
        <div className="w4 stack"><Counts title="Packet sizes, bytes" counts={stats.packetSizes} empty="No packets yet" /><Counts title="TCP flags" counts={stats.tcpFlags} empty="No TCP yet" sort /></div>
        <div className="w4"><Tables stats={stats} /></div>
      </div>
    </section>
  )
}

/** received = stored + filtered + dropped, line by line. */
function Packets({ stats }: { stats: InterfaceStats }) {
  const { received, stored, filtered, dropped } = stats.packets
  const reasons = Object.entries(dropped).filter(([, count]) => count > 0).toSorted((a, b) => b[1] - a[1])
  const accounted = stored + filtered + droppedOf(stats)
  const share = (count: number) => (received > 0 ? formatRatio(count / received) : "")
  return (
    <Panel title={stats.unit === "records" ? "Where records went" : "Where packets went"} flush>
      <table className="simple-table" aria-label={`${stats.unit === "records" ? "Records" : "Packets"} of ${stats.name}`}>
        <tbody>
          <tr><th scope="row">Stored</th><td className="numeric">{formatCount(stored)}</td><td className="numeric muted">{share(stored)}</td></tr>
          <tr><th scope="row">Filtered out (-B)</th><td className="numeric">{formatCount(filtered)}</td><td className="numeric muted">{share(filtered)}</td></tr>
          {reasons.length === 0 && <tr><th scope="row">Dropped</th><td className="numeric">0</td><td className="numeric muted">{share(0)}</td></tr>}
          {reasons.map(([reason, count]) => <tr key={reason}><th scope="row" className="tone-error">Dropped: {words(reason)}</th><td className="numeric">{formatCount(count)}</td><td className="numeric muted">{share(count)}</td></tr>)}
          <tr className="total"><th scope="row">Received</th><td className="numeric">{formatCount(received)}</td><td className="numeric">{accounted === received ? <span className="tone-ok">adds up</span> : <span className="tone-error" title="stored + filtered + dropped">{formatCount(accounted)}</span>}</td></tr>
        </tbody>
      </table>
    </Panel>
  )
}

/** What flow records came in: datagrams, messages, lines. */
function Datagrams({ datagrams: { received, dropped } }: { datagrams: NonNullable<InterfaceStats["datagrams"]> }) {
  const reasons = Object.entries(dropped).filter(([, count]) => count > 0).toSorted((a, b) => b[1] - a[1])
  const used = received - reasons.reduce((sum, [, count]) => sum + count, 0)
  return (
    <Panel title="Datagrams and messages" flush>
      <table className="simple-table" aria-label="Datagrams and messages">
        <tbody>
          <tr><th scope="row">Used</th><td className="numeric">{formatCount(used)}</td></tr>
          {reasons.map(([reason, count]) => <tr key={reason}><th scope="row" className="tone-error">Dropped: {words(reason)}</th><td className="numeric">{formatCount(count)}</td></tr>)}
          <tr className="total"><th scope="row">Received</th><td className="numeric">{formatCount(received)}</td></tr>
        </tbody>
      </table>
    </Panel>
  )
}

function Tables({ stats }: { stats: InterfaceStats }) {
  // Fullest first: that is where trouble starts.
  const tables = Object.entries(stats.tables).filter(([, table]) => table.limit > 0).toSorted(([, a], [, b]) => b.used / b.limit - a.used / a.limit)
  return (
    <Panel title="Tables" flush>
      {tables.length === 0 ? <Empty title="None reported" /> : (
        <table className="simple-table">
          <thead><tr><th>Table</th><th>Fill</th><th className="numeric">Used</th><th className="numeric" title="Idle entries that gave way, and new ones that found no place">Thrown out</th></tr></thead>
          <tbody>
            {tables.map(([name, table]) => {
              const fill = table.limit > 0 ? table.used / table.limit : 0
              return (
                <tr key={name}>
                  <th scope="row">{words(name)}</th>
                  <td><div className="meter" title={formatRatio(fill)} style={{ marginTop: 6 }}><i className={fill > 0.95 ? "tone-error" : fill > 0.8 ? "tone-warning" : ""} style={{ width: `${fill * 100}%` }} /></div></td>
                  <td className="numeric" title={`of ${formatCount(table.limit)}`}>{formatCount(table.used)}</td>
                  <td className={`numeric ${table.evicted + table.refused > 0 ? "tone-warning" : ""}`}>{formatCount(table.evicted + table.refused)}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      )}
    </Panel>
  )
}

function Counts({ title, counts, empty, sort = false }: { title: string; counts: Readonly<Record<string, number>>; empty: string; sort?: boolean }) {
  const seen = Object.entries(counts).filter(([, count]) => count > 0)
  const entries = sort ? seen.toSorted((a, b) => b[1] - a[1]) : seen
  return <Panel title={title}><BarList label={title} format={formatCount} empty={empty} bars={entries.map(([key, value]) => ({ key, label: words(key), value }))} /></Panel>
}
