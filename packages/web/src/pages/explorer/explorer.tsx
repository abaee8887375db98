// What was: stored flows of a time range, filtered, grouped, drawn. The URL is all of its state.
import { flowColumns, type FlowRow } from "@netweir/model"
import { getHealth, historyFlows, historyGroups, historyMetrics, historySeries, type HistoryMetric, type ReplyOf } from "@netweir/server/contract"
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { useMemo } from "react"
import { call, type ApiError } from "../../api/call.ts"
import { TimeChart } from "../../chart/time-chart.tsx"
import { FilterInput } from "../../filter/filter-input.tsx"
import { filterTerm, withTerm } from "../../filter/filter-text.ts"
import { formatCount, formatShortCount } from "../../format/number.ts"
import { formatDateTime, formatDurationMs } from "../../format/time.ts"
import { formatBitRate, formatBytes } from "../../format/volume.ts"
import { ALL_INTERFACES, useAllStats, useChosenStats, useInterfaceId } from "../../state/interfaces.tsx"
import { useCellStyle, useSettings } from "../../state/session.tsx"
import { rangeFrom, rangeParams, spanOf, type RangeChoice, type Span } from "../../state/time-range.ts"
import { TableFrame } from "../../table/table-frame.tsx"
import { pageQuery, useTable } from "../../table/use-table.ts"
import { PageHead, Panel } from "../../views/panel.tsx"
import { Empty, Loading, Problem } from "../../views/states.tsx"
import { useSlow } from "../../views/use-slow.ts"
import { useTitle } from "../../views/use-title.ts"
import { flowDefaults } from "../live-flows/live-flows.tsx"
import { HistoryOff } from "../history-chart/history-off.tsx"
import { fieldColumn, hostTarget } from "../targets.ts"
import { commonDimensions, dimensionLabel, dimensionsFrom, otherDimensions } from "./dimensions.ts"
import { GroupExport, GroupTable, keyText, metrics } from "./group-table.tsx"
import { RangePicker } from "./range-picker.tsx"
import { StoredFlow, addressOf } from "./stored-flow.tsx"

const FOLLOW_MS = 5_000
/** The last flows of a range reach the store a little later; a store that was away comes back. */
const again = {
  placeholderData: keepPreviousData,
  refetchInterval: (query: { state: { error: ApiError | null } }) => (query.state.error?.code === "history-off" ? false : query.state.error ? FOLLOW_MS : 4 * FOLLOW_MS),
}
const LIMITS = [10, 20, 50, 100, 500, 1_000] as const

export default function Explorer() {
  useTitle("Explorer")
  const { data: health } = useQuery({ queryKey: ["health"], queryFn: ({ signal }) => call(getHealth, { signal }), staleTime: 10_000 })
  const stats = useChosenStats()
  const newestMs = useSlow(stats?.atMs ?? 0, FOLLOW_MS, (ms) => ms > 0)
  if (health?.store.kind === "none") return <><PageHead title="Explorer" /><HistoryOff /></>
  if (!stats) return <Loading rows={6} label="Loading the explorer" />
  const isFile = stats.kind === "file" || stats.state === "finished"
  const oldestMs = isFile ? (stats.firstPacketMs ?? newestMs - 3_600_000) : (health?.store.oldestMs ?? stats.firstPacketMs ?? newestMs - 3_600_000)
  return <Exploration newestMs={newestMs || Date.now()} oldestMs={oldestMs} fallback={isFile ? "all" : "1h"} />
}

function Exploration({ newestMs, oldestMs, fallback }: { newestMs: number; oldestMs: number; fallback: string }) {
  const table = useTable("history", flowColumns, { ...flowDefaults, sort: { column: "lastSeenMs", descending: true } })
  const { search, change, state } = table
  const choice = rangeFrom(search, fallback)
  const { fromMs, toMs } = spanOf(choice, newestMs, oldestMs)
  const span = useMemo(() => ({ fromMs, toMs }), [fromMs, toMs])
  const by = dimensionsFrom(search.by)
  const metric = historyMetrics.find((one) => one === search.metric) ?? "bytes"
  const id = useInterfaceId()
  const { data: all } = useAllStats()
  const interfaceName = id === ALL_INTERFACES ? undefined : all?.find((one) => String(one.id) === id)?.name
  const { dateFormat } = useSettings()
  const setRange = (next: RangeChoice) => change(rangeParams(next))
  const question = { span, filter: state.filter, interfaceName, metric, by }
  return (
    <>
      <PageHead title="Explorer" sub={`${formatDateTime(span.fromMs, dateFormat)} to ${formatDateTime(span.toMs, dateFormat)}, ${formatDurationMs(span.toMs - span.fromMs)}`} />
      <div className="explorer-bar">
        <RangePicker choice={choice} span={span} onChange={setRange} />
        <label>Metric <select className="plain" value={metric} onChange={(event) => change({ metric: event.target.value })}>{metrics.map(([one, title]) => <option key={one} value={one}>{title}</option>)}</select></label>
        <DimensionPicker label="Group by" value={by[0] ?? ""} none="Nothing: single flows" onChange={(next) => change({ by: [next, ...by.slice(1)].filter(Boolean).join(",") || undefined })} />
        {by.length > 0 && <DimensionPicker label="then by" value={by[1] ?? ""} none="–" onChange={(next) => change({ by: [by[0], next, ...by.slice(2)].filter(Boolean).join(",") })} />}
      </div>
      <div className="stack">
        <SeriesPanel question={question} onPick={(from, to) => setRange({ kind: "fixed", fromMs: from, toMs: to })} />
        {by.length === 0 ? <FlowsPart question={question} table={table} /> : <GroupsPart question={question} table={table} />}
      </div>
    </>
  )
}

interface Question { readonly span: Span; readonly filter: string; readonly interfaceName: string | undefined; readonly metric: HistoryMetric; readonly by: readonly string[] }
const common = ({ span, filter, interfaceName }: Question) => ({ ...span, filter: filter || undefined, interface: interfaceName })

function DimensionPicker({ label, value, none, onChange }: { label: string; value: string; none: string; onChange: (id: string) => void }) {
  return (
    <label>{label}{" "}
      <select className="plain" value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{none}</option>
        <optgroup label="Often used">{commonDimensions.map((one) => <option key={one.id} value={one.id}>{one.label}</option>)}</optgroup>
        <optgroup label="Others">{otherDimensions.map((one) => <option key={one.id} value={one.id}>{one.label}</option>)}</optgroup>
      </select>
    </label>
  )
}

function SeriesPanel({ question, onPick }: { question: Question; onPick: (fromMs: number, toMs: number) => void }) {
  const { metric, by } = question
  const { throughputUnit } = useSettings()
  const style = useCellStyle(question.span.toMs)
  const { data, error, refetch } = useQuery<ReplyOf<typeof historySeries>, ApiError>({
    queryKey: ["historySeries", common(question), metric, by[0]], ...again,
    queryFn: ({ signal }) => call(historySeries, { query: { ...common(question), metric, by: by[0], limit: 7, points: 160 }, signal }),
  })
  const isBytes = metric.startsWith("bytes")
  const format = useMemo(() => (isBytes ? (value: number) => formatBitRate(value, throughputUnit) : (value: number) => formatShortCount(value)), [isBytes, throughputUnit])
  const series = useMemo(() => (data?.series ?? []).map((one) => {
    const isRest = one.key === null || (by.length > 0 && /^other$/i.test(one.key))
    return {
      name: isRest ? "Others" : by.length === 0 ? (metrics.find(([id]) => id === metric)?.[1] ?? metric) : keyText(by[0], one.key, style),
      values: isBytes && data ? one.values.map((value) => (value * 8_000) / data.stepMs) : one.values, ...(isRest ? { color: "var(--chart-rest)" } : {}),
    }
  }), [data, by[0], metric, isBytes, style])
  const title = `${isBytes ? "Throughput" : metrics.find(([id]) => id === metric)?.[1]} over time${by.length > 0 ? `, by ${dimensionLabel(by[0]).toLowerCase()}` : ""}`
  return (
    <Panel title={title} aside={<span>{data && `Steps of ${formatDurationMs(data.stepMs)}. `}Drag over the chart to zoom.</span>}>
      {error ? <StoreProblem error={error} retry={() => void refetch()} /> : !data ? <Loading rows={5} /> : series.length === 0
        ? <Empty icon="explorer" title="No stored flows in this range">Choose another range, or another filter. Flows are stored when they end, and every few minutes while they last.</Empty>
        : <TimeChart label={title} size="tall" startMs={data.startMs} stepMs={data.stepMs} series={series} stacked={by.length > 0} format={format} onPick={onPick} numbers={isBytes ? "rate" : "sum"} />}
    </Panel>
  )
}

function StoreProblem({ error, retry }: { error: ApiError; retry: () => void }) {
  return error.code === "history-off" ? <HistoryOff /> : <Problem error={error} retry={retry} />
}

function FlowsPart({ question, table }: { question: Question; table: ReturnType<typeof useTable> }) {
  const id = useInterfaceId()
  const { state, search, change } = table
  const open = (address: string | undefined) => change({ open: address, page: search.page })
  const ask = (offset: number, limit: number, signal?: AbortSignal) => call(historyFlows, { query: { ...common(question), ...pageQuery(state, offset, limit) }, signal })
  const { data, error, refetch, isPlaceholderData } = useQuery<ReplyOf<typeof historyFlows>, ApiError>({
    queryKey: ["historyFlows", common(question), state.sort, state.offset, state.limit], ...again,
    queryFn: ({ signal }) => ask(state.offset, state.limit, signal),
  })
  const style = useCellStyle(question.span.toMs)
  return (
    <>
      <TableFrame
        name="history" label="Stored flows" entity="flow" table={table} style={style} page={data as { rows: FlowRow[]; matched: number; total: number; atMs: number } | undefined} error={error ?? undefined} pending={isPlaceholderData} retry={() => void refetch()}
        rowKey={(row) => `${row.interface} ${row.flowId} ${row.firstSeenMs} ${row.lastSeenMs}`} onOpen={(row) => open(addressOf(row))}
        cellTarget={(row, column) => (column.id === "client" ? hostTarget(id, row.client, row.vlan) : column.id === "server" ? hostTarget(id, row.server, row.vlan) : undefined)}
        ask={ask} empty={<Empty icon="explorer" title="No stored flows in this range">Choose another range.</Empty>}
      />
      {search.open && <StoredFlow address={search.open} known={(data?.rows ?? []) as readonly FlowRow[]} onClose={() => open(undefined)} />}
    </>
  )
}

function GroupsPart({ question, table }: { question: Question; table: ReturnType<typeof useTable> }) {
  const { by, metric, filter } = question
  const { search, change } = table
  const limit = LIMITS.find((one) => String(one) === search.top) ?? 20
  const { data, error, refetch, isPlaceholderData } = useQuery<ReplyOf<typeof historyGroups>, ApiError>({
    queryKey: ["historyGroups", common(question), metric, by, limit], ...again,
    queryFn: ({ signal }) => call(historyGroups, { query: { ...common(question), by: by.join(","), metric, limit }, signal }),
  })
  const style = useCellStyle(question.span.toMs)
  const term = (dimension: string, key: unknown, exclude: boolean) => {
    const column = fieldColumn(dimension)
    return column ? filterTerm(column, key, exclude) : null
  }
  return (
    <section className="table-frame" aria-label="Groups">
      <div className="table-tools">
        <FilterInput entity="flow" columns={flowColumns} value={filter} onChange={table.setFilter} />
        <div className="table-buttons">
          <label className="muted">Largest <select className="plain" value={limit} onChange={(event) => change({ top: event.target.value })}>{LIMITS.map((one) => <option key={one}>{one}</option>)}</select></label>
          {data && <GroupExport data={data} />}
        </div>
      </div>
      {error ? <StoreProblem error={error} retry={() => void refetch()} /> : !data || data.columns.join(",") !== by.join(",") ? <Loading rows={6} /> : data.rows.length === 0 ? <Empty icon="explorer" title="No stored flows in this range" /> : (
        <div style={{ opacity: isPlaceholderData ? 0.6 : 1 }}>
          <GroupTable
            data={data} metric={metric} style={style} onMetric={(next) => change({ metric: next })}
            onKey={(dimension, key, exclude) => { const added = term(dimension, key, exclude); if (added) change({ filter: withTerm(filter, added) }) }}
            onFlows={(row) => change({ by: undefined, filter: data.columns.reduce((text, dimension, at) => { const added = term(dimension, row.key[at], false); return added ? withTerm(text, added) : text }, filter) })}
          />
          <div className="table-foot"><span className="muted small">{formatCount(data.rows.length)} of {formatCount(data.groups)} groups, {formatBytes(data.rows.reduce((sum, row) => sum + row.bytes, 0))}</span></div>
        </div>
      )}
    </section>
  )
}
