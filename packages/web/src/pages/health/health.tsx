// How Netweir itself does, and what to do where it does badly.
import { getHealth, type ReplyOf } from "@netweir/server/contract"
import { useQuery } from "@tanstack/react-query"
import { call, type ApiError } from "../../api/call.ts"
import { useLink } from "../../api/use-live.ts"
import { ABSENT, formatCount, formatRatio } from "../../format/number.ts"
import { formatDateTime, formatDurationMs } from "../../format/time.ts"
import { formatBytes } from "../../format/volume.ts"
import { useAllStats } from "../../state/interfaces.tsx"
import { useSettings } from "../../state/session.tsx"
import { Facts, Figure, PageHead, Panel } from "../../views/panel.tsx"
import { Loading, Problem } from "../../views/states.tsx"
import { Sinks } from "./sinks.tsx"
import { useTitle } from "../../views/use-title.ts"

type Report = ReplyOf<typeof getHealth>
const order = { error: 0, warning: 1, ok: 2 } as const
const words = { error: "Error", warning: "Warning", ok: "OK" } as const

export default function Health() {
  useTitle("Health")
  const { data, error, refetch } = useQuery<Report, ApiError>({ queryKey: ["health"], queryFn: ({ signal }) => call(getHealth, { signal }), refetchInterval: 5_000 })
  if (error && !data) return <Problem error={error} retry={() => void refetch()} />
  if (!data) return <Loading rows={6} label="Loading health" />
  return (
    <>
      <PageHead title="Health" sub={<span>Netweir {data.version} on {data.instance}</span>} />
      <div className="stack">
        <div className="figures">
          <Figure label="Up since" value={formatDurationMs(data.nowMs - data.startedMs)} hint={formatDateTime(data.startedMs)} />
          <Figure label="Processor" value={`${data.cpuPercent.toFixed(0)} %`} hint="of one core" />
          <Figure label="Memory" value={formatBytes(data.memory.rssBytes)} hint={`heap ${formatBytes(data.memory.heapBytes)}`} />
          {data.memory.storeRssBytes !== null && <Figure label="Database memory" value={formatBytes(data.memory.storeRssBytes)} />}
          <Figure label="Stored flows" value={data.store.state === "ready" ? formatCount(data.store.flows) : ABSENT} hint={data.store.bytesPerFlow === null ? undefined : `${data.store.bytesPerFlow.toFixed(1)} bytes a flow`} />
          <Figure label="Free disk" value={formatBytes(data.disk.freeBytes)} hint={`of ${formatBytes(data.disk.totalBytes)}`} tone={data.disk.totalBytes > 0 && data.disk.freeBytes / data.disk.totalBytes < 0.05 ? "error" : undefined} />
        </div>
        <Checks checks={data.checks} />
        <Sinks sinks={data.sinks} />
        <div className="grid">
          <div className="w6 stack"><Store store={data.store} /><Drops /></div>
          <div className="w6"><About report={data} /></div>
        </div>
      </div>
    </>
  )
}

function Checks({ checks }: { checks: Report["checks"] }) {
  const sorted = checks.toSorted((a, b) => order[a.state] - order[b.state])
  const bad = checks.filter((check) => check.state !== "ok").length
  return (
    <Panel title="Checks" flush aside={bad === 0 ? <span className="tone-ok">All well</span> : `${bad} of ${checks.length} need a look`}>
      <table className="simple-table">
        <tbody>
          {sorted.map((check) => (
            <tr key={check.id}>
              <td style={{ width: 84 }}><span className={`tag tone-${check.state}`}>{words[check.state]}</span></td>
              <th scope="row">{check.title}</th>
              <td>{check.text}{check.fix && <div><b>{check.fix}</b></div>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}

function Store({ store }: { store: Report["store"] }) {
  return (
    <Panel title="History">
      {store.problem && <div className="note tone-warning" style={{ marginBottom: 8 }}>{store.problem}</div>}
      {store.kind === "none" ? <p className="muted">Off: Netweir was started with <code>--store none</code>.</p> : (
        <Facts facts={[
          { label: "Database", value: store.engine ? `${store.kind}, ${store.engine}` : store.kind }, { label: "State", value: <span className={store.state === "ready" || store.state === "running" || store.state === "ok" ? "tone-ok" : ""}>{store.state}</span> },
          { label: "Size", value: formatBytes(store.bytes) }, { label: "Oldest flow", value: formatDateTime(store.oldestMs) },
          { label: "Written", value: `${formatCount(store.insertedRows)} rows` }, { label: "Waiting", value: `${formatCount(store.queuedRows)} rows` },
          { label: "Dropped", value: <span className={store.droppedRows > 0 ? "tone-error" : ""}>{formatCount(store.droppedRows)} rows</span> }, { label: "Behind", value: formatDurationMs(store.lagMs) },
          { label: "Spool", value: `${formatBytes(store.spooledBytes)} of ${formatBytes(store.spoolLimitBytes)}` },
        ]} />
      )}
    </Panel>
  )
}

function Drops() {
  const { data = [] } = useAllStats()
  return (
    <Panel title="Interfaces" flush>
      <table className="simple-table">
        <thead><tr><th>Interface</th><th className="numeric">Received</th><th className="numeric">Dropped</th><th className="numeric">Share</th></tr></thead>
        <tbody>
          {data.map((one) => {
            const dropped = Object.values(one.packets.dropped).reduce((sum, count) => sum + count, 0)
            return <tr key={one.id}><th scope="row">{one.name}</th><td className="numeric">{formatCount(one.packets.received)}</td><td className={`numeric ${dropped > 0 ? "tone-error" : ""}`}>{formatCount(dropped)}</td><td className="numeric">{one.packets.received > 0 ? formatRatio(dropped / one.packets.received) : "–"}</td></tr>
          })}
        </tbody>
      </table>
    </Panel>
  )
}

function About({ report }: { report: Report }) {
  const link = useLink()
  const { dateFormat } = useSettings()
  return (
    <Panel title="About">
      <Facts facts={[
        { label: "Version", value: report.version }, { label: "Node.js", value: report.node }, { label: "Platform", value: report.platform }, { label: "Licence", value: "Apache-2.0" },
        { label: "Data directory", value: <code>{report.disk.dataDir}</code> }, { label: "Server time", value: formatDateTime(report.nowMs, dateFormat) }, { label: "Live connection", value: link },
      ]} />
      <h3 style={{ margin: "10px 0 4px" }}>Command line</h3>
      <code className="secret">{report.commandLine}</code>
    </Panel>
  )
}
