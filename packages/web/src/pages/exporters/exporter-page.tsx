// One observation point: how well its records arrive, its interfaces, sampling, templates, and its flows now.
import { flowColumns, type ExporterDetail, type ExporterRow } from "@netweir/model"
import { Link, useParams, type LinkProps } from "@tanstack/react-router"
import { useLive } from "../../api/use-live.ts"
import { filterTerm, withTerm } from "../../filter/filter-text.ts"
import { formatCount, formatShortCount } from "../../format/number.ts"
import { formatDateTime, formatDurationMs } from "../../format/time.ts"
import { formatBitRate, formatBytes } from "../../format/volume.ts"
import { words } from "../../format/words.ts"
import { useInterfaceId } from "../../state/interfaces.tsx"
import { useSettings } from "../../state/session.tsx"
import { useSearchState } from "../../state/use-search-state.ts"
import { Facts, Figure, PageHead, Panel } from "../../views/panel.tsx"
import { Empty, Loading, Problem } from "../../views/states.tsx"
import { Tabs } from "../../views/tabs.tsx"
import { useTitle } from "../../views/use-title.ts"
import { TrafficHistory } from "../history-chart/traffic-history.tsx"
import { LiveFlowTable } from "../live-flows/live-flows.tsx"
import { explorerTarget } from "../targets.ts"
import { ExporterInterfaces } from "./exporter-interfaces.tsx"
import { ExporterTemplates } from "./exporter-templates.tsx"

const tabs = [["overview", "Overview"], ["interfaces", "Interfaces"], ["templates", "Templates"], ["flows", "Flows"]] as const

export default function ExporterPage() {
  const { key = "" } = useParams({ strict: false })
  return <OneExporter key={key} exporterKey={key} />
}

function OneExporter({ exporterKey }: { exporterKey: string }) {
  const id = useInterfaceId()
  const { data, error, pending } = useLive(id, "exporter", { key: exporterKey }, { everyMs: 2_000, keep: false })
  const [search, change] = useSearchState()
  const tab = tabs.find(([name]) => name === search.tab)?.[0] ?? "overview"
  useTitle(`Exporter ${data?.row.name ?? exporterKey}`)
  if (error && !data) return <Problem error={error} />
  if (!data) return pending ? <Loading rows={8} label="Loading the exporter" /> : <Empty icon="exporters" title={`Nothing was heard of ${exporterKey}`}>The Exporters page lists those that sent something.</Empty>
  const { row } = data
  const filter = flowsOf(row)
  const counts: Partial<Record<(typeof tabs)[number][0], string>> = { interfaces: formatShortCount(data.interfaces.length), templates: formatShortCount(data.templates.length) }
  return (
    <>
      <PageHead title={row.name ?? row.exporter} sub={<><code>{row.exporter}</code><span className="tag">{row.source}</span><span>domain {row.observationDomain}</span></>}>
        <Link {...(explorerTarget(id, { filter }) as LinkProps)} className="button">In history</Link>
      </PageHead>
      <Tabs label="Views of the exporter" tabs={tabs.map(([name, text]) => [name, text, counts[name]] as [typeof name, string, string?])} active={tab} onChange={(next) => change({ tab: next === "overview" ? undefined : next, filter: undefined, sort: undefined })} />
      <div className="stack">
        {tab === "overview" && <Overview exporter={data} />}
        {tab === "interfaces" && <ExporterInterfaces exporter={data} interfaceId={id} filter={filter} />}
        {tab === "templates" && <ExporterTemplates templates={data.templates} />}
        {tab === "flows" && <LiveFlowTable name="flows" about={filter} />}
      </div>
    </>
  )
}

function columnOf(id: string) {
  const column = flowColumns.find((one) => one.id === id)
  if (!column) throw new Error(`no flow column ${id}`)
  return column
}

/** Its flows in the filter language. */
function flowsOf(row: ExporterRow): string {
  return withTerm(withTerm(filterTerm(columnOf("exporter"), row.exporter) ?? "", filterTerm(columnOf("observationDomain"), row.observationDomain) ?? ""), filterTerm(columnOf("source"), row.source) ?? "")
}

function Overview({ exporter }: { exporter: ExporterDetail }) {
  const { row, dropped, samplers, notes } = exporter
  const { dateFormat, throughputUnit } = useSettings()
  const reasons = Object.entries(dropped).filter(([, count]) => count > 0).toSorted((a, b) => b[1] - a[1])
  return (
    <>
      <div className="figures">
        <Figure label="Records" value={formatShortCount(row.records)} hint={`${formatCount(row.recordsPerSecond)} per second now`} />
        <Figure label="Traffic" value={formatBytes(row.bytes)} hint="scaled by sampling" />
        <Figure label="Throughput" value={formatBitRate(row.bitsPerSecond, throughputUnit)} />
        <Figure label="Sampling" value={row.samplingRate > 1 ? `1 : ${formatCount(row.samplingRate)}` : "none"} />
        <Figure label="Lost" value={formatCount(row.lost)} tone={row.lost > 0 ? "warning" : undefined} hint="missing in its sequence" />
        <Figure label="Dropped" value={formatCount(row.dropped)} tone={row.dropped > 0 ? "warning" : undefined} hint="could not be used" />
      </div>
      <TrafficHistory kind="exporter" seriesKey={row.key} />
      <div className="grid">
        <div className="w6">
          <Panel title="Arrival">
            <Facts facts={[
              { label: "First seen", value: formatDateTime(row.firstSeenMs, dateFormat) }, { label: "Last seen", value: formatDateTime(row.lastSeenMs, dateFormat) },
              { label: "Datagrams", value: formatCount(row.datagrams) }, { label: "Flows", value: formatCount(row.flows), help: "Since start, both directions and all slices put together" },
              { label: "Came late", value: formatCount(row.reordered), help: "Datagrams that were overtaken" }, { label: "Restarts", value: formatCount(row.restarts), help: "Its sequence or uptime began anew" },
              { label: "Clock", value: row.clockSkewMs === null ? "not told" : Math.abs(row.clockSkewMs) < 1000 ? "right" : `${formatDurationMs(Math.abs(row.clockSkewMs))} ${row.clockSkewMs > 0 ? "ahead" : "behind"}` },
            ]} />
          </Panel>
        </div>
        <div className="w6">
          <Panel title="Dropped" flush>
            {reasons.length === 0 ? <Empty title="Nothing was dropped" /> : (
              <table className="simple-table" aria-label="Dropped by reason">
                <tbody>{reasons.map(([reason, count]) => <tr key={reason}><th scope="row">{words(reason)}</th><td className="numeric">{formatCount(count)}</td></tr>)}</tbody>
              </table>
            )}
          </Panel>
        </div>
        <div className="w6">
          <Panel title="Samplers" flush>
            {samplers.length === 0 ? <Empty title="None told">All packets count as observed.</Empty> : (
              <table className="simple-table">
                <thead><tr><th>Sampler</th><th className="numeric">Rate</th><th>Algorithm</th><th>Told by</th></tr></thead>
                <tbody>{samplers.map((one) => <tr key={one.id}><th scope="row">{one.id}</th><td className="numeric">1 : {formatCount(one.rate)}</td><td>{one.algorithm ?? ""}</td><td>{one.from}</td></tr>)}</tbody>
              </table>
            )}
          </Panel>
        </div>
        {notes.length > 0 && <div className="w6"><Panel title="What it says of itself"><ul>{notes.map((note) => <li key={note}>{note}</li>)}</ul></Panel></div>}
      </div>
    </>
  )
}
