// /api/v1 over the live tables, and the socket.
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { once } from "node:events"
import type { AddressInfo } from "node:net"
import { WebSocket } from "ws"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { UDP_HEADERS, writeCapture } from "../monitor/testing.ts"
import { startApi, TEST_PASSWORD, type RunningApi } from "./testing/start-api.ts"

const dir = mkdtempSync(path.join(tmpdir(), "netweir-live-"))
const capture = path.join(dir, "lan.pcap")
writeCapture(capture, [{ src: "10.0.0.1", dst: "10.0.0.2", packets: 3 }, { src: "10.0.0.1", dst: "192.0.2.9", dstPort: 50_001, payload: 500 }])
let api: RunningApi
let port: number
beforeAll(async () => {
  api = await startApi({ interfaces: [capture], loginDisabled: "no", monitor: { localNetworks: ["10.0.0.0/8"] } })
  await api.monitor.whenFinished()
  await api.http.app.listen({ host: "127.0.0.1", port: 0 })
  port = (api.http.app.server.address() as AddressInfo).port
})
afterAll(async () => {
  await api.stop()
  rmSync(dir, { recursive: true, force: true })
})
const authorization = `Basic ${Buffer.from(`vic:${TEST_PASSWORD}`).toString("base64")}`
const get = async (url: string) => {
  const reply = await api.http.app.inject({ url: `/api/v1/${url}`, headers: { authorization } })
  return { status: reply.statusCode, body: String(reply.headers["content-type"]).includes("json") ? reply.json() : reply.body, headers: reply.headers }
}

describe("tables", () => {
  test("interfaces, one, all", async () => {
    expect((await get("interfaces")).body).toMatchObject([{ id: 0, name: "lan.pcap", state: "finished" }])
    expect((await get("interfaces/0")).body).toMatchObject({ activeFlows: 2, throughputHistory: expect.any(Array) })
    expect((await get("interfaces/all")).body).toMatchObject({ kind: "view", activeFlows: 2 })
  })
  test("flows: filter, sort, page, one", async () => {
    const { body } = await get("interfaces/0/flows?sort=-bytes&limit=1")
    expect(body).toMatchObject({ matched: 2, rows: [{ server: "192.0.2.9", bytes: 500 + UDP_HEADERS }] })
    expect((await get(`interfaces/0/flows?filter=${encodeURIComponent("packets >= 3")}`)).body).toMatchObject({ matched: 1 })
    expect((await get(`interfaces/0/flows/${body.rows[0].flowId}`)).body).toMatchObject({ server: "192.0.2.9" })
  })
  test("hosts, one host, groups, search, completion", async () => {
    expect((await get("interfaces/0/hosts?sort=-bytes&limit=1")).body).toMatchObject({ matched: 3, rows: [{ ip: "10.0.0.1" }] })
    expect((await get("interfaces/0/hosts/10.0.0.1")).body).toMatchObject({ row: { ip: "10.0.0.1" }, l4: [{ key: "UDP" }] })
    expect((await get("interfaces/0/groups/l4")).body).toMatchObject({ rows: [{ key: "UDP", flows: 2 }] })
    expect((await get("search?text=192.0")).body).toMatchObject([{ kind: "host", key: "192.0.2.9", interface: "0" }])
    expect((await get("filter/complete?entity=flow&column=client&prefix=10.")).body).toEqual(expect.arrayContaining(["10.0.0.1", "10.0.0.2"]))
    expect((await get("filter/complete?entity=flow&column=client")).body).toEqual(expect.arrayContaining(["10.0.0.1", "10.0.0.2"]))
    expect((await get("filter/complete?entity=flow&column=tcpState&prefix=est")).body).toEqual(["established"])
  })
  const refused = [
    { url: "interfaces/9", status: 404, code: "interface-not-found" }, { url: "interfaces/0/flows/1", status: 404, code: "flow-not-found" }, { url: "interfaces/0/hosts/10.9.9.9", status: 404, code: "host-not-found" },
    { url: "interfaces/0/flows?filter=bytes%20%3E", status: 400, code: "filter-invalid" }, { url: "interfaces/0/flows?sort=nonsense", status: 400, code: "column-unknown" }, { url: "interfaces/0/flows?limit=5000", status: 400, code: "request-invalid" },
    { url: "interfaces/0/groups/nonsense", status: 400, code: "request-invalid" }, { url: "history/flows?fromMs=0&toMs=1", status: 409, code: "history-off" },
  ]
  for (const { url, status, code } of refused) test(`refused: ${url}`, async () => {
    const reply = await get(url)
    expect({ status: reply.status, code: reply.body.error?.code, hasFix: (reply.body.error?.fix ?? "") !== "" }).toEqual({ status, code, hasFix: true })
  })
})

describe("downloads", () => {
  test("CSV with the columns asked for", async () => {
    const reply = await get("interfaces/0/export/flows.csv?columns=client,server,bytes&sort=-bytes")
    expect(reply.body).toBe(`client,server,bytes\r\n10.0.0.1,192.0.2.9,${500 + UDP_HEADERS}\r\n10.0.0.1,10.0.0.2,${3 * (100 + UDP_HEADERS)}\r\n`)
    expect(reply.headers).toMatchObject({ "content-disposition": 'attachment; filename="flows-lan.pcap.csv"' })
  })
  test("JSON is a list of rows", async () => {
    expect((await get("interfaces/0/export/hosts.json?columns=ip&sort=ip")).body).toEqual([{ ip: "10.0.0.1" }, { ip: "10.0.0.2" }, { ip: "192.0.2.9" }])
    expect((await get("interfaces/0/export/groups/l4.json?limit=1")).body).toMatchObject([{ key: "UDP" }])
    expect((await get("interfaces/0/export/flows.json?filter=bytes%20%3D%201")).body).toEqual([])
  })
  test("a wrong column is refused before anything is sent", async () => expect((await get("interfaces/0/export/flows.csv?columns=nonsense")).body).toMatchObject({ error: { code: "column-unknown" } }))
})

describe("socket", () => {
  async function connect(headers: Record<string, string> = { authorization }) {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/live`, { headers })
    const messages: { op: string; id: string; reply?: unknown; code?: string; fix?: string }[] = []
    const waiting: (() => void)[] = []
    socket.on("message", (data) => {
      messages.push(JSON.parse(String(data)))
      for (const look of waiting) look()
    })
    await once(socket, "open")
    const until = (id: string, times = 1) => new Promise<(typeof messages)[number]>((resolve) => {
      const look = () => {
        const mine = messages.filter((message) => message.id === id)
        if (mine.length >= times) resolve(mine[times - 1])
      }
      waiting.push(look)
      look()
    })
    return { socket, until, messages, say: (message: unknown) => socket.send(JSON.stringify(message)) }
  }
  const subscribe = (id: string, question: string, request: object, more: object = {}) => ({ op: "subscribe", id, interface: "0", question, request, everyMs: 0, ...more })

  test("answers at once and again, until unsubscribed", async () => {
    const { socket, until, say } = await connect()
    say(subscribe("a", "flows", { sort: { column: "bytes", descending: true }, limit: 1 }))
    expect(await until("a")).toMatchObject({ op: "data", reply: { matched: 2, rows: [{ server: "192.0.2.9" }] } })
    await until("a", 2) // everyMs is at least 500
    say({ op: "unsubscribe", id: "a" })
    say(subscribe("b", "stats", {}, { interface: "all" }))
    expect(await until("b")).toMatchObject({ op: "data", reply: [{ id: 0, activeFlows: 2 }] })
    socket.close()
  })
  test("wrong questions are answered with a code and a fix; the socket goes on", async () => {
    const { socket, until, say } = await connect()
    const wrong = [
      { id: "filter", message: subscribe("filter", "flows", { filter: "bytes >" }), code: "filter-invalid" }, { id: "sort", message: subscribe("sort", "flows", { sort: { column: "nonsense", descending: true } }), code: "column-unknown" },
      { id: "limit", message: subscribe("limit", "hosts", { limit: 100_000 }), code: "request-invalid" }, { id: "iface", message: subscribe("iface", "stats", {}, { interface: "77" }), code: "interface-not-found" },
      { id: "", message: { op: "explode" }, code: "request-invalid" }, { id: "kind", message: subscribe("kind", "groups", { kind: "nonsense" }), code: "request-invalid" },
    ]
    for (const { id, message, code } of wrong) {
      say(message)
      expect(await until(id)).toMatchObject({ op: "error", code, fix: expect.any(String) })
    }
    socket.send("not json")
    expect(await until("", 2)).toMatchObject({ op: "error", code: "request-invalid" })
    say(subscribe("ok", "host", { ip: "10.0.0.1", vlan: 0 }))
    expect(await until("ok")).toMatchObject({ op: "data", reply: { row: { ip: "10.0.0.1" } } })
    socket.close()
  })
  test("subscriptions are bounded", async () => {
    const { socket, until, say } = await connect()
    for (let i = 0; i < 33; i++) say(subscribe(`s${i}`, "stats", {}, { everyMs: 60_000 }))
    expect(await until("s32")).toMatchObject({ op: "error", code: "subscription-limit" })
    expect(await until("s31")).toMatchObject({ op: "data" })
    socket.close()
  })
  test("nobody gets in without a login", async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/live`)
    const [error] = await once(socket, "error") as [Error]
    expect(error.message).toContain("401")
  })
  test("a page of another site does not get in with the browser's cookie", async () => {
    const { id } = await api.access.sessions.open("vic")
    const cookie = `session_3000_3001=${id}`
    const { socket } = await connect({ cookie, origin: `http://127.0.0.1:${port}` })
    socket.close()
    const other = new WebSocket(`ws://127.0.0.1:${port}/api/v1/live`, { headers: { cookie, origin: "https://evil.example" } })
    const [error] = await once(other, "error") as [Error]
    expect(error.message).toContain("403")
  })
})
