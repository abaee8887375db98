// Time series under ntopng's schema names, out of our minute series.
import type { SeriesKind } from "@netweir/model"
import type { TimeSeriesReply } from "@netweir/store"
import { askStore } from "../../store-questions.ts"
import { endpoint, type EndpointInput } from "../endpoint.ts"
import { NtopngError } from "../envelope.ts"
import { lastPart } from "../names.ts"
import type { Parameters } from "../parameters.ts"

type SeriesName = keyof TimeSeriesReply["series"]
interface Metric { readonly id: string; readonly label: string; readonly color: string; readonly from: readonly SeriesName[] }
export interface Schema {
  readonly schema: string
  readonly label: string
  /** bps: bytes, drawn times eight. */
  readonly unit: "bps" | "pps" | "number" | "fps"
  /** Counters are answered per second, gauges as they are. */
  readonly counter: boolean
  readonly kind: SeriesKind
  /** The tag of the query that names the thing; none for the interface itself. */
  readonly tag: string | null
  readonly metrics: readonly Metric[]
}

const sent = { id: "bytes_sent", label: "Sent", color: "#c6d9fd", from: ["bytesSent"] } as const
const received = { id: "bytes_rcvd", label: "Rcvd", color: "#90ee90", from: ["bytesReceived"] } as const
const bytes = { id: "bytes", label: "Traffic", color: "#1f77b4", from: ["bytesSent", "bytesReceived"] } as const
const one = (id: string, label: string, color: string, ...from: SeriesName[]): readonly Metric[] => [{ id, label, color, from }]

export const schemas: readonly Schema[] = [
  { schema: "iface:traffic_rxtx", label: "Traffic (RX + TX)", unit: "bps", counter: true, kind: "interface", tag: null, metrics: [sent, received] },
  { schema: "iface:traffic", label: "Traffic", unit: "bps", counter: true, kind: "interface", tag: null, metrics: [bytes] },
  { schema: "iface:throughput_bps", label: "Throughput (bps)", unit: "bps", counter: true, kind: "interface", tag: null, metrics: one("bps", "Throughput", "#1f77b4", "bytesSent", "bytesReceived") },
  { schema: "iface:throughput_pps", label: "Throughput (pps)", unit: "pps", counter: true, kind: "interface", tag: null, metrics: one("pps", "Throughput", "#1f77b4", "packetsSent", "packetsReceived") },
  { schema: "iface:packets", label: "Packets", unit: "pps", counter: true, kind: "interface", tag: null, metrics: one("packets", "Packets", "#1f77b4", "packetsSent", "packetsReceived") },
  { schema: "iface:packets_vs_drops", label: "Packets vs Drops", unit: "number", counter: true, kind: "interface", tag: null, metrics: [...one("packets", "Packets", "#1f77b4", "packetsSent", "packetsReceived"), ...one("drops", "Drops", "#c6d9fd", "dropped")] },
  { schema: "iface:flows", label: "Live Flows", unit: "number", counter: false, kind: "interface", tag: null, metrics: one("num_flows", "Num. Flows", "#8c6f94", "activeFlows") },
  { schema: "iface:new_flows", label: "New Flows", unit: "number", counter: true, kind: "interface", tag: null, metrics: one("new_flows", "Num. Flows", "#8c6f94", "newFlows") },
  { schema: "iface:hosts", label: "Active Hosts", unit: "number", counter: false, kind: "interface", tag: null, metrics: one("num_hosts", "Num. Hosts", "#ff7f0e", "activeHosts") },
  { schema: "iface:tcp_retransmissions", label: "TCP Retransmitted Packets", unit: "number", counter: true, kind: "interface", tag: null, metrics: one("packets", "TCP Retransmitted Packets", "#1f77b4", "retransmissions") },
  { schema: "iface:ndpi", label: "Applications", unit: "bps", counter: true, kind: "application", tag: "protocol", metrics: [bytes] },
  { schema: "iface:ndpi_categories", label: "Categories", unit: "bps", counter: true, kind: "category", tag: "category", metrics: [bytes] },
  { schema: "iface:l4protos", label: "Layer 4 Protocols", unit: "bps", counter: true, kind: "l4", tag: "l4proto", metrics: [bytes] },
  { schema: "host:traffic", label: "Traffic (RX + TX)", unit: "bps", counter: true, kind: "host", tag: "host", metrics: [sent, received] },
  { schema: "host:score", label: "Score", unit: "number", counter: false, kind: "host", tag: "host", metrics: one("score_as_cli", "Score", "#690504", "score") },
  { schema: "host:active_flows", label: "Live Flows", unit: "number", counter: false, kind: "host", tag: "host", metrics: one("flows_as_client", "Flows", "#8c6f94", "activeFlows") },
  { schema: "host:total_flows", label: "Total Flows", unit: "fps", counter: true, kind: "host", tag: "host", metrics: one("flows_as_client", "Flows", "#8c6f94", "newFlows") },
  { schema: "subnet:traffic", label: "Traffic", unit: "bps", counter: true, kind: "network", tag: "subnet", metrics: [{ ...sent, id: "bytes_egress", label: "Egress" }, { ...received, id: "bytes_ingress", label: "Ingress" }] },
  { schema: "asn:traffic", label: "Traffic (RX + TX)", unit: "bps", counter: true, kind: "asn", tag: "asn", metrics: [sent, received] },
  { schema: "asn:score", label: "Score", unit: "number", counter: false, kind: "asn", tag: "asn", metrics: one("score", "Score", "#690504", "score") },
  { schema: "country:traffic", label: "Traffic", unit: "bps", counter: true, kind: "country", tag: "country", metrics: [{ ...sent, id: "bytes_egress", label: "Egress" }, { ...received, id: "bytes_ingress", label: "Ingress" }] },
  { schema: "vlan:traffic", label: "Traffic (RX + TX)", unit: "bps", counter: true, kind: "vlan", tag: "vlan", metrics: [sent, received] },
  { schema: "mac:traffic", label: "Traffic (RX + TX)", unit: "bps", counter: true, kind: "device", tag: "mac", metrics: [sent, received] },
]
const byName = new Map(schemas.map((schema) => [schema.schema, schema] as const))

export const timeseriesConstants = endpoint({
  path: "get/timeseries/type/consts",
  answer({ parameters }) {
    const family = (parameters.text("query") ?? "iface").split(":")[0]
    return {
      rsp: schemas.filter((schema) => schema.schema.startsWith(`${family}:`)).map((schema, at) => ({
        schema: schema.schema, id: family, label: schema.label, measure_unit: schema.unit, scale: schema.unit === "bps" ? "Traffic" : schema.label, priority: 0,
        ...(at === 0 && { default_visible: true, always_visibile: true }),
        timeseries: Object.fromEntries(schema.metrics.map((metric) => [metric.id, { label: metric.label, color: metric.color, ...(metric.id === "bytes_rcvd" && { invert_direction: true }) }])),
      })),
    }
  },
})

/** "ifid:0,host:10.0.0.1": tags by name; a value may hold colons itself. */
function tagsOf(query: string): Map<string, string> {
  return new Map(query.split(",").map((pair) => {
    const colon = pair.indexOf(":")
    return [pair.slice(0, colon).trim(), pair.slice(colon + 1).trim()] as const
  }))
}

const MAX_POINTS = 2_000
const TOP_KEYS = 8

export const timeseries = endpoint({ path: "get/timeseries/ts", answer: async (input) => ({ rsp: await chart(input, input.parameters) }) })

export const timeseriesMany = endpoint({
  path: "get/timeseries/ts_multi",
  pro: true,
  async answer(input) {
    const { body } = input.request
    const requests: unknown = typeof body === "object" && body !== null && "ts_requests" in body ? body.ts_requests : []
    const list = (Array.isArray(requests) ? requests : Object.values(requests ?? {})).slice(0, 20)
    return { rsp: await Promise.all(list.map((request: unknown) => chart(input, input.parameters.with(request)))) }
  },
})

async function chart({ parts }: EndpointInput, parameters: Parameters): Promise<unknown> {
  const asked = parameters.required("ts_schema")
  const isTop = asked.startsWith("top:")
  const schema = byName.get(isTop ? asked.slice("top:".length) : asked)
  const query = parameters.required("ts_query")
  const tags = tagsOf(query)
  const iface = parts.monitor.interfaces.find((one) => String(one.id) === tags.get("ifid"))
  if (!iface) throw new NtopngError("INVALID_INTERFACE")
  const now = Math.floor(Date.now() / 1000)
  const begin = parameters.integer("epoch_begin", { min: 0, max: 4_000_000_000, fallback: now - 3_600 })
  const end = parameters.integer("epoch_end", { min: 0, max: 4_000_000_000, fallback: now })
  if (begin >= end) throw new NtopngError("INVALID_ARGUMENTS", "epoch_begin must lie before epoch_end")
  const points = parameters.integer("limit", { min: 2, max: MAX_POINTS, fallback: 60 })
  const range = { fromMs: begin * 1000, toMs: end * 1000, interface: iface.name, points }
  // A schema that we do not keep has no points; the client draws an empty chart.
  if (!schema) return shape({ asked, query, begin, end, step: Math.max(1, Math.round((end - begin) / points)), count: 0, lines: [] })

  const key = schema.tag === null ? iface.name : tags.get(schema.tag)
  const lines: { readonly id: string; readonly label: string; readonly values: readonly (number | null)[] }[] = []
  let stepMs = 60_000
  let startMs = range.fromMs
  const read = async (of: string | undefined, name: (metric: Metric) => { id: string; label: string }) => {
    const reply = await askStore(parts.store, "timeSeries", { ...range, kind: schema.kind, ...(of !== undefined && schema.kind !== "interface" && { key: of }) })
    stepMs = reply.stepMs
    startMs = reply.startMs
    for (const metric of schema.metrics) lines.push({ ...name(metric), values: valuesOf(reply, metric, schema.counter) })
  }
  if (isTop && key === undefined) {
    const keys = await askStore(parts.store, "seriesKeys", { kind: schema.kind, fromMs: range.fromMs, toMs: range.toMs, interface: iface.name, limit: TOP_KEYS })
    for (const { key: top } of keys) await read(top, (metric) => ({ id: schema.metrics.length > 1 ? `${lastPart(top)}_${metric.id}` : lastPart(top), label: lastPart(top) }))
  } else {
    await read(key, (metric) => ({ id: metric.id, label: metric.id }))
  }
  return shape({ asked, query, begin: Math.floor(startMs / 1000), end, step: stepMs / 1000, count: lines[0]?.values.length ?? 0, lines })
}

function valuesOf(reply: TimeSeriesReply, metric: Metric, counter: boolean): (number | null)[] {
  const columns = metric.from.map((name) => reply.series[name])
  const stepSeconds = reply.stepMs / 1000
  return columns[0].map((_, at) => {
    const cells = columns.map((column) => column[at])
    if (cells.every((cell) => cell === null)) return null
    const sum = cells.reduce<number>((total, cell) => total + (cell ?? 0), 0)
    return counter ? sum / stepSeconds : sum
  })
}

interface Shape { readonly asked: string; readonly query: string; readonly begin: number; readonly end: number; readonly step: number; readonly count: number; readonly lines: readonly { readonly id: string; readonly label: string; readonly values: readonly (number | null)[] }[] }

/** The union of what the current server answers (metadata, series by id) and what the Python client reads (start, step, count, series by label). */
function shape({ asked, query, begin, end, step, count, lines }: Shape) {
  const statistics = lines.map(({ values }) => statisticsOf(values, step))
  const tags = Object.fromEntries(tagsOf(query))
  return {
    start: begin, step, count, statistics: { by_serie: statistics },
    metadata: { epoch_begin: begin, epoch_end: end, epoch_step: step, num_point: count, query: tags, schema: asked },
    series: lines.map(({ id, label, values }, at) => ({ id, label, data: values, statistics: statistics[at] })),
  }
}

function statisticsOf(values: readonly (number | null)[], step: number) {
  const known = values.map((value) => value ?? 0)
  const sorted = known.toSorted((a, b) => a - b)
  const sum = known.reduce((total, value) => total + value, 0)
  const max = sorted.at(-1) ?? 0
  const min = sorted[0] ?? 0
  return {
    total: sum * step, average: known.length ? sum / known.length : 0, max_val: max, max_val_idx: Math.max(0, known.indexOf(max)), min_val: min, min_val_idx: Math.max(0, known.indexOf(min)),
    "95th_percentile": sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] ?? 0,
  }
}
