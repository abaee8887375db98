// What ntopng's clients rely on beside the answers: ways in, redirects, headers, codes, empty things.
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { UDP_HEADERS, writeCapture } from "../../monitor/testing.ts"
import { startApi, TEST_PASSWORD, type RunningApi } from "../testing/start-api.ts"
import { endpoints } from "./index.ts"

const dir = mkdtempSync(path.join(tmpdir(), "netweir-ntopng-"))
const capture = path.join(dir, "lan.pcap")
writeCapture(capture, [{ src: "10.0.0.1", dst: "10.0.0.2", packets: 3 }, { src: "10.0.0.1", dst: "192.0.2.9", dstPort: 50_001, payload: 500 }])
let api: RunningApi
beforeAll(async () => {
  api = await startApi({ interfaces: [capture], loginDisabled: "no", monitor: { localNetworks: ["10.0.0.0/8"] } })
  await api.monitor.whenFinished()
})
afterAll(async () => {
  await api.stop()
  rmSync(dir, { recursive: true, force: true })
})

const basic = (user: string, password = TEST_PASSWORD) => ({ authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` })
const root = "/lua/rest/v2"
const get = (url: string, headers: Record<string, string> = basic("ada")) => api.http.app.inject({ url, headers })
const post = (url: string, payload: object, headers: Record<string, string> = basic("ada")) => api.http.app.inject({ method: "POST", url, headers, payload })

describe("the way in", () => {
  test("nobody is sent to the login page, as is a wrong password; pages are no JSON", async () => {
    for (const headers of [{}, basic("ada", "wrong"), { authorization: "Token 00000000000000000000000000000000" }]) {
      const reply = await get(`${root}/connect/test.lua`, headers)
      expect(reply.statusCode).toBe(302)
      expect(reply.headers.location).toMatch(/^\/lua\/login\.lua\?referer=/)
    }
  })
  test("Basic", async () => expect((await get(`${root}/connect/test.lua`)).json()).toEqual({ rc: 0, rc_str: "OK", rc_str_hr: "Success", rsp: [] }))
  test("a token of 32 hexadecimal digits made by an administrator; a new one ends the old one", async () => {
    const made = (await post(`${root}/create/ntopng/api_token.lua`, { username: "vic" })).json()
    const { api_token: token } = made.rsp as { api_token: string }
    expect(token).toMatch(/^[0-9a-f]{32}$/)
    const use = (secret: string) => get(`${root}/get/ntopng/interfaces.lua`, { authorization: `Token ${secret}` })
    expect((await use(token)).json()).toMatchObject({ rc: 0, rsp: [{ ifid: 0, ifname: "lan.pcap", name: "lan.pcap" }] })
    await post(`${root}/create/ntopng/api_token.lua`, { username: "vic" })
    expect((await use(token)).statusCode).toBe(302)
  })
  test("a session made for a program comes back in a cookie; changes then need the token of the session", async () => {
    const { session } = (await post(`${root}/create/ntopng/session.lua`, { username: "ada", auth_session_duration: 600 })).json().rsp as { session: string }
    const cookie = { cookie: `session=${session}` }
    expect((await get(`${root}/get/ntopng/interfaces.lua`, cookie)).json()).toMatchObject({ rc: 0 })
    expect((await post(`${root}/get/ntopng/interfaces.lua`, {}, cookie)).json()).toMatchObject({ rc: 0 })
    expect((await post(`${root}/set/host/alias.lua`, { host: "10.0.0.1", custom_name: "x" }, cookie)).statusCode).toBe(403)
    const found = await api.access.sessions.find(session)
    expect((await post(`${root}/set/host/alias.lua`, { host: "10.0.0.1", custom_name: "desk", csrf: found?.session.csrfToken }, cookie)).json()).toMatchObject({ rc: 0 })
    expect((await get(`${root}/get/host/data.lua?ifid=0&host=10.0.0.1`)).json().rsp.name).toBe("desk")
  })
  test("a viewer may not do what an administrator may", async () => {
    for (const url of ["get/ntopng/users", "create/ntopng/api_token", "add/ntopng/user", "delete/ntopng/user", "set/host/alias"]) {
      const reply = await post(`${root}/${url}.lua`, { username: "ada" }, basic("vic"))
      expect(reply.statusCode, url).toBe(401)
      expect(reply.json()).toMatchObject({ rc: -3, rc_str: "NOT_GRANTED" })
    }
  })
})

test("every endpoint is behind the login", async () => {
  for (const { path: url, pro } of endpoints) expect((await get(`${pro ? "/lua/pro/rest/v2" : root}/${url}.lua`, {})).statusCode, url).toBe(302)
})
test("paths are unique", () => expect(new Set(endpoints.map((one) => one.path)).size).toBe(endpoints.length))

test("headers that the reference sends", async () => {
  const { headers } = await get(`${root}/connect/test.lua`)
  expect(headers).toMatchObject({ "content-type": "application/json", "access-control-allow-origin": "*", "cache-control": "max-age=0, no-cache, no-store" })
})

test("parameters: query, JSON and form mean the same", async () => {
  const want = (await get(`${root}/get/host/data.lua?ifid=0&host=10.0.0.1`)).json().rsp["bytes.sent"]
  expect(want).toBeGreaterThan(0)
  expect((await post(`${root}/get/host/data.lua`, { ifid: 0, host: "10.0.0.1" })).json().rsp["bytes.sent"]).toBe(want)
  const form = await api.http.app.inject({ method: "POST", url: `${root}/get/host/data.lua`, headers: { ...basic("ada"), "content-type": "application/x-www-form-urlencoded" }, payload: "ifid=0&host=10.0.0.1%400" })
  expect(form.json().rsp["bytes.sent"]).toBe(want)
})

const refused = [
  { url: `${root}/get/interface/data.lua?ifid=77`, status: 400, rc: -2, code: "INVALID_INTERFACE" },
  { url: `${root}/get/interface/data.lua?ifid=x`, status: 400, rc: -2, code: "INVALID_INTERFACE" },
  { url: `${root}/get/host/data.lua?ifid=0&host=10.9.9.9`, status: 404, rc: -1, code: "NOT_FOUND" },
  { url: `${root}/get/host/data.lua?ifid=0&host=%3Cscript%3E`, status: 400, rc: -4, code: "INVALID_HOST" },
  { url: `${root}/get/host/data.lua?ifid=0`, status: 400, rc: -5, code: "INVALID_ARGUMENTS" },
  { url: `${root}/get/flow/active.lua?ifid=0&perPage=lots`, status: 400, rc: -5, code: "INVALID_ARGUMENTS" },
  { url: "/lua/pro/rest/v2/get/db/flows.lua?ifid=0&where_clause=1%3D1", status: 400, rc: -5, code: "INVALID_ARGUMENTS" },
  { url: "/lua/pro/rest/v2/get/db/flows.lua?ifid=0", status: 400, rc: -2, code: "NOT_ENABLED" },
]
for (const { url, status, rc, code } of refused) test(`refused: ${url.slice(url.indexOf("get"))}`, async () => {
  const reply = await get(url)
  expect({ status: reply.statusCode, rc: reply.json().rc, code: reply.json().rc_str, rsp: reply.json().rsp }).toEqual({ status, rc, code, rsp: [] })
})

test("an endpoint that does not exist leads to a page, not to JSON", async () => {
  const reply = await get(`${root}/get/nothing/here.lua`)
  expect(reply.statusCode).toBe(302)
  expect(reply.headers.location).toMatch(/^\/lua\/http_status_code\.lua\?message=not_found/)
  expect((await get(String(reply.headers.location))).headers["content-type"]).toContain("text/html")
  expect((await get("/lua/rest/version.lua")).json().rsp).toMatchObject({ current_version: "2" })
})

test("empty objects are written as lists, pages are cut, values cannot leave the filter", async () => {
  expect((await get(`${root}/get/host/data.lua?ifid=0&host=10.0.0.1`)).json().rsp).toMatchObject({ ICMPv4: [], names: expect.anything() })
  const flows = (await get(`${root}/get/flow/active.lua?ifid=0&currentPage=2&perPage=1&sortColumn=column_bytes&sortOrder=desc`)).json().rsp
  expect(flows).toMatchObject({ totalRows: 2, perPage: 1, currentPage: 2, data: [{ client: { ip: "10.0.0.1" }, server: { ip: "10.0.0.2" } }] })
  const injected = (await get(`${root}/get/host/active.lua?ifid=0&map_search=${encodeURIComponent('x" or bytes > 0 or name = "')}`)).json()
  expect(injected).toMatchObject({ rc: 0, rsp: { data: [] } })
})

test("users come without passwords, are added, changed and deleted", async () => {
  const list = async () => (await get(`${root}/get/ntopng/users.lua`)).json().rsp as Record<string, Record<string, unknown>>
  expect(Object.keys(await list()).toSorted()).toEqual(["ada", "vic"])
  expect(JSON.stringify(await list())).not.toMatch(/password|scrypt|argon/i)
  expect((await post(`${root}/add/ntopng/user.lua`, { username: "new", full_name: "N", password: "long enough", confirm_password: "different one", user_role: "unprivileged" })).json()).toMatchObject({ rc: -19 })
  expect((await post(`${root}/add/ntopng/user.lua`, { username: "new", full_name: "N", password: "long enough", confirm_password: "long enough", user_role: "unprivileged" })).json()).toMatchObject({ rc: 0, rsp: [] })
  expect((await post(`${root}/add/ntopng/user.lua`, { username: "new", password: "long enough" })).json()).toMatchObject({ rc: -23 })
  expect((await list()).new).toMatchObject({ full_name: "N", group: "unprivileged" })
  expect((await post(`${root}/edit/ntopng/user.lua`, { username: "new", full_name: "Newer" })).json()).toMatchObject({ rc: 0 })
  expect((await post(`${root}/delete/ntopng/user.lua`, { username: "new" })).json()).toMatchObject({ rc: 0 })
  expect((await post(`${root}/delete/ntopng/user.lua`, { username: "new" })).json()).toMatchObject({ rc: -24 })
})

test("a scraper's own choice of host fields under its own names", async () => {
  const fields = async (alias: string) => (await get(`${root}/get/host/custom_data.lua?ifid=0&field_alias=${alias}`)).json().rsp as Record<string, unknown>[]
  expect((await fields("ip=ip,bytes.sent=out,total_flows.as_client=opened")).find((one) => one.ip === "10.0.0.1")).toEqual({ ip: "10.0.0.1", out: 3 * (100 + UDP_HEADERS) + 500 + UDP_HEADERS, opened: 2 })
  expect((await fields("ip=ip,udp.bytes.sent=udp,udp.packets.sent=packets,dns=dns")).find((one) => one.ip === "10.0.0.1")).toMatchObject({ udp: 3 * (100 + UDP_HEADERS) + 500 + UDP_HEADERS, packets: 4, dns: { sent: { num_queries: 0 } } })
  expect((await get(`${root}/get/host/custom_data.lua?ifid=0&host=10.0.0.2&field_alias=ip=address`)).json().rsp).toEqual({ address: "10.0.0.2" })
})

test("the calls of the Python client", async () => {
  const calls = [
    "get/alert/type/consts", "get/alert/severity/consts", "get/ntopng/interfaces", "get/host/interfaces?host=10.0.0.1", "get/interface/data?ifid=0", "get/interface/bcast_domains?ifid=0", "get/interface/address?ifid=0",
    "get/interface/l7/stats?ifid=0&ndpistats_mode=count&breed=True&ndpi_category=True&all_values=True&max_values=100&collapse_stats=False", "get/interface/dscp/stats?ifid=0", "get/host/active?ifid=0", "get/host/active?ifid=0&currentPage=1&perPage=10",
    "get/host/data?ifid=0&host=10.0.0.1", "get/host/l7/stats?ifid=0&host=10.0.0.1", "get/host/dscp/stats?ifid=0&host=10.0.0.1&direction=recvd", "get/flow/active?ifid=0&currentPage=1&perPage=10", "get/flow/active?ifid=0&host=10.0.0.1&currentPage=1&perPage=10",
    "get/flow/l4/counters?ifid=0", "get/flow/l7/counters?ifid=0", "get/alert/type/counters?ifid=0", "get/alert/severity/counters?ifid=0", "get/l7/application/consts", "get/l7/category/consts", "get/l4/protocol/consts",
    "get/flow/alert/list?ifid=0&epoch_begin=0&epoch_end=4000000000&format=json&cli_ip=10.0.0.1;eq", "get/alert/type/counters?ifid=0&status=historical&epoch_begin=0&epoch_end=4000000000",
    "get/alert/list/alerts?ifid=0&alert_family=flow&epoch_begin=0&epoch_end=4000000000&select_clause=cli_ip,srv_ip&where_clause=cli_port%3D40000&maxhits_clause=5&order_by=cli_ip", "get/alert/list/alerts?ifid=0&alert_family=host&epoch_begin=0&epoch_end=4000000000",
    "get/alert/top?ifid=0&epoch_begin=0&epoch_end=4000000000", "get/timeseries/type/consts",
  ]
  for (const call of calls) {
    const [url, query = ""] = call.split("?")
    const reply = await get(`${root}/${url}.lua?${query}`)
    expect({ call, status: reply.statusCode, rc: reply.json().rc, hasAnswer: "rsp" in reply.json() }).toEqual({ call, status: 200, rc: 0, hasAnswer: true })
  }
  expect((await get("/lua/pro/rest/v2/get/interface/top/local/talkers.lua?ifid=0")).json().rsp).toMatchObject([{ ip: "10.0.0.1" }, { ip: "10.0.0.2" }])
})
