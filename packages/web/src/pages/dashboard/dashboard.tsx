// What goes on now, on one screen.
import type { GroupRow, HostRow, InterfaceStats } from "@netweir/model"
import { Link } from "@tanstack/react-router"
import { useMemo } from "react"
import { useLive } from "../../api/use-live.ts"
import { BarList } from "../../chart/bar-list.tsx"
import { downsample } from "../../chart/downsample.ts"
import { TimeChart } from "../../chart/time-chart.tsx"
import { formatCount, formatRatio, formatShortCount } from "../../format/number.ts"
import { formatDateTime, formatDurationMs } from "../../format/time.ts"
import { formatBitRate, formatBytes, formatPacketRate } from "../../format/volume.ts"
import { keepInterface } from "../../shell/sidebar.tsx"
import { useAllStats, useChosenStats, useInterfaceId } from "../../state/interfaces.tsx"
import { SUM_ID, withoutViews } from "../../state/sum-of-interfaces.ts"
import { useSettings } from "../../state/session.tsx"
import { useTitle } from "../../views/use-title.ts"
import { Figure, PageHead, Panel } from "../../views/panel.tsx"
import { Empty, Loading, Problem } from "../../views/states.tsx"
import { flowTarget, groupsTarget, groupTarget, hostTarget } from "../targets.ts"
import { useHistory } from "./use-history.ts"

export default function Dashboard() {
  useTitle("Dashboard")
  const { data, error } = useAllStats()
  const stats = useChosenStats()
  if (error && !data) return <Problem error={error} />
  if (!data) return <Loading rows={6} label="Loading the dashboard" />
  if (!stats) return <Empty icon="interfaces" title="No interface is monitored">Start Netweir with <code>-i FILE.pcap</code> or <code>-i eth0</code>.</Empty>
  return (
    <>
      <PageHead title="Dashboard" sub={<Subtitle stats={stats} />} />
      <div className="stack">
        {stats.problem && <Problem error={new Error(stats.problem)} />}
        <Figures stats={stats} />
        <div className="grid stretch">
          <div className="w8 stack"><Throughput stats={stats} /></div>
          <div className="w4 stack"><Shares stats={stats} /></div>
          <div className="w4"><TopHosts isLocal /></div>
          <div className="w4"><TopHosts isLocal={false} /></div>
          <div className="w4"><TopGroups kind="application" title="Applications" /></div>
          <div className="w8"><TopFlows /></div>
          <div className="w4"><TopGroups kind="category" title="Categories" /></div>
        </div>
      </div>
    </>
  )
}

function Subtitle({ stats }: { stats: InterfaceStats }) {
  const { dateFormat } = useSettings()
  const span = stats.firstPacketMs === null ? null : stats.atMs - stats.firstPacketMs
  return (
    <>
      <span>{stats.name}</span>
      {stats.state === "finished" && <span className="tag">Read to its end</span>}
      {stats.state === "failed" && <span className="tag tone-error">Failed</span>}
      <span>{formatDateTime(stats.atMs, dateFormat)}{span !== null && `, ${formatDurationMs(span)} seen`}</span>
    </>
  )
}

function Figures({ stats }: { stats: InterfaceStats }) {
  const { throughputUnit } = useSettings()
  const dropped = Object.values(stats.packets.dropped).reduce((sum, count) => sum + count, 0)
  const isOver = stats.state === "finished"
  const { data: all = [] } = useAllStats()
  // Captures of different years: each over its own time.
  const averages = (stats.id === SUM_ID ? withoutViews(all) : [stats]).map((one) => (one.firstPacketMs === null ? 0 : (one.packets.bytes * 8_000) / Math.max(1, one.atMs - one.firstPacketMs)))
  const spanMs = stats.firstPacketMs === null ? 0 : Math.max(1, stats.atMs - stats.firstPacketMs)
  return (
    <div className="figures">
      {isOver ? <Figure label="Average throughput" value={formatBitRate(averages.reduce((sum, one) => sum + one, 0), throughputUnit)} hint={averages.length === 1 ? `over ${formatDurationMs(spanMs)}` : `${averages.length} captures together`} />
        : <Figure label="Throughput" value={formatBitRate(stats.bitsPerSecond, throughputUnit)} hint={formatPacketRate(stats.packetsPerSecond)} />}
      <Figure label="Traffic" value={formatBytes(stats.packets.bytes)} hint={`${formatShortCount(stats.packets.received)} packets`} />
      <Link to="/flows" search={keepInterface}><Figure label="Flows" value={formatCount(stats.activeFlows)} hint={`${formatShortCount(stats.flowsSinceStart)} since start`} /></Link>
      <Link to="/hosts" search={keepInterface}><Figure label="Hosts" value={formatCount(stats.activeHosts)} hint={`${formatCount(stats.localHosts)} local`} /></Link>
      <Link to="/groups/$kind" params={{ kind: "device" }} search={keepInterface}><Figure label="Devices" value={formatCount(stats.devices)} hint="by MAC" /></Link>
      <Link to="/flows" search={(before: Record<string, unknown>) => ({ ...keepInterface(before), filter: "score > 0", sort: "-score" })}>
        <Figure label="Alerted flows" value={formatCount(stats.alertedFlows)} tone={stats.alertedFlows > 0 ? "warning" : undefined} hint={`score ${formatShortCount(stats.score)}`} />
      </Link>
      <Link to="/interfaces" search={keepInterface}><Figure label="Dropped packets" value={formatCount(dropped)} tone={dropped > 0 ? "error" : undefined} hint={stats.packets.received > 0 ? formatRatio(dropped / stats.packets.received) : "none"} /></Link>
    </div>
  )
}

const CHART_POINTS = 400

function Throughput({ stats }: { stats: InterfaceStats }) {
  const { throughputUnit } = useSettings()
  const history = useHistory()
  const shown = useMemo(() => downsample(history?.values ?? [], CHART_POINTS), [history])
  const stepMs = shown.factor * 1_000
  const format = useMemo(() => (value: number) => formatBitRate(value, throughputUnit), [throughputUnit])
  const series = useMemo(() => [{ name: "Throughput", values: shown.values }], [shown])
  const endMs = history?.endMs ?? stats.atMs
  return (
    <Panel title="Traffic, last hour" aside={<span>{format(stats.bitsPerSecond)} now</span>}>
      {shown.values.length > 1
        ? <TimeChart label="Throughput over the last hour" size="tall" startMs={endMs - (shown.values.length - 1) * stepMs} stepMs={stepMs} series={series} format={format} numbers="rate" />
        : <Empty icon="health" title="No traffic yet">The chart begins with the second second of traffic.</Empty>}
    </Panel>
  )
}

function Shares({ stats }: { stats: InterfaceStats }) {
  const bytes = stats.packets.bytes
  const remote = stats.bytesLocalToRemote + stats.bytesRemoteToLocal
  return (
    <Panel title="Directions and versions">
      <BarList label="Directions" format={formatBytes} empty="No traffic yet" total={bytes} bars={bytes === 0 ? [] : [
        { key: "out", label: "Local to remote", value: stats.bytesLocalToRemote }, { key: "in", label: "Remote to local", value: stats.bytesRemoteToLocal }, { key: "rest", label: "Local, and between others", value: Math.max(0, bytes - remote) },
        { key: "v4", label: "IPv4", value: stats.bytesIpv4 }, { key: "v6", label: "IPv6", value: stats.bytesIpv6 },
      ]} />
      <h3 style={{ margin: "14px 8px 4px" }}>TCP trouble, segments</h3>
      <BarList label="TCP trouble" format={formatCount} empty="No TCP" total={0} bars={[{ key: "retransmissions", label: "Sent again", value: stats.tcp.retransmissions }, { key: "outOfOrder", label: "Out of order", value: stats.tcp.outOfOrder }, { key: "lost", label: "Lost", value: stats.tcp.lost }]} />
    </Panel>
  )
}

const TOP = 8

function TopHosts({ isLocal }: { isLocal: boolean }) {
  const id = useInterfaceId()
  const { data, error } = useLive(id, "hosts", { filter: `location ${isLocal ? "=" : "!="} local`, sort: { column: "bytes", descending: true }, limit: TOP }, { everyMs: 3_000 })
  const title = isLocal ? "Top local hosts" : "Top remote hosts"
  return (
    <Panel title={title} aside={<Link to="/hosts" search={(before: Record<string, unknown>) => ({ ...keepInterface(before), where: isLocal ? "local" : "remote" })}>All</Link>}>
      {error ? <Problem error={error} /> : !data ? <Loading /> : (
        <BarList
          label={title} format={formatBytes} empty={isLocal ? "No local hosts" : "No remote hosts"} total={0}
          bars={data.rows.map((row: HostRow) => ({ key: `${row.ip} ${row.vlan}`, label: row.name ?? row.ip, title: `${row.ip}: sent ${formatBytes(row.bytesSent)}, received ${formatBytes(row.bytesReceived)}`, value: row.bytes, part: row.bytesSent, target: hostTarget(id, row.ip, row.vlan) }))}
        />
      )}
      {data && data.rows.length > 0 && <Legend />}
    </Panel>
  )
}

function Legend() {
  return <div className="legend" style={{ padding: "8px 8px 0" }}><span><i style={{ background: "var(--bar)" }} />Sent</span><span><i style={{ background: "var(--bar-2)" }} />Received</span></div>
}

function TopGroups({ kind, title }: { kind: "application" | "category"; title: string }) {
  const id = useInterfaceId()
  const { data, error } = useLive(id, "groups", { kind, sort: { column: "bytes", descending: true }, limit: TOP }, { everyMs: 3_000 })
  const stats = useChosenStats()
  return (
    <Panel title={title} aside={<Link {...(groupsTarget(id, kind) as { to: "/groups/$kind" })} params={{ kind }}>All</Link>}>
      {error ? <Problem error={error} /> : !data ? <Loading /> : (
        <BarList label={title} format={formatBytes} empty="Nothing seen yet" total={stats?.packets.bytes ?? 0} bars={data.rows.map((row: GroupRow) => ({ key: row.key, label: row.label || row.key, value: row.bytes, target: groupTarget(id, kind, row.key) }))} />
      )}
    </Panel>
  )
}

function TopFlows() {
  const id = useInterfaceId()
  const { data: all } = useAllStats()
  const { data, error } = useLive(id, "flows", { sort: { column: "bytes", descending: true }, limit: TOP }, { everyMs: 3_000 })
  return (
    <Panel title="Top flows" aside={<Link to="/flows" search={keepInterface}>All</Link>}>
      {error ? <Problem error={error} /> : !data ? <Loading /> : (
        <BarList
          label="Top flows" format={formatBytes} empty="No flows yet" total={0}
          bars={data.rows.map((row) => {
            const own = all?.find((one) => one.name === row.interface)?.id ?? id
            const end = (name: string | null, ip: string, port: number) => `${name ?? ip}${port ? `:${port}` : ""}`
            return { key: `${row.interface} ${row.flowId}`, label: `${end(row.clientName, row.client, row.clientPort)} → ${row.hostname ?? end(row.serverName, row.server, row.serverPort)}  ·  ${row.app}`, title: `${row.client} → ${row.server}`, value: row.bytes, part: row.bytesToServer, target: flowTarget(String(own), row.flowId) }
          })}
        />
      )}
      {data && data.rows.length > 0 && <Legend />}
    </Panel>
  )
}
