import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { request } from "node:https"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import path from "node:path"
import { X509Certificate } from "node:crypto"
import { afterAll, afterEach, expect, test } from "vitest"
import { WebSocket } from "ws"
import { silentLog } from "../log/log.ts"
import { createHttp, type HttpServer } from "./create-http.ts"
import { listen, type Listener } from "./listen.ts"
import { loadTlsPair } from "./tls.ts"

const dir = mkdtempSync(path.join(tmpdir(), "netweir-listen-"))
const closing: { close(): Promise<unknown> }[] = []
afterEach(async () => { for (const one of closing.splice(0).toReversed()) await one.close() })
afterAll(() => rmSync(dir, { recursive: true, force: true }))

async function app(): Promise<HttpServer> {
  const http = await createHttp({ authenticate: async () => ({ name: "a", role: "viewer", via: "token", sessionKey: null, csrfToken: null }), log: silentLog, clock: { nowMs: () => 0 } })
  http.app.get("/hello", { config: { role: "viewer" } }, async (one) => one.protocol)
  http.app.get("/socket", { websocket: true, config: { role: "viewer" } }, (socket) => { socket.send("hello") })
  closing.push(http)
  return http
}
const loopback = { host: "127.0.0.1", port: 0 }
const opened = (listener: Listener) => { closing.push(listener); return listener }

test("HTTP and HTTPS serve one app, web sockets included; the self-signed pair is made once and kept", async () => {
  const http = await app()
  const pair = await loadTlsPair(dir, silentLog)
  expect(statSync(path.join(dir, "tls/key.pem")).mode & 0o777).toBe(0o600)
  expect(await loadTlsPair(dir, silentLog)).toEqual(pair)
  expect(pair.isSelfSigned).toBe(true)
  const certificate = new X509Certificate(pair.cert)
  expect(certificate.checkHost("localhost")).toBe("localhost")
  expect(certificate.checkIP("127.0.0.1")).toBe("127.0.0.1")

  const plain = opened(await listen(http.app, loopback, "-w"))
  const secure = opened(await listen(http.app, loopback, "-W", pair))
  expect(await (await fetch(`http://127.0.0.1:${plain.port}/hello`)).text()).toBe("http")
  const overTls = await new Promise<string>((resolve, reject) => {
    request({ host: "127.0.0.1", port: secure.port, path: "/hello", ca: pair.cert, servername: "localhost" }, (response) => response.setEncoding("utf8").on("data", resolve)).on("error", reject).end()
  })
  expect(overTls).toBe("https")
  for (const url of [`ws://127.0.0.1:${plain.port}/socket`, `wss://localhost:${secure.port}/socket`]) {
    const socket = new WebSocket(url, { ca: pair.cert })
    expect(await new Promise((resolve, reject) => socket.on("message", (data) => resolve(String(data))).on("error", reject))).toBe("hello")
    socket.terminate()
  }
})

test("a key that does not belong to the certificate is refused by name", async () => {
  const other = path.join(dir, "other")
  await loadTlsPair(other, silentLog)
  writeFileSync(path.join(dir, "tls/key.pem"), readFileSync(path.join(other, "tls/key.pem")))
  await expect(loadTlsPair(dir, silentLog)).rejects.toMatchObject({ code: "certificate-unusable", message: expect.stringContaining("tls/key.pem") })
  rmSync(path.join(dir, "tls/key.pem"))
  await expect(loadTlsPair(dir, silentLog)).rejects.toMatchObject({ code: "certificate-unusable" })
  expect(existsSync(path.join(dir, "tls/key.pem"))).toBe(false) // half a pair is the operator's: nothing is made over it
})

test("a busy port, a foreign address", async () => {
  const http = await app()
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve))
  const address = taken.address()
  const port = typeof address === "object" && address ? address.port : 0
  await expect(listen(http.app, { host: "127.0.0.1", port }, "-w")).rejects.toMatchObject({ code: "port-busy", message: `-w: 127.0.0.1:${port} is in use by another program.` })
  await expect(listen(http.app, { host: "203.0.113.250", port: 0 }, "-w")).rejects.toMatchObject({ code: "address-unavailable" })
  await new Promise((resolve) => taken.close(resolve))
})

