// Every metric of /metrics in one table; docs/metrics.md is generated from it. Text format: Prometheus exposition 0.0.4.
import type { InterfaceStats } from "@netweir/model"
import type { StoreStats } from "@netweir/store"
import type { SinkStats } from "../sinks/protocol.ts"
import type { ThreadMemory } from "./process-figures.ts"

export interface MetricSources {
  readonly version: string
  readonly instance: string
  readonly interfaces: readonly InterfaceStats[]
  readonly store: StoreStats
  readonly sinks: readonly SinkStats[]
  /** Handed to the store, and lost on the way because it lagged. */
  readonly history: { readonly sentRows: number; readonly droppedRows: number }
  readonly http: { readonly responses: Readonly<Record<string, number>>; readonly seconds: number; readonly cspReports: number; readonly failedLogins: number; readonly throttledLogins: number }
  readonly log: Readonly<Record<string, number>>
  readonly process: { readonly cpuSeconds: number; readonly memory: ThreadMemory; readonly eventLoopDelayP99Seconds: number; readonly startedSeconds: number }
}

export interface Sample { readonly labels?: Readonly<Record<string, string | number>>; readonly value: number | null }
export interface Metric { readonly name: string; readonly type: "counter" | "gauge"; readonly help: string; readonly read: (from: MetricSources) => readonly Sample[] }

const one = (value: number | null): readonly Sample[] => [{ value }]
const perInterface = (read: (stats: InterfaceStats) => number) => ({ interfaces }: MetricSources): readonly Sample[] => interfaces.map((stats) => ({ labels: { interface: stats.name }, value: read(stats) }))
const perTable = (read: (table: InterfaceStats["tables"][string]) => number) => ({ interfaces }: MetricSources): readonly Sample[] =>
  interfaces.flatMap(({ name, tables }) => Object.entries(tables).map(([table, counts]) => ({ labels: { interface: name, table }, value: read(counts) })))
const perSink = (read: (stats: SinkStats) => number | null) => ({ sinks }: MetricSources): readonly Sample[] => sinks.map((stats) => ({ labels: { sink: stats.label }, value: read(stats) }))
const byKey = (label: string, counts: Readonly<Record<string, number>>): readonly Sample[] => Object.entries(counts).map(([key, value]) => ({ labels: { [label]: key }, value }))

export const metrics: readonly Metric[] = [
  { name: "netweir_info", type: "gauge", help: "Always 1; the version and the instance's name are labels", read: ({ version, instance }) => [{ labels: { version, instance }, value: 1 }] },
  { name: "netweir_interface_up", type: "gauge", help: "1 while packets are read or the file was read to its end, 0 when the interface failed", read: perInterface(({ state }) => (state === "failed" ? 0 : 1)) },
  { name: "netweir_packets_received_total", type: "counter", help: "Packets that reached the interface: stored + filtered + dropped", read: perInterface(({ packets }) => packets.received) },
  { name: "netweir_packets_stored_total", type: "counter", help: "Packets that were accounted", read: perInterface(({ packets }) => packets.stored) },
  { name: "netweir_packets_filtered_total", type: "counter", help: "Packets that a filter refused", read: perInterface(({ packets }) => packets.filtered) },
  { name: "netweir_packets_dropped_total", type: "counter", help: "Packets lost, by reason", read: ({ interfaces }) => interfaces.flatMap(({ name, packets }) => Object.entries(packets.dropped).map(([reason, value]) => ({ labels: { interface: name, reason }, value }))) },
  { name: "netweir_bytes_total", type: "counter", help: "Bytes on the wire", read: perInterface(({ packets }) => packets.bytes) },
  { name: "netweir_throughput_bits_per_second", type: "gauge", help: "Throughput of the last second of traffic", read: perInterface(({ bitsPerSecond }) => bitsPerSecond) },
  { name: "netweir_flows_active", type: "gauge", help: "Flows in the table", read: perInterface(({ activeFlows }) => activeFlows) },
  { name: "netweir_flows_total", type: "counter", help: "Flows seen since the start", read: perInterface(({ flowsSinceStart }) => flowsSinceStart) },
  { name: "netweir_flows_alerted", type: "gauge", help: "Flows in the table that carry a risk", read: perInterface(({ alertedFlows }) => alertedFlows) },
  { name: "netweir_hosts_active", type: "gauge", help: "Hosts in the table", read: perInterface(({ activeHosts }) => activeHosts) },
  { name: "netweir_hosts_local", type: "gauge", help: "Local hosts in the table", read: perInterface(({ localHosts }) => localHosts) },
  { name: "netweir_devices", type: "gauge", help: "Devices (MAC addresses) in the table", read: perInterface(({ devices }) => devices) },
  { name: "netweir_tcp_retransmissions_total", type: "counter", help: "TCP segments sent again", read: perInterface(({ tcp }) => tcp.retransmissions) },
  { name: "netweir_tcp_out_of_order_total", type: "counter", help: "TCP segments out of order", read: perInterface(({ tcp }) => tcp.outOfOrder) },
  { name: "netweir_tcp_lost_total", type: "counter", help: "TCP segments that were never seen", read: perInterface(({ tcp }) => tcp.lost) },
  { name: "netweir_table_used", type: "gauge", help: "Entries of a bounded table", read: perTable(({ used }) => used) },
  { name: "netweir_table_limit", type: "gauge", help: "Bound of the table", read: perTable(({ limit }) => limit) },
  { name: "netweir_table_evicted_total", type: "counter", help: "Entries that left early to make room", read: perTable(({ evicted }) => evicted) },
  { name: "netweir_table_refused_total", type: "counter", help: "Entries that found no room", read: perTable(({ refused }) => refused) },

  { name: "netweir_history_up", type: "gauge", help: "1 when the database answers", read: ({ store }) => one(store.state === "ready" ? 1 : 0) },
  { name: "netweir_history_sent_rows_total", type: "counter", help: "Rows handed over to history", read: ({ history }) => one(history.sentRows) },
  { name: "netweir_history_lost_rows_total", type: "counter", help: "Rows lost before they reached the queue", read: ({ history }) => one(history.droppedRows) },
  { name: "netweir_history_inserted_rows_total", type: "counter", help: "Rows that the database acknowledged", read: ({ store }) => one(store.writer.insertedRows) },
  { name: "netweir_history_dropped_rows_total", type: "counter", help: "Rows dropped by the queue, by reason", read: ({ store }) => byKey("reason", store.writer.dropped) },
  { name: "netweir_history_queued_rows", type: "gauge", help: "Rows taken and not yet acknowledged", read: ({ store }) => one(store.writer.queuedRows) },
  { name: "netweir_history_spooled_bytes", type: "gauge", help: "Bytes of the spool on disk", read: ({ store }) => one(store.writer.spooledBytes) },
  { name: "netweir_history_spool_limit_bytes", type: "gauge", help: "Bound of the spool", read: ({ store }) => one(store.writer.spoolLimitBytes) },
  { name: "netweir_history_lag_seconds", type: "gauge", help: "Age of the oldest row that is not acknowledged", read: ({ store }) => one(store.writer.lagMs / 1000) },
  { name: "netweir_history_retries_total", type: "counter", help: "Inserts tried again", read: ({ store }) => one(store.writer.retries) },
  { name: "netweir_history_restarts_total", type: "counter", help: "Times that the database was lost and connected again", read: ({ store }) => one(store.restarts) },
  { name: "netweir_history_questions_total", type: "counter", help: "Questions asked", read: ({ store }) => one(store.questions) },
  { name: "netweir_history_failed_questions_total", type: "counter", help: "Questions that failed", read: ({ store }) => one(store.failedQuestions) },

  { name: "netweir_sink_up", type: "gauge", help: "1 while the sink takes rows, 0 while it is tried again", read: perSink(({ state }) => (state === "down" ? 0 : 1)) },
  { name: "netweir_sink_received_rows_total", type: "counter", help: "Rows (flows, points of series) meant for the sink: sent + queued + dropped", read: perSink(({ receivedRows }) => receivedRows) },
  { name: "netweir_sink_sent_rows_total", type: "counter", help: "Rows that the sink took", read: perSink(({ sentRows }) => sentRows) },
  { name: "netweir_sink_queued_rows", type: "gauge", help: "Rows that wait for the sink", read: perSink(({ queuedRows }) => queuedRows) },
  { name: "netweir_sink_queue_limit_rows", type: "gauge", help: "Bound of the sink's queue", read: perSink(({ queueLimitRows }) => queueLimitRows) },
  { name: "netweir_sink_dropped_rows_total", type: "counter", help: "Rows that never reached the sink, by reason", read: ({ sinks }) => sinks.flatMap(({ label, dropped }) => Object.entries(dropped).map(([reason, value]) => ({ labels: { sink: label, reason }, value }))) },
  { name: "netweir_sink_lag_seconds", type: "gauge", help: "Age of the oldest row that waits", read: perSink(({ lagMs }) => lagMs / 1000) },
  { name: "netweir_sink_retries_total", type: "counter", help: "Failed attempts to send", read: perSink(({ retries }) => retries) },
  { name: "netweir_http_responses_total", type: "counter", help: "HTTP replies by status class", read: ({ http }) => byKey("status", http.responses) },
  { name: "netweir_http_response_seconds_total", type: "counter", help: "Time spent on HTTP replies", read: ({ http }) => one(http.seconds) },
  { name: "netweir_csp_reports_total", type: "counter", help: "Reports of browsers about forbidden content", read: ({ http }) => one(http.cspReports) },
  { name: "netweir_failed_logins_total", type: "counter", help: "Logins with a wrong name or password", read: ({ http }) => one(http.failedLogins) },
  { name: "netweir_throttled_logins_total", type: "counter", help: "Logins refused because of earlier failures", read: ({ http }) => one(http.throttledLogins) },
  { name: "netweir_log_lines_total", type: "counter", help: "Log lines by level; swallowed = repeated and not written", read: ({ log }) => byKey("level", log) },

  { name: "process_cpu_seconds_total", type: "counter", help: "CPU time of all threads of the main process", read: ({ process }) => one(process.cpuSeconds) },
  { name: "process_resident_memory_bytes", type: "gauge", help: "Resident memory of the main process, workers included", read: ({ process }) => one(process.memory.rssBytes) },
  { name: "netweir_store_resident_memory_bytes", type: "gauge", help: "Resident memory of the embedded database's process", read: ({ process }) => one(process.memory.storeRssBytes) },
  { name: "nodejs_heap_used_bytes", type: "gauge", help: "JavaScript heap of the main thread", read: ({ process }) => one(process.memory.heapBytes) },
  { name: "nodejs_eventloop_delay_p99_seconds", type: "gauge", help: "How late the main thread is, 99th percentile since the last scrape", read: ({ process }) => one(process.eventLoopDelayP99Seconds) },
  { name: "process_start_time_seconds", type: "gauge", help: "Start of the process, seconds since the epoch", read: ({ process }) => one(process.startedSeconds) },
]

export function renderMetrics(sources: MetricSources, list: readonly Metric[] = metrics): string {
  return list.map(({ name, type, help, read }) => {
    const lines = read(sources).filter(({ value }) => value !== null && Number.isFinite(value)).map(({ labels, value }) => `${name}${labelText(labels)} ${value}\n`)
    return lines.length === 0 ? "" : `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join("")}`
  }).join("")
}

function labelText(labels: Sample["labels"]): string {
  const parts = Object.entries(labels ?? {}).map(([name, value]) => `${name}="${String(value).replace(/[\\"\n]/g, (char) => (char === "\n" ? "\\n" : `\\${char}`))}"`)
  return parts.length === 0 ? "" : `{${parts.join(",")}}`
}

export function metricsReference(): string {
  return `# Metrics

<!-- Generated from packages/server/src/metrics/metrics.ts; edit there. -->

\`GET /metrics\` answers in Prometheus' text format. It needs a login like everything else: make an API token of role viewer (Settings > API tokens) and give it to Prometheus:

\`\`\`yaml
scrape_configs:
  - job_name: netweir
    authorization: { credentials: nw_... }
    static_configs: [{ targets: ["localhost:3000"] }]
\`\`\`

For every interface, \`received = stored + filtered + dropped\` over all reasons.

| Metric | Type | Meaning |
|---|---|---|
${metrics.map(({ name, type, help }) => `| \`${name}\` | ${type} | ${help} |`).join("\n")}
`
}
