// Endpoints over history, on the embedded database.
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { START_MS, UDP_HEADERS, writeCapture } from "../../monitor/testing.ts"
import { startApi, type RunningApi } from "../testing/start-api.ts"

const dir = mkdtempSync(path.join(tmpdir(), "netweir-ntopng-history-"))
const capture = path.join(dir, "lan.pcap")
writeCapture(capture, [{ src: "10.0.0.1", dst: "10.0.0.2", packets: 3 }, { src: "10.0.0.1", dst: "192.0.2.9", dstPort: 50_001, payload: 500 }, { src: "10.0.0.3", dst: "192.0.2.9", dstPort: 50_001, payload: 900 }])
const begin = START_MS / 1000 - 60
const end = START_MS / 1000 + 60
const BYTES = 3 * (100 + UDP_HEADERS) + 500 + UDP_HEADERS + 900 + UDP_HEADERS
let api: RunningApi
beforeAll(async () => {
  api = await startApi({ interfaces: [capture], storeTarget: "embedded", monitor: { localNetworks: ["10.0.0.0/8"] } })
  await Promise.all([api.monitor.whenFinished(), api.store.ready])
  await api.monitor.stop()
  await api.store.flush()
}, 60_000)
afterAll(async () => {
  await api.stop()
  rmSync(dir, { recursive: true, force: true })
}, 60_000)
const post = async (url: string, payload: object) => (await api.http.app.inject({ method: "POST", url, payload })).json()

test("get_flows: rows with the columns asked for", async () => {
  const { rsp } = await post("/lua/pro/rest/v2/get/db/flows.lua", {
    ifid: 0, epoch_begin: begin, epoch_end: end, select_clause: "IPV4_SRC_ADDR_FORMATTED, IPV4_DST_ADDR, IP_DST_PORT, TOTAL_BYTES", where_clause: 'IPV4_DST_ADDR=("192.0.2.9") AND IP_DST_PORT = 50001', maxhits_clause: "10", order_by_clause: "TOTAL_BYTES DESC",
  })
  expect(rsp).toEqual([
    { IPV4_SRC_ADDR_FORMATTED: "10.0.0.3", IPV4_DST_ADDR: 0xc0000209, IP_DST_PORT: 50_001, TOTAL_BYTES: 900 + UDP_HEADERS },
    { IPV4_SRC_ADDR_FORMATTED: "10.0.0.1", IPV4_DST_ADDR: 0xc0000209, IP_DST_PORT: 50_001, TOTAL_BYTES: 500 + UDP_HEADERS },
  ])
})
test("get_flows: sums by columns", async () => {
  const ask = (clauses: object) => post("/lua/pro/rest/v2/get/db/flows.lua", { ifid: 0, epoch_begin: begin, epoch_end: end, ...clauses })
  expect((await ask({ select_clause: "IPV4_DST_ADDR_FORMATTED, SUM(TOTAL_BYTES) AS total, COUNT(*) AS flows", group_by_clause: "IPV4_DST_ADDR_FORMATTED", order_by_clause: "total DESC", maxhits_clause: 5 })).rsp).toEqual([
    { IPV4_DST_ADDR_FORMATTED: "192.0.2.9", total: 1400 + 2 * UDP_HEADERS, flows: 2 }, { IPV4_DST_ADDR_FORMATTED: "10.0.0.2", total: 3 * (100 + UDP_HEADERS), flows: 1 },
  ])
  expect((await ask({ select_clause: "COUNT(*) AS n, SUM(TOTAL_BYTES) AS b" })).rsp).toEqual([{ n: 3, b: BYTES }])
  expect(await ask({ select_clause: "INFO, SUM(TOTAL_BYTES)", group_by_clause: "VLAN_ID" })).toMatchObject({ rc: -5 })
  expect(await ask({ select_clause: "MAX(FLOW_ID)" })).toMatchObject({ rc: -5 })
})
test("top conversations and the explorer's search", async () => {
  const url = `/lua/pro/rest/v2/get/db/historical_db_search.lua?ifid=0&epoch_begin=${begin}&epoch_end=${end}`
  const top = await api.get(`${url}&query_preset=top_conversations&order=DESC&start=0&length=10&sort=bytes&visible_columns=cli_ip,srv_ip,bytes&ip=10.0.0.1;eq`)
  expect(top).toMatchObject({ rc: 0, recordsTotal: 2, rsp: { records: [{ cli_ip: { ip: "10.0.0.1" }, srv_ip: { ip: "192.0.2.9" }, cli_name: "10.0.0.1", srv_name: "192.0.2.9", bytes: 500 + UDP_HEADERS }, { srv_ip: { ip: "10.0.0.2" } }] } })
  const rows = await api.get(`${url}&srv_port=50001;eq&cli_ip=10.0.0.3;eq`)
  expect(rows).toMatchObject({ recordsTotal: 1, rsp: { records: [{ cli_ip: { ip: "10.0.0.3" }, bytes: 900 + UDP_HEADERS }] } })
})
test("a time series serves both shapes: the current server's and what the Python client reads", async () => {
  const { rsp } = await post("/lua/rest/v2/get/timeseries/ts.lua", { ts_schema: "iface:traffic", ts_query: "ifid:0", epoch_begin: begin, epoch_end: end })
  expect(rsp).toMatchObject({ step: 60, count: expect.any(Number), start: expect.any(Number), metadata: { schema: "iface:traffic", epoch_step: 60, query: { ifid: "0" } }, series: [{ id: "bytes", label: "bytes", data: expect.any(Array) }], statistics: { by_serie: [{ total: expect.any(Number) }] } })
  expect(rsp.series[0].data).toHaveLength(rsp.count)
  expect(rsp.statistics.by_serie[0].total).toBeCloseTo(BYTES, 3)
  const host = (await post("/lua/rest/v2/get/timeseries/ts.lua", { ts_schema: "host:traffic", ts_query: "ifid:0,host:10.0.0.3", epoch_begin: begin, epoch_end: end })).rsp
  expect(host.series.map((one: { label: string }) => one.label)).toEqual(["bytes_sent", "bytes_rcvd"])
  expect(host.statistics.by_serie.map((one: { total: number }) => Math.round(one.total))).toEqual([900 + UDP_HEADERS, 0])
  const top = (await post("/lua/rest/v2/get/timeseries/ts.lua", { ts_schema: "top:iface:l4protos", ts_query: "ifid:0", epoch_begin: begin, epoch_end: end })).rsp
  expect(top.series).toMatchObject([{ id: "UDP" }])
  expect(await post("/lua/rest/v2/get/timeseries/ts.lua", { ts_schema: "iface:nothing", ts_query: "ifid:0", epoch_begin: begin, epoch_end: end })).toMatchObject({ rc: 0, rsp: { count: 0, series: [] } })
})
test("a host's protocols over time", async () => {
  expect((await api.get(`/lua/pro/rest/v2/get/host/top/ts_stats.lua?ts_query=ifid:0,host:10.0.0.1&detail_view=top_protocols&epoch_begin=${begin}&epoch_end=${end}&new_charts=true`)).rsp).toMatchObject([{ total: 3 * (100 + UDP_HEADERS) + 500 + UDP_HEADERS }])
})
test("our own history: groups, series, flows as CSV", async () => {
  const range = `fromMs=${begin * 1000}&toMs=${end * 1000}`
  expect(await api.get(`/api/v1/history/groups?${range}&by=client`)).toMatchObject({ columns: ["client"], groups: 2, rows: [{ key: ["10.0.0.1"], flows: 2 }, { key: ["10.0.0.3"] }] })
  expect(await api.get(`/api/v1/history/flows?${range}&filter=${encodeURIComponent("client = 10.0.0.3")}`)).toMatchObject({ matched: 1, rows: [{ client: "10.0.0.3", bytes: 900 + UDP_HEADERS }] })
  const series = await api.get(`/api/v1/history/series?${range}&by=client`)
  expect(series.series.map((one: { key: string }) => one.key)).toEqual(["10.0.0.1", "10.0.0.3"])
  const csv = await api.http.app.inject({ url: `/api/v1/history/export/flows.csv?${range}&columns=client,bytes&sort=-bytes` })
  expect(csv.body.split("\r\n")).toEqual(["client,bytes", `10.0.0.3,${900 + UDP_HEADERS}`, `10.0.0.1,${500 + UDP_HEADERS}`, `10.0.0.1,${3 * (100 + UDP_HEADERS)}`, ""])
  expect(await api.get(`/api/v1/history/flows?fromMs=5&toMs=4`)).toMatchObject({ error: { code: "range-invalid" } })
})
