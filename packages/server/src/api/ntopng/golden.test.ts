// Our answers beside those of the reference for the same captures: field names, JSON types, and the numbers that must agree.
import { existsSync, readFileSync } from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { startApi, type RunningApi } from "../testing/start-api.ts"

const shared = path.join(path.dirname(fileURLToPath(import.meta.url)), "../../../../../../shared")
const golden = path.join(shared, "spec/rest-golden")
const hasShared = existsSync(golden)
if (!hasShared) console.warn(`SKIPPED: comparison with the reference's answers: ${golden} is missing`)

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
const read = (capture: string, name: string): Json => {
  const text = readFileSync(path.join(golden, capture, `${name}.json`), "utf8")
  return JSON.parse(text.slice(text.indexOf("{"))) as Json
}

/** Paths that the reference has and we lack, or whose JSON type differs. Lists are compared by all their members together. */
function differences(want: Json, have: Json, at = ""): string[] {
  if (Array.isArray(want) && want.length === 0) return typeof have === "object" ? [] : [`${at}: ${typeof have} instead of []`]
  if (Array.isArray(want)) {
    if (!Array.isArray(have)) return [`${at}: no list`]
    if (have.length === 0) return []
    return differences(merged(want), merged(have), `${at}[]`)
  }
  if (typeof want === "object" && want !== null) {
    if (typeof have !== "object" || have === null || Array.isArray(have)) return Array.isArray(have) && have.length === 0 ? [] : [`${at}: no object`]
    return Object.keys(want).flatMap((key) => (key in have ? differences(want[key], have[key], `${at}.${key}`) : [`${at}.${key}: missing`]))
  }
  return typeof want === typeof have ? [] : [`${at}: ${typeof have} instead of ${typeof want}`]
}
/** One member with all fields of all members. */
function merged(list: readonly Json[]): Json {
  const objects = list.filter((one): one is { [key: string]: Json } => typeof one === "object" && one !== null && !Array.isArray(one))
  return objects.length === list.length ? Object.assign({}, ...objects.toReversed()) as Json : list[0]
}

const questions: readonly { readonly name: string; readonly url: string; readonly known?: readonly RegExp[] }[] = [
  { name: "interfaces", url: "get/ntopng/interfaces.lua" },
  { name: "interface-data", url: "get/interface/data.lua?ifid=0" },
  { name: "interface-address", url: "get/interface/address.lua?ifid=0" },
  { name: "interface-dscp", url: "get/interface/dscp/stats.lua?ifid=0" },
  { name: "interface-l7-stats", url: "get/interface/l7/stats.lua?ifid=0&ndpistats_mode=count" },
  { name: "networks", url: "get/network/networks.lua?ifid=0" },
  { name: "host-active", url: "get/host/active.lua?ifid=0&perPage=1000" },
  // A host is only one of these when it is: the merged record shows fields of all.
  { name: "host-data", url: "get/host/data.lua?ifid=0&host=HOST", known: [/^\.rsp\.ndpi\./, /^\.rsp\.ndpi_categories\./, /^\.rsp\.ICMPv4/, /^\.rsp\.local_network_id/, /packets\.(sent|rcvd): object/] /* packets of a share are not known apart */ },
  { name: "host-l7-stats", url: "get/host/l7/stats.lua?ifid=0&host=HOST" },
  { name: "host-custom", url: "get/host/custom_data.lua?ifid=0&field_alias=all" },
  { name: "flow-active", url: "get/flow/active.lua?ifid=0&perPage=1000" },
  { name: "flow-aggregated", url: "get/flow/aggregated_live_flows.lua?ifid=0&aggregation_criteria=client&length=10" },
  { name: "flow-l4-counters", url: "get/flow/l4/counters.lua?ifid=0" },
  { name: "flow-l7-counters", url: "get/flow/l7/counters.lua?ifid=0" },
  { name: "l7-consts", url: "get/l7/application/consts.lua" },
  { name: "severity-consts", url: "get/alert/severity/consts.lua" },
  { name: "type-consts", url: "get/alert/type/consts.lua" },
  { name: "timeseries-consts", url: "get/timeseries/type/consts.lua?query=iface", known: [/\.timeseries\./, /draw_stacked|nedge_exclude/] },
  { name: "flow-alerts", url: "get/flow/alert/list.lua?ifid=0&length=1000", known: [/_role/, /^\.rsp\.records\[\]\.user_label/, /flow_related_info\.descr: object/] /* the reference answers text or an object */ },
  { name: "host-alerts", url: "get/host/alert/list.lua?ifid=0" },
]

const captures = [
  { capture: "1kxun.pcap", host: "192.168.2.126" },
  { capture: "reddit.pcap", host: "2a01:cb01:2049:8b07:991d:ec85:28df:f629" },
] as const

for (const { capture, host } of captures) describe.skipIf(!hasShared)(capture, () => {
  let api: RunningApi
  beforeAll(async () => {
    api = await startApi({
      interfaces: [path.join(shared, "dpi/pcap", capture)],
      monitor: { localNetworks: ["192.168.0.0/16", "10.0.0.0/8", "172.16.0.0/12", "127.0.0.0/8", "fe80::/10"] },
    })
    await api.monitor.whenFinished()
  })
  afterAll(() => api.stop())
  const ask = async (url: string) => {
    const answer = await api.get(`/lua/rest/v2/${url.replace("HOST", encodeURIComponent(host))}`)
    expect(answer).toMatchObject({ rc: 0, rc_str: "OK" })
    return answer
  }

  for (const { name, url, known = [] } of questions) test(`${name}: fields and types`, async () => {
    const found = differences(read(capture, name), await ask(url)).filter((one) => !known.some((pattern) => pattern.test(one)))
    expect(found).toEqual([])
  })

  test("interface counters agree", async () => {
    const want = (read(capture, "interface-data") as { rsp: Record<string, number> }).rsp
    const { rsp: have } = await ask("get/interface/data.lua?ifid=0")
    for (const field of ["packets", "bytes", "num_flows", "num_hosts", "num_local_hosts", "num_rcvd_only_hosts", "drops", "packets_download"]) expect({ [field]: have[field] }).toEqual({ [field]: want[field] })
  })

  /**
   * Differences that we keep: bytes are what was on the wire, the padding of short Ethernet frames included (the reference
   * counts IP lengths); a flow whose beginning was not seen belongs to whom spoke first (the reference looks at ports).
   */
  const isPaddingApart = (have: number, want: number) => have >= want && have - want <= Math.max(60, want * 0.02)

  test("flows agree: addresses, ports, bytes, time", async () => {
    type Flow = { client: { ip: string; port: number }; server: { ip: string; port: number }; bytes: number; protocol: { l4: string }; first_seen: number; last_seen: number; duration: number }
    const byEnds = (data: readonly Flow[]) => new Map(data.map((flow) => [`${flow.protocol.l4} ${[`${flow.client.ip}:${flow.client.port}`, `${flow.server.ip}:${flow.server.port}`].toSorted().join(" ")}`, flow]))
    const want = byEnds((read(capture, "flow-active") as unknown as { rsp: { data: Flow[] } }).rsp.data)
    const have = byEnds((await ask("get/flow/active.lua?ifid=0&perPage=1000")).rsp.data)
    expect([...have.keys()].toSorted()).toEqual([...want.keys()].toSorted())
    for (const [ends, flow] of want) {
      const ours = have.get(ends)
      expect({ ends, bytes: flow.bytes, isFine: isPaddingApart(ours?.bytes ?? 0, flow.bytes) }).toEqual({ ends, bytes: flow.bytes, isFine: true })
      expect({ ends, first: ours?.first_seen, last: ours?.last_seen, duration: ours?.duration }).toEqual({ ends, first: flow.first_seen, last: flow.last_seen, duration: flow.duration })
    }
    const swapped = [...want].filter(([ends, flow]) => have.get(ends)?.client.ip !== flow.client.ip).length
    expect(swapped).toBeLessThanOrEqual(capture === "1kxun.pcap" ? 2 : 0)
  })

  test("hosts agree: bytes", async () => {
    type Host = { ip: string; bytes: { total: number }; is_multicast: boolean; is_broadcast: boolean }
    // Groups are no hosts here.
    const byIp = (data: readonly Host[]) => new Map(data.filter((one) => !one.is_multicast && !one.is_broadcast && !one.ip.endsWith(".255.255") && one.ip !== "0.0.0.0").map((one) => [one.ip, one.bytes.total]))
    const want = byIp((read(capture, "host-active") as unknown as { rsp: { data: Host[] } }).rsp.data)
    const have = byIp((await ask("get/host/active.lua?ifid=0&perPage=1000")).rsp.data)
    expect([...have.keys()].toSorted()).toEqual([...want.keys()].toSorted())
    for (const [ip, bytes] of want) expect({ ip, bytes, isFine: isPaddingApart(have.get(ip) ?? 0, bytes) }).toEqual({ ip, bytes, isFine: true })
  })

  test("applications agree by flows", async () => {
    const names = (list: { name: string; count: number }[]) => Object.fromEntries(list.map(({ name, count }) => [name, count]))
    const { MpegDash = 0, ...want } = names((read(capture, "flow-l7-counters") as never as { rsp: [] }).rsp)
    const have = names((await ask("get/flow/l7/counters.lua?ifid=0")).rsp)
    // MPEG-DASH is told apart from HTTP with the next dissectors.
    expect({ ...have, ...(MpegDash && !have.MpegDash && { HTTP: have.HTTP - MpegDash }) }).toMatchObject(want)
  })

  test("one host agrees", async () => {
    const want = (read(capture, "host-data") as { rsp: Record<string, unknown> }).rsp
    const { rsp: have } = await ask("get/host/data.lua?ifid=0&host=HOST")
    const agreeing = ["bytes.sent", "bytes.rcvd", "packets.sent", "packets.rcvd", "tcp.bytes.sent", "tcp.bytes.rcvd", "udp.bytes.sent", "flows.as_client", "flows.as_server", "total_flows.as_client", "seen.first", "bytes_ratio", "ip_version", "localhost", "iphex"]
    const pick = (fields: Record<string, unknown>) => Object.fromEntries(agreeing.filter((name) => name in want).map((name) => [name, typeof fields[name] === "number" ? Math.round((fields[name] as number) * 1e6) / 1e6 : fields[name]]))
    expect(pick(have)).toEqual(pick(want))
  })
})
