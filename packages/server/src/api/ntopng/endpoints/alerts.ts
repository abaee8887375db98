// Alerts. Until checks exist the only ones are the risks that the engine sees in flows; the other families are empty.
import { riskById, risks, type FlowRow } from "@netweir/model"
import { alertTypes, predominantAlert, severities, severityOfScore } from "../alert-types.ts"
import { endpoint, pageOf, type Endpoint, type EndpointInput } from "../endpoint.ts"
import { NtopngError, type Answer } from "../envelope.ts"
import { lastPart } from "../names.ts"
import type { Parameters } from "../parameters.ts"
import { durationSeconds, seconds } from "../seconds.ts"
import { rawAlertRows } from "../sql/alert-rows.ts"
import { askStore } from "../../store-questions.ts"
import { quoted } from "./host-tables.ts"

const FLOW_ENTITY = { entity_id: 4, entity_label: "Flow" }
const families = ["all", "flow", "host", "interface", "network", "mac", "user", "am_host", "system", "snmp_device", "active_monitoring", "snmp"] as const
/** Alerted flows that counters look at. */
const MAX_ALERTED = 10_000

/** `status=historical` asks history in a time range; anything else the live table. */
function rangeOf(parameters: Parameters): { fromMs: number; toMs: number } | null {
  const isStored = parameters.text("status") === "historical" || parameters.has("epoch_begin")
  if (!isStored) return null
  const from = parameters.integer("epoch_begin", { min: 0, max: 4_000_000_000, fallback: 0 })
  const to = parameters.integer("epoch_end", { min: 0, max: 4_000_000_000, fallback: Math.floor(Date.now() / 1000) + 1 })
  if (from >= to) throw new NtopngError("INVALID_ARGUMENTS", "epoch_begin must lie before epoch_end")
  return { fromMs: from * 1000, toMs: to * 1000 }
}

const comparisons: Readonly<Record<string, string>> = { eq: "=", neq: "!=", lt: "<", gt: ">", gte: ">=", lte: "<=" }
/** Filter tags `tag=value;operator` that we know, as tests of our language. */
function tagTests(parameters: Parameters): string[] {
  const columns: Readonly<Record<string, { readonly column: string; readonly kind: "ip" | "number" | "text" }>> = {
    ip: { column: "ip", kind: "ip" }, cli_ip: { column: "client", kind: "ip" }, srv_ip: { column: "server", kind: "ip" }, cli_port: { column: "clientPort", kind: "number" }, srv_port: { column: "serverPort", kind: "number" },
    vlan_id: { column: "vlan", kind: "number" }, score: { column: "score", kind: "number" }, info: { column: "info", kind: "text" },
  }
  const tests: string[] = []
  for (const [tag, { column, kind }] of Object.entries(columns)) {
    const given = parameters.text(tag)
    if (given === null) continue
    for (const one of given.split(",")) {
      const [value, operator = "eq"] = one.split(";")
      const sign = comparisons[operator]
      const isFine = kind === "ip" ? /^[0-9A-Fa-f:./]{2,49}$/.test(value) : kind === "number" ? /^\d{1,10}$/.test(value) : true
      if (!sign || !isFine) throw new NtopngError("INVALID_ARGUMENTS", `${tag} is not understood`)
      tests.push(`${column} ${sign} ${kind === "text" ? quoted(value) : value}`)
    }
  }
  return tests
}

async function alertedFlows({ iface, parameters, parts }: EndpointInput, page: { offset: number; limit: number }) {
  const filter = ["score > 0", ...tagTests(parameters)].join(" and ")
  const sort = { column: "firstSeenMs", descending: true }
  const range = rangeOf(parameters)
  // Without history the table tells what it still knows.
  if (range && parts.store.kind !== "none") return askStore(parts.store, "flowsPage", { ...range, filter, sort, interface: iface.name, ...page })
  const times = range ? ` and lastSeenMs >= ${range.fromMs} and lastSeenMs < ${range.toMs}` : ""
  return iface.ask("flows", { filter: filter + times, sort, ...page })
}

async function everyAlertedFlow(input: EndpointInput): Promise<FlowRow[]> {
  const flows: FlowRow[] = []
  for (let offset = 0; offset < MAX_ALERTED; offset += 1000) {
    const page = await alertedFlows(input, { offset, limit: 1000 })
    flows.push(...page.rows)
    if (page.rows.length < 1000) break
  }
  return flows
}

function countBy<Key>(flows: readonly FlowRow[], keyOf: (flow: FlowRow) => Key | null): Map<Key, number> {
  const counts = new Map<Key, number>()
  for (const flow of flows) {
    const key = keyOf(flow)
    if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

export const alertTypeCounters = endpoint({
  path: "get/alert/type/counters",
  async answer(input) {
    const counts = countBy(await everyAlertedFlow(input), (flow) => predominantAlert(flow.risks)?.id ?? null)
    return { rsp: [...counts].map(([alert_id, count]) => ({ alert_id, count, ...FLOW_ENTITY, name: alertTypes.find(([key, entity]) => key === alert_id && entity === "flow")?.[2] ?? "" })) }
  },
})

export const alertSeverityCounters = endpoint({
  path: "get/alert/severity/counters",
  async answer(input) {
    const counts = countBy(await everyAlertedFlow(input), (flow) => severityOfScore(flow.score))
    return { rsp: [...counts].map(([name, count]) => ({ name, count, ...FLOW_ENTITY })) }
  },
})

export const flowAlerts = endpoint({
  path: "get/flow/alert/list",
  async answer(input) {
    const { offset, limit } = pageOf(input.parameters, 10)
    const started = performance.now()
    const page = await alertedFlows(input, { offset, limit })
    return {
      recordsTotal: page.matched, recordsFiltered: page.matched,
      rsp: {
        records: page.rows.map((flow, at) => alertRecord(flow, offset + at + 1)),
        stats: { num_records_processed: `Processed ${page.matched} records`, query_duration_msec: performance.now() - started, query: "" },
      },
    }
  },
})

const severityColors = { none: "#5d6266", debug: "#5d6266", info: "#5bc0de", notice: "#5bc0de", warning: "#ffc007", error: "#ff3231", critical: "#fb6962", emergency: "#fb6962" } as const

function alertRecord(flow: FlowRow, row: number) {
  const alert = predominantAlert(flow.risks)
  const severity = severityOfScore(flow.score)
  const color = severityColors[severity]
  const host = (ip: string, name: string | null, country: string | null, location: string) =>
    ({ ip, value: ip, label: name ?? ip, label_long: name ?? ip, country: country ?? "", blacklisted: "0", location, reference: "" })
  const port = (value: number) => ({ label: String(value), value: String(value) })
  const others = flow.risks.map((key) => risks.find((risk) => risk.key === key)?.title ?? key).filter((title) => title !== alert?.title)
  const ended = flow.endReason === "active" ? Date.now() : flow.lastSeenMs
  const tagFilters = [["alert_id", String(alert?.id ?? 0)], ["cli_ip", flow.client], ["srv_ip", flow.server], ["cli_port", String(flow.clientPort)], ["srv_port", String(flow.serverPort)], ["info", flow.info ?? ""]] as const
  return {
    row_id: String(row), family: "flow", count: 1, script_key: alert?.type.replace(/^alert_/, "") ?? "", alert_name: alert?.title ?? "",
    alert_id: { value: String(alert?.id ?? 0), label: alert?.title ?? "" }, alert_category: { value: "1", label: "Security", icon: "" },
    tstamp: { value: seconds(flow.firstSeenMs), label: new Date(flow.firstSeenMs).toISOString().slice(0, 19).replace("T", " "), highlight: color }, duration: durationSeconds(flow.firstSeenMs, ended) - 1,
    severity: { value: severities[severity], label: severity, color }, score: { value: flow.score, label: String(flow.score), color },
    msg: { name: alert?.title ?? "", fullname: alert?.title ?? "", description: flow.info ?? "", value: alert?.id ?? 0, configset_ref: "" }, description: { descr: alert?.title ?? "" }, additional_alerts: { descr: others.join(", ") },
    cli_ip: host(flow.client, flow.clientName, flow.clientCountry, flow.clientLocation), srv_ip: host(flow.server, flow.serverName, flow.serverCountry, flow.serverLocation),
    cli_port: port(flow.clientPort), srv_port: port(flow.serverPort), proto: { value: String(flow.ipProtocol), label: flow.l4 },
    l7_proto: { value: String(flow.appProtocolId || flow.masterProtocolId), label: `${flow.l4}:${flow.app}`, l4_label: flow.l4, l7_label: lastPart(flow.app), confidence: flow.confidence === "port" || flow.confidence === "none" ? "Guess" : "DPI" },
    cli_network: { value: "", label: flow.clientNetwork ?? "" }, srv_network: { value: "", label: flow.serverNetwork ?? "" }, cli_host_pool_id: { value: "0", label: "Default" }, srv_host_pool_id: { value: "0", label: "Default" },
    vlan_id: { value: flow.vlan, label: flow.vlan ? String(flow.vlan) : "", title: "" }, community_id: { value: flow.communityId, name: flow.communityId }, probe_ip: { value: flow.exporter ?? "", label: flow.exporter ?? "" }, info: { value: flow.info ?? "", label: flow.info ?? "", issuerdn: "" },
    total_bytes: { total_bytes: flow.bytes, bytes_sent: flow.bytesToServer, bytes_rcvd: flow.bytesToClient, total_packets: flow.packets },
    mitre_data: { mitre_id: "", mitre_tactic: "", mitre_tactic_i18n: "", mitre_technique: "", mitre_technique_i18n: "", mitre_subtechnique: "", mitre_subtechnique_i18n: "" },
    flow_related_info: { descr: { client_traffic: flow.bytesToServer, server_traffic: flow.bytesToClient, ...(flow.hostname && { client_requested_server_name: flow.hostname }) } },
    filter: {
      bpf: `host ${flow.client} and host ${flow.server}${flow.clientPort || flow.serverPort ? ` and port ${flow.clientPort} and port ${flow.serverPort}` : ""}`, epoch_begin: seconds(flow.firstSeenMs), epoch_end: seconds(ended) + 1,
      tag_filters: tagFilters.map(([id, value]) => ({ id, op: "eq", value })),
    },
    flow: {
      cli_ip: host(flow.client, flow.clientName, flow.clientCountry, flow.clientLocation), srv_ip: host(flow.server, flow.serverName, flow.serverCountry, flow.serverLocation), cli_port: port(flow.clientPort), srv_port: port(flow.serverPort),
      vlan: { value: flow.vlan, label: flow.vlan ? String(flow.vlan) : "", title: "" }, active_url: "",
    },
  }
}

/** The lists of the families that have no alerts yet. */
const emptyLists = families.filter((family) => family !== "flow" && family !== "snmp_device" && family !== "active_monitoring" && family !== "snmp").map((family): Endpoint => endpoint({
  path: `get/${family}/alert/list`,
  answer: (): Answer => ({ recordsTotal: 0, recordsFiltered: 0, rsp: { records: [], stats: { num_records_processed: "Processed 0 records", query_duration_msec: 0, query: "" } } }),
}))

/** Alerts over time of one family: [epoch ms, count] per tenth of the range. */
const POINTS = 60
const alertsOverTime = (["flow", "host", "interface", "network", "mac", "user", "am_host", "system", "all"] as const).map((family): Endpoint => endpoint({
  path: `get/${family}/alert/ts`,
  async answer(input) {
    const range = rangeOf(input.parameters) ?? { fromMs: Date.now() - 3_600_000, toMs: Date.now() }
    const step = (range.toMs - range.fromMs) / POINTS
    const counts = new Array<number>(POINTS).fill(0)
    if (family === "flow" || family === "all") for (const flow of await everyAlertedFlow(input)) {
      const at = Math.floor((flow.firstSeenMs - range.fromMs) / step)
      if (at >= 0 && at < POINTS) counts[at]++
    }
    return { rsp: { colors: [severityColors.error], series: [{ name: "alerts", data: counts.map((count, at) => [Math.round(range.fromMs + at * step), count]) }] } }
  },
}))

export const alertTop = endpoint({
  path: "get/alert/top",
  async answer(input) {
    const flows = await everyAlertedFlow(input)
    const bySeverity = countBy(flows, (flow) => severityOfScore(flow.score))
    const byAlert = countBy(flows, (flow) => predominantAlert(flow.risks)?.id ?? null)
    const titleOf = (id: number) => riskById(alertTypes.find(([key, entity]) => key === id && entity === "flow")?.[3] ?? 0)?.title ?? String(id)
    const top = <K>(counts: Map<K, number>) => [...counts].toSorted((a, b) => b[1] - a[1]).slice(0, 10)
    return {
      rsp: [
        { name: "top_alerts_by_severity", label: "Top Alerts by Severity", tooltip: "", value: top(bySeverity).map(([name, count]) => ({ key: String(severities[name]), title: name, label: name, severity: String(severities[name]), severity_label: name, count, value: count })) },
        { name: "top_alerts_by_count", label: "Top Alerts", tooltip: "", value: top(byAlert).map(([id, count]) => ({ key: String(id), title: titleOf(id), label: titleOf(id), count, value: count })) },
      ],
    }
  },
})
/** The same under the name that the paid edition's client calls. */
export const flowAlertTop = endpoint({ path: "get/flow/alert/top", pro: true, answer: (input) => alertTop.answer(input) })

/** Raw rows under the column names of the alert table, all text. */
export const rawAlerts = endpoint({
  path: "get/alert/list/alerts",
  async answer(input) {
    const family = input.parameters.text("alert_family") ?? "flow"
    if (!(families as readonly string[]).includes(family)) throw new NtopngError("INVALID_ARGUMENTS", "alert_family is unknown")
    if (family !== "flow" && family !== "all") return { rsp: [] }
    return { rsp: await rawAlertRows(input.parameters, await everyAlertedFlow(input)) }
  },
})

export const alertEndpoints: readonly Endpoint[] = [alertTypeCounters, alertSeverityCounters, flowAlerts, alertTop, flowAlertTop, rawAlerts, ...emptyLists, ...alertsOverTime]
