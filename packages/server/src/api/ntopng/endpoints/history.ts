// What ntopng's paid edition answers from its database, as far as the public clients ask for it.
import { askStore } from "../../store-questions.ts"
import { endpoint, pageOf, sortOf, type EndpointInput } from "../endpoint.ts"
import { NtopngError } from "../envelope.ts"
import type { Parameters } from "../parameters.ts"
import { clausesOf, flowRows } from "../sql/flow-rows.ts"
import { columnNamed } from "../sql/select.ts"
import { seconds } from "../seconds.ts"
import { lastPart } from "../names.ts"

/** epoch_begin/epoch_end, or the same in begin_time_clause/end_time_clause; the last half hour when nothing is given. */
function rangeOf(parameters: Parameters): { fromMs: number; toMs: number } {
  const now = Math.floor(Date.now() / 1000)
  const epoch = (...names: string[]): number | null => {
    for (const name of names) {
      const text = parameters.text(name)
      if (text === null) continue
      const value = /^\d{1,10}$/.test(text) ? Number(text) : Date.parse(`${text.replace(" ", "T")}Z`) / 1000
      if (!Number.isFinite(value)) throw new NtopngError("INVALID_ARGUMENTS", `${name} is no time`)
      return value
    }
    return null
  }
  const begin = epoch("epoch_begin", "begin_time_clause") ?? now - 1_800
  const end = epoch("epoch_end", "end_time_clause") ?? now + 1
  if (begin >= end) throw new NtopngError("INVALID_ARGUMENTS", "The time range is empty")
  return { fromMs: begin * 1000, toMs: end * 1000 }
}

export const dbFlows = endpoint({
  path: "get/db/flows",
  pro: true,
  answer: async ({ parts, parameters, iface }) => ({ rsp: await flowRows(parts.store, { ...rangeOf(parameters), interface: iface.name }, clausesOf(parameters)) }),
})

export const topFlows = endpoint({
  path: "get/db/topk_flows",
  pro: true,
  async answer({ parts, parameters, iface }) {
    const keys = parameters.text("select_keys_clause") ?? "IPV4_SRC_ADDR_FORMATTED,IPV4_DST_ADDR_FORMATTED,L7_PROTO"
    const values = parameters.text("select_values_clause") ?? "TOTAL_BYTES"
    const sums = values.split(",").map((name) => `SUM(${columnNamed(name.trim(), "flows").name}) AS ${columnNamed(name.trim(), "flows").name}`)
    const clauses = { ...clausesOf(parameters), select: `${keys}, ${sums.join(", ")}`, groupBy: keys, orderBy: `${values.split(",")[0].trim()} DESC`, maxHits: parameters.text("topk_clause") ?? parameters.text("maxhits_clause") ?? "10" }
    return { rsp: await flowRows(parts.store, { ...rangeOf(parameters), interface: iface.name }, clauses) }
  },
})

/** Tags of the explorer's address as tests of our language. */
const tagColumns: Readonly<Record<string, readonly [column: string, kind: "ip" | "number" | "text"]>> = {
  ip: ["ip", "ip"], cli_ip: ["client", "ip"], srv_ip: ["server", "ip"], cli_port: ["clientPort", "number"], srv_port: ["serverPort", "number"], vlan_id: ["vlan", "number"], l4proto: ["ipProtocol", "number"],
  ip_version: ["ipVersion", "number"], score: ["score", "number"], cli_asn: ["clientAsn", "number"], srv_asn: ["serverAsn", "number"], cli_country: ["clientCountry", "text"], srv_country: ["serverCountry", "text"],
  bytes: ["bytes", "number"], packets: ["packets", "number"], cli2srv_bytes: ["bytesToServer", "number"], srv2cli_bytes: ["bytesToClient", "number"], info: ["info", "text"], cli_name: ["clientName", "text"], srv_name: ["serverName", "text"],
  cli_mac: ["clientMac", "text"], srv_mac: ["serverMac", "text"],
}
const signs: Readonly<Record<string, string>> = { eq: "=", neq: "!=", lt: "<", gt: ">", gte: ">=", lte: "<=", in: "~", nin: "!~" }

function tagFilter(parameters: Parameters): string {
  const tests: string[] = []
  for (const [tag, [column, kind]] of Object.entries(tagColumns)) {
    const given = parameters.text(tag)
    if (given === null) continue
    const any: string[] = []
    const all: string[] = []
    for (const one of given.split(",")) {
      const [value, operator = "eq"] = one.split(";")
      const sign = Object.hasOwn(signs, operator) ? signs[operator] : null
      const isFine = kind === "ip" ? /^[0-9A-Fa-f:./]{2,49}$/.test(value) : kind === "number" ? /^\d{1,12}$/.test(value) : value.length > 0
      if (!sign || !isFine) throw new NtopngError("INVALID_ARGUMENTS", `${tag} is not understood`)
      const test = `${column} ${sign} ${kind === "text" ? `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"` : value}`
      // Equal ones of a tag are alternatives, denials all hold.
      ;(operator === "eq" ? any : all).push(test)
    }
    if (any.length) tests.push(`(${any.join(" or ")})`)
    tests.push(...all)
  }
  return tests.join(" and ")
}

const presets: Readonly<Record<string, readonly string[]>> = {
  top_conversations: ["client", "server"], conversations: ["client", "server"], clients: ["client"], servers: ["server"], top_l7_contacts: ["client", "server", "ipProtocol", "app"], l7_traffic: ["ipProtocol", "app"], server_ports: ["serverPort", "ipProtocol"],
}

export const historicalSearch = endpoint({
  path: "get/db/historical_db_search",
  pro: true,
  async answer(input: EndpointInput) {
    const { parts, parameters, iface } = input
    const started = performance.now()
    const scope = { ...rangeOf(parameters), interface: iface.name }
    const filter = tagFilter(parameters)
    const scoped = { ...scope, ...(filter && { filter }) }
    const { offset, limit } = pageOf(parameters, 10)
    const descending = (parameters.text("order") ?? "desc").toLowerCase() !== "asc"
    const stats = () => ({ query_duration_msec: performance.now() - started, num_records_processed: "", query: "" })
    const preset = parameters.text("query_preset")
    if (preset !== null && Object.hasOwn(presets, preset)) {
      const by = presets[preset]
      const reply = await askStore(parts.store, "flowGroups", { ...scoped, by, offset, limit, ascending: !descending })
      const records = reply.rows.map((row) => {
        const cell = (id: string) => row.key[by.indexOf(id)]
        return { ...(by.includes("client") && sideOf("cli", cell("client"), null)), ...(by.includes("server") && sideOf("srv", cell("server"), null)), ...(by.includes("app") && { l7proto: { label: String(cell("app")), value: String(cell("app")) } }), ...(by.includes("serverPort") && { srv_port: Number(cell("serverPort")) }), bytes: row.bytes, packets: row.packets, flows_number: row.flows, cli2srv_bytes: row.bytesToServer, srv2cli_bytes: row.bytesToClient, score: row.score }
      })
      return { recordsTotal: reply.groups, recordsFiltered: reply.groups, rsp: { records, stats: stats() } }
    }
    const sort = sortOf(parameters, { bytes: "bytes", packets: "packets", score: "score", first_seen: "firstSeenMs", last_seen: "lastSeenMs", cli_ip: "client", srv_ip: "server", cli_port: "clientPort", srv_port: "serverPort", l7proto: "app" }, "firstSeenMs")
    const page = await askStore(parts.store, "flowsPage", { ...scoped, sort, offset, limit })
    const records = page.rows.map((flow) => ({
      ...sideOf("cli", flow.client, flow.clientName), ...sideOf("srv", flow.server, flow.serverName), cli_port: flow.clientPort, srv_port: flow.serverPort, first_seen: { time: seconds(flow.firstSeenMs), value: seconds(flow.firstSeenMs) }, last_seen: { time: seconds(flow.lastSeenMs), value: seconds(flow.lastSeenMs) },
      l4proto: { label: flow.l4, value: flow.ipProtocol }, l7proto: { label: lastPart(flow.app), value: flow.appProtocolId || flow.masterProtocolId }, bytes: flow.bytes, packets: flow.packets, cli2srv_bytes: flow.bytesToServer, srv2cli_bytes: flow.bytesToClient, score: flow.score, info: flow.info ?? "", vlan_id: flow.vlan, community_id: flow.communityId,
    }))
    return { recordsTotal: page.matched, recordsFiltered: page.matched, rsp: { records, stats: stats() } }
  },
})

function sideOf(side: "cli" | "srv", ip: unknown, name: string | null) {
  const text = String(ip ?? "")
  return { [`${side}_ip`]: { ip: text, value: text, label: name ?? text }, [`${side}_name`]: name ?? text }
}

const talkers = (location: "local" | "remote") => endpoint({
  path: `get/interface/top/${location}/talkers`,
  pro: true,
  async answer({ iface }) {
    const { rows } = await iface.ask("hosts", { filter: `location = "${location}"`, sort: { column: "bytes", descending: true }, limit: 10 })
    return { rsp: rows.map((row) => ({ ip: row.ip, vlan: row.vlan, name: row.name ?? row.ip, label: row.name ?? row.ip, bytes: { sent: row.bytesSent, recvd: row.bytesReceived, total: row.bytes }, value: row.bytes, throughput: row.bitsPerSecond })) }
  },
})
export const localTalkers = talkers("local")
export const remoteTalkers = talkers("remote")

export const hostTopProtocols = endpoint({
  path: "get/host/top/ts_stats",
  pro: true,
  async answer({ parts, parameters }) {
    const tags = new Map((parameters.text("ts_query") ?? "").split(",").map((pair) => [pair.slice(0, pair.indexOf(":")), pair.slice(pair.indexOf(":") + 1)] as const))
    const iface = parts.monitor.interfaces.find((one) => String(one.id) === tags.get("ifid"))
    if (!iface) throw new NtopngError("INVALID_INTERFACE")
    const host = tags.get("host") ?? parameters.required("host")
    if (!/^[0-9A-Fa-f:.]{2,45}$/.test(host)) throw new NtopngError("INVALID_HOST")
    const reply = await askStore(parts.store, "flowGroups", { ...rangeOf(parameters), interface: iface.name, filter: `ip = ${host}`, by: ["app"], limit: 10 })
    const whole = Math.max(1, reply.rows.reduce((sum, row) => sum + row.bytes, 0))
    return {
      rsp: reply.rows.map((row) => {
        const name = lastPart(String(row.key[0]))
        return { id: name, name, label: name, protocol: { id: name, label: name }, total: row.bytes, value: row.bytes, traffic: row.bytes, bytes_sent: row.bytesToServer, bytes_rcvd: row.bytesToClient, percentage: (100 * row.bytes) / whole }
      }),
    }
  },
})
