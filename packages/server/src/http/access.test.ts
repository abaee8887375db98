// The door: who may come in, how, and what they may do. Over the real app and a real settings file, by app.inject.
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs"
import { hostname, tmpdir } from "node:os"
import path from "node:path"
import type { InjectOptions } from "fastify"
import { afterAll, afterEach, describe, expect, test } from "vitest"
import { createAccess } from "../access/access.ts"
import { bindAccess } from "../access/handlers.ts"
import { hashPassword } from "../access/password.ts"
import type { LoginDisabled } from "../config/values.ts"
import { silentLog } from "../log/log.ts"
import { openFileStore } from "../settings/file-store.ts"
import { bindSettings } from "../settings/handlers.ts"
import { createSettings } from "../settings/settings.ts"
import { createHttp, type HttpServer } from "./create-http.ts"

const dir = mkdtempSync(path.join(tmpdir(), "netweir-access-"))
const webDir = path.join(dir, "web")
mkdirSync(path.join(webDir, "assets"), { recursive: true })
writeFileSync(path.join(webDir, "index.html"), '<!doctype html><html><head><link rel="icon" href="/favicon.svg"></head><body><script type="module" src="/assets/a-1.js"></script></body></html>')
writeFileSync(path.join(webDir, "assets/a-1.js"), "1")
writeFileSync(path.join(dir, "secret.txt"), "secret")
const open: HttpServer[] = []
afterEach(async () => { for (const http of open.splice(0)) await http.close() })
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const PASSWORD = "right horse"
const passwordHash = await hashPassword(PASSWORD)
let next = 0

async function start(options: { loginDisabled?: LoginDisabled; autoLogout?: boolean; prefix?: string } = {}) {
  const clock = { now: Date.UTC(2026, 0, 1), nowMs: () => clock.now }
  const store = openFileStore(path.join(dir, `${next++}.json`))
  for (const [name, role] of [["ada", "admin"], ["vic", "viewer"]] as const) await store.put(`users/${name}`, { fullName: "", role, passwordHash, mustChangePassword: false, createdMs: 0, lastLoginMs: null })
  const prefix = options.prefix ?? ""
  const desk = createSettings(store, silentLog)
  const access = createAccess({ store, clock, log: silentLog, loginDisabled: options.loginDisabled ?? "no", autoLogout: options.autoLogout ?? true, sessionHours: async () => (await desk.read()).sessionHours, cookieName: "session_3000_3001" })
  const http = await createHttp({ authenticate: access.authenticate, log: silentLog, clock, prefix, webDir, version: "1.2.3" })
  open.push(http)
  bindAccess(http, access, { clock, prefix })
  bindSettings(http, desk, store, () => undefined)
  http.app.get("/lua/rest/v2/get/ntopng/interfaces.lua", { config: { role: "viewer", onNoLogin: "lua", csrf: "field" } }, async () => ({ rc: 0 }))
  http.app.post("/lua/rest/v2/set/thing.lua", { config: { role: "viewer", onNoLogin: "lua", csrf: "field" } }, async () => ({ rc: 0 }))
  http.app.get("/nobody-said-who", async () => "x")
  await http.app.ready()

  async function login(user: string, password = PASSWORD, more: InjectOptions = {}) {
    const reply = await http.app.inject({ method: "POST", url: `${prefix}/api/v1/login`, payload: { user, password }, ...more })
    const cookie = reply.cookies[0]
    const headers = cookie ? { cookie: `${cookie.name}=${cookie.value}`, "x-csrf-token": reply.json().csrfToken as string } : {}
    return { reply, cookie, headers }
  }
  return { http, clock, access, store, login, inject: (request: InjectOptions) => http.app.inject(request) }
}
const basic = (user: string, password: string) => ({ authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` })

test("without login every route but the declared public ones is refused", async () => {
  const { http } = await start()
  const routes = http.app.printRoutes({ commonPrefix: false, includeHooks: false })
  const listed: { url: string; method: string }[] = []
  const stack: string[] = []
  for (const line of routes.split("\n")) {
    const match = /^([│ ]*)(?:├── |└── )(.*?) \(([A-Z, ]+)\)/.exec(line)
    if (!match) continue
    const depth = match[1].length / 4
    stack.length = depth
    stack.push(match[2])
    for (const method of match[3].split(", ")) listed.push({ url: `/${stack.join("").replace(/^\//, "")}`, method })
  }
  expect(listed.length).toBeGreaterThan(25)
  const open: string[] = []
  for (const { url, method } of listed) {
    const reply = await http.app.inject({ method: method as "GET", url: url.replace(/:[A-Za-z]+/g, "x").replace("*", "some/where") })
    if (reply.statusCode === 401) expect(reply.body === "" || reply.json().error.code === "login-required").toBe(true)
    else if (reply.statusCode === 302) expect(reply.headers.location).toMatch(/^\/(\?next=|lua\/login\.lua)/)
    else open.push(`${method} ${url}`)
  }
  // The web pages (open source, no data), the login itself, the browser's reports.
  expect(open.toSorted()).toEqual(["GET /*", "HEAD /*", "POST /api/csp-report", "POST /api/v1/login"])
})

describe("sessions", () => {
  test("a login gives a cookie that scripts can't read, and a token for changes", async () => {
    const { login, inject } = await start()
    const { reply, cookie, headers } = await login("ada")
    expect(reply.statusCode).toBe(200)
    expect(reply.json()).toMatchObject({ user: "ada", role: "admin", loginDisabled: false, mustChangePassword: false })
    expect(cookie).toMatchObject({ name: "session_3000_3001", httpOnly: true, sameSite: "Lax", path: "/" })
    expect(cookie.secure).toBeFalsy()
    expect((await inject({ url: "/api/v1/session", headers })).json()).toMatchObject({ user: "ada" })
  })
  test("the cookie is Secure behind TLS", async () => {
    const { login } = await start()
    expect((await login("ada", PASSWORD, { headers: { "x-forwarded-proto": "https" } })).cookie.secure).toBe(true)
  })
  const wrong = [["ada", "wrong"], ["nobody", PASSWORD], ["__proto__", PASSWORD]] as const
  for (const [user, password] of wrong) {
    test(`${user} with ${password} is refused in the same words`, async () => {
      const { login } = await start()
      const { reply } = await login(user, password)
      expect([reply.statusCode, reply.json().error.code]).toEqual([401, "login-failed"])
      expect(reply.cookies).toEqual([])
    })
  }
  test("changes need the session's token, from the own page", async () => {
    const { login, inject } = await start()
    const { headers } = await login("ada")
    const put = (more: Record<string, string>) => inject({ method: "PUT", url: "/api/v1/settings", payload: { dateFormat: "locale" }, headers: { ...headers, ...more } })
    expect((await put({})).statusCode).toBe(200)
    expect((await put({ "x-csrf-token": "wrong" })).json().error.code).toBe("csrf-token-wrong")
    expect((await put({ origin: "http://evil.example" })).json().error.code).toBe("origin-refused")
    expect((await put({ origin: "null" })).json().error.code).toBe("origin-refused")
    expect((await put({ "sec-fetch-site": "cross-site" })).json().error.code).toBe("origin-refused")
    expect((await put({ "sec-fetch-site": "same-origin", host: "localhost:80", origin: "http://localhost:80" })).statusCode).toBe(200)
  })
  test("ntopng's clients may carry the token in the body", async () => {
    const { login, inject } = await start()
    const { headers } = await login("vic")
    const post = (payload: object) => inject({ method: "POST", url: "/lua/rest/v2/set/thing.lua", headers: { cookie: headers.cookie ?? "" }, payload })
    expect((await post({})).statusCode).toBe(403)
    expect((await post({ csrf: headers["x-csrf-token"] })).statusCode).toBe(200)
  })
  test("a logout ends it", async () => {
    const { login, inject } = await start()
    const { headers } = await login("vic")
    expect((await inject({ method: "POST", url: "/api/v1/logout", headers })).statusCode).toBe(200)
    expect((await inject({ url: "/api/v1/session", headers })).statusCode).toBe(401)
  })
  const HOUR = 3_600_000
  const lives = [
    { name: "12 h without a request end it", autoLogout: true, steps: [11.9], after: 12.1, lives: false },
    { name: "requests keep it alive", autoLogout: true, steps: [11, 11, 11], after: 11, lives: true },
    { name: "7 days end it whatever happens", autoLogout: true, steps: Array<number>(16).fill(10), after: 9, lives: false },
    { name: "-q: no end by inactivity", autoLogout: false, steps: [24 * 30], after: 24 * 30, lives: true },
  ]
  for (const { name, autoLogout, steps, after, lives: want } of lives) {
    test(name, async () => {
      const { login, inject, clock } = await start({ autoLogout })
      const { headers } = await login("ada")
      for (const hours of steps) {
        clock.now += hours * HOUR
        expect((await inject({ url: "/api/v1/session", headers })).statusCode).toBe(200)
      }
      clock.now += after * HOUR
      expect((await inject({ url: "/api/v1/session", headers })).statusCode).toBe(want ? 200 : 401)
    })
  }
  test("a changed password ends the user's other sessions", async () => {
    const { login, inject } = await start()
    const [here, there] = [await login("vic"), await login("vic")]
    const change = (current: string) => inject({ method: "POST", url: "/api/v1/session/password", headers: here.headers, payload: { current, next: "another horse" } })
    expect((await change("wrong")).json().error.code).toBe("password-wrong")
    expect((await change(PASSWORD)).statusCode).toBe(200)
    expect((await inject({ url: "/api/v1/session", headers: here.headers })).statusCode).toBe(200)
    expect((await inject({ url: "/api/v1/session", headers: there.headers })).statusCode).toBe(401)
    expect((await login("vic")).reply.statusCode).toBe(401)
    expect((await login("vic", "another horse")).reply.statusCode).toBe(200)
  })
  test("the store holds no session id, token or password", async () => {
    const { login, store } = await start()
    const { cookie } = await login("ada")
    expect(JSON.stringify(await store.list(""))).not.toContain(cookie.value)
    expect(JSON.stringify(await store.list(""))).not.toContain(PASSWORD)
  })
})

describe("guessing", () => {
  test("five failures lock name and address block for 300 s; the right password does not help meanwhile", async () => {
    const { login, clock } = await start()
    for (let n = 0; n < 5; n++) expect((await login("ada", "wrong")).reply.statusCode).toBe(401)
    const locked = await login("ada")
    expect([locked.reply.statusCode, locked.reply.headers["retry-after"]]).toEqual([429, "300"])
    expect((await login("ada", PASSWORD, { remoteAddress: "198.51.100.7" })).reply.statusCode).toBe(200)
    clock.now += 300_000
    expect((await login("ada")).reply.statusCode).toBe(200)
  })
  test("Basic counts as well", async () => {
    const { inject } = await start()
    for (let n = 0; n < 5; n++) expect((await inject({ url: "/api/v1/session", headers: basic("ada", `wrong${n}`) })).statusCode).toBe(401)
    expect((await inject({ url: "/api/v1/session", headers: basic("ada", PASSWORD) })).statusCode).toBe(429)
  })
  test("a remembered Basic pair ends with the password", async () => {
    const { inject, access } = await start()
    const ask = () => inject({ url: "/api/v1/session", headers: basic("vic", PASSWORD) })
    expect((await ask()).statusCode).toBe(200)
    await access.users.edit("vic", { password: "something new" })
    expect((await ask()).statusCode).toBe(401)
  })
})

describe("tokens", () => {
  test("made, used in both spellings, listed without secret, revoked", async () => {
    const { login, inject, store } = await start()
    const { headers } = await login("ada")
    const made = (await inject({ method: "POST", url: "/api/v1/tokens", headers, payload: { label: "grafana", role: "viewer" } })).json()
    expect(made.secret).toMatch(/^nw_[A-Za-z0-9_-]{43}$/)
    expect(JSON.stringify(await store.list(""))).not.toContain(made.secret)
    for (const scheme of ["Bearer", "Token", "bearer"]) expect((await inject({ url: "/api/v1/session", headers: { authorization: `${scheme} ${made.secret}` } })).json()).toMatchObject({ user: "ada", role: "viewer" })
    expect((await inject({ method: "PUT", url: "/api/v1/settings", headers: { authorization: `Bearer ${made.secret}` }, payload: {} })).statusCode).toBe(403)
    const listed = (await inject({ url: "/api/v1/tokens", headers })).json()
    expect(listed).toMatchObject([{ id: made.token.id, label: "grafana", user: "ada" }])
    expect((await inject({ method: "DELETE", url: `/api/v1/tokens/${made.token.id}`, headers })).statusCode).toBe(200)
    expect((await inject({ url: "/api/v1/session", headers: { authorization: `Bearer ${made.secret}` } })).statusCode).toBe(401)
  })
  test("no more rights than its user, then and later; expiry; others' tokens are out of reach", async () => {
    const { login, inject, access, clock } = await start()
    const vic = await login("vic")
    expect((await inject({ method: "POST", url: "/api/v1/tokens", headers: vic.headers, payload: { label: "x", role: "admin" } })).json().error.code).toBe("not-allowed")
    const { secret, token } = await access.tokens.add({ user: "ada", label: "a", role: "admin", expiresMs: clock.now + 1_000 })
    const ask = async () => (await inject({ url: "/api/v1/session", headers: { authorization: `Bearer ${secret}` } }))
    expect((await ask()).json().role).toBe("admin")
    expect((await inject({ method: "DELETE", url: `/api/v1/tokens/${token.id}`, headers: vic.headers })).statusCode).toBe(404)
    await access.users.add({ name: "eve", role: "admin", password: "12345678" })
    await access.users.edit("ada", { role: "viewer" })
    expect((await ask()).json().role).toBe("viewer")
    clock.now += 1_000
    expect((await ask()).statusCode).toBe(401)
  })
  test("ntopng's form", async () => {
    const { access, inject } = await start()
    const { secret } = await access.tokens.add({ user: "vic", label: "ntopng", role: "viewer", hex: true })
    expect(secret).toMatch(/^[0-9a-f]{32}$/)
    expect((await inject({ url: "/lua/rest/v2/get/ntopng/interfaces.lua", headers: { authorization: `Token ${secret}` } })).json()).toEqual({ rc: 0 })
  })
})

describe("users", () => {
  test("a viewer may look, not change", async () => {
    const { login, inject } = await start()
    const { headers } = await login("vic")
    expect((await inject({ url: "/api/v1/settings", headers })).statusCode).toBe(200)
    for (const [method, url] of [["PUT", "/api/v1/settings"], ["GET", "/api/v1/users"], ["POST", "/api/v1/users"], ["DELETE", "/api/v1/users/ada"], ["GET", "/api/v1/settings/export"], ["GET", "/nobody-said-who"]] as const) expect((await inject({ method, url, headers, payload: method === "GET" ? undefined : {} })).statusCode, `${method} ${url}`).toBe(403)
  })
  test("add, edit, delete; the last administrator stays; what a deleted user held is void", async () => {
    const { login, inject, access } = await start()
    const { headers } = await login("ada")
    const send = async (method: "POST" | "PUT" | "DELETE", url: string, payload?: object) => (await inject({ method, url, headers, ...(payload && { payload }) }))
    expect((await send("DELETE", "/api/v1/users/ada")).json().error.code).toBe("last-admin")
    expect((await send("PUT", "/api/v1/users/ada", { role: "viewer" })).json().error.code).toBe("last-admin")
    expect((await send("POST", "/api/v1/users", { name: "a/b", role: "viewer", password: "12345678" })).json().error.code).toBe("request-invalid")
    expect((await send("POST", "/api/v1/users", { name: "eve", role: "viewer", password: "short" })).statusCode).toBe(400)
    expect((await send("POST", "/api/v1/users", { name: "eve", role: "viewer", password: "12345678" })).json()).toMatchObject({ name: "eve", role: "viewer" })
    expect((await send("POST", "/api/v1/users", { name: "eve", role: "viewer", password: "12345678" })).statusCode).toBe(409)
    const eve = await login("eve", "12345678")
    expect(eve.reply.json().mustChangePassword).toBe(true)
    const { secret } = await access.tokens.add({ user: "eve", label: "x", role: "viewer" })
    expect((await send("DELETE", "/api/v1/users/eve")).statusCode).toBe(200)
    expect((await inject({ url: "/api/v1/session", headers: eve.headers })).statusCode).toBe(401)
    expect((await inject({ url: "/api/v1/session", headers: { authorization: `Bearer ${secret}` } })).statusCode).toBe(401)
    expect(JSON.stringify((await inject({ url: "/api/v1/users", headers })).json())).not.toMatch(/hash|scrypt/i)
  })
  test("the first start makes admin once", async () => {
    const { access } = await start()
    expect(await access.users.ensureAdmin()).toBeNull()
    const empty = createAccess({ store: openFileStore(path.join(dir, "first.json")), clock: { nowMs: () => 0 }, log: silentLog, loginDisabled: "no", autoLogout: true, sessionHours: async () => 12, cookieName: "s" })
    const password = await empty.users.ensureAdmin()
    expect(password).toMatch(/^.{16}$/)
    expect(await empty.users.ensureAdmin()).toBeNull()
    expect(await empty.users.verify("admin", password ?? "")).toMatchObject({ role: "admin" })
    expect(await empty.users.verify("admin", "admin")).toBeNull()
  })
})

describe("login disabled", () => {
  const cases = [
    { mode: "localhost", from: "127.0.0.1", headers: {}, status: 200 },
    { mode: "localhost", from: "::1", headers: {}, status: 200 },
    { mode: "localhost", from: "192.0.2.1", headers: {}, status: 401 },
    { mode: "localhost", from: "127.0.0.1", headers: { "x-forwarded-for": "192.0.2.1" }, status: 401 },
    { mode: "localhost", from: "127.0.0.1", headers: { host: "rebound.example:3000" }, status: 401 },
    { mode: "all", from: "192.0.2.1", headers: {}, status: 200 },
    { mode: "all", from: "192.0.2.1", headers: { host: `${hostname()}:3000` }, status: 200 },
    { mode: "all", from: "192.0.2.1", headers: { host: "[2001:db8::1]:3000" }, status: 200 },
    { mode: "all", from: "192.0.2.1", headers: { host: "rebound.example" }, status: 401 },
    { mode: "no", from: "127.0.0.1", headers: {}, status: 401 },
  ] as const
  for (const { mode, from, headers, status } of cases) {
    test(`${mode}, from ${from} ${JSON.stringify(headers)}: ${status}`, async () => {
      const { inject } = await start({ loginDisabled: mode })
      const reply = await inject({ url: "/api/v1/session", remoteAddress: from, headers })
      expect(reply.statusCode).toBe(status)
      if (status === 200) expect(reply.json()).toMatchObject({ user: "admin", role: "admin", loginDisabled: true })
    })
  }
  test("another site's page changes nothing", async () => {
    const { inject } = await start({ loginDisabled: "all" })
    expect((await inject({ method: "PUT", url: "/api/v1/settings", payload: {}, headers: { origin: "http://evil.example" } })).json().error.code).toBe("origin-refused")
  })
})

describe("pages and headers", () => {
  test("security headers are on every reply, refusals too", async () => {
    const { inject } = await start()
    for (const url of ["/", "/api/v1/session", "/assets/a-1.js"]) {
      const { headers } = await inject({ url })
      expect(headers["content-security-policy"], url).toMatch(/default-src 'none';script-src 'self';style-src 'self'/)
      expect(headers["content-security-policy"]).not.toContain("unsafe")
      expect(headers).toMatchObject({ "x-content-type-options": "nosniff", "x-frame-options": "DENY", "referrer-policy": "same-origin" })
    }
  })
  test("pages, hashed files, what is not there, and what lies outside", async () => {
    const { inject } = await start()
    const page = await inject({ url: "/flows/0/123", headers: { accept: "text/html" } })
    expect([page.statusCode, page.headers["cache-control"]]).toEqual([200, "no-cache"])
    expect((await inject({ url: "/assets/a-1.js" })).headers["cache-control"]).toBe("public, max-age=31536000, immutable")
    for (const url of ["/assets/gone.js", "/favicon.ico", "/../secret.txt", "/..%2fsecret.txt", "/%2e%2e/secret.txt"]) {
      const reply = await inject({ url, headers: { accept: url.includes("assets") ? "text/html" : "*/*" } })
      expect([url, reply.statusCode]).toEqual([url, 404])
      expect(reply.body).not.toContain("secret\n")
    }
  })
  test("-Z: links carry the prefix, cookies stay below it", async () => {
    const { inject, login } = await start({ prefix: "/nw" })
    const page = await inject({ url: "/nw/", headers: { accept: "text/html" } })
    expect(page.body).toContain('src="/nw/assets/a-1.js"')
    expect(page.body).toContain('<meta name="netweir-prefix" content="/nw" />')
    expect((await login("ada")).cookie.path).toBe("/nw")
    expect((await inject({ url: "/nw/api/docs" })).headers.location).toBe("/nw/?next=%2Fapi%2Fdocs")
  })
  test("the API describes itself as OpenAPI 3.1, and its pages obey the policy", async () => {
    const { login, inject } = await start()
    const { headers } = await login("vic")
    const document = (await inject({ url: "/api/docs/json", headers })).json()
    expect(document).toMatchObject({ openapi: "3.1.0", info: { title: "Netweir", version: "1.2.3" }, paths: { "/api/v1/login": { post: { operationId: "login", security: [] } }, "/api/v1/users/{name}": { put: {} } } })
    expect(Object.keys(document.paths).filter((url) => !url.startsWith("/api/v1/"))).toEqual([])
    const page = await inject({ url: "/api/docs/", headers })
    expect(page.statusCode).toBe(200)
    expect(page.body).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/)
    expect(page.headers["content-security-policy"]).not.toContain("unsafe")
  })
  test("browser reports are counted, and no more than so many", async () => {
    const { http, inject } = await start()
    const report = JSON.stringify({ "csp-report": { "effective-directive": "script-src", "blocked-uri": "inline\u001b[31m", "document-uri": "http://x/" } })
    for (let n = 0; n < 70; n++) expect((await inject({ method: "POST", url: "/api/csp-report", payload: report, headers: { "content-type": "application/csp-report" } })).statusCode).toBe(204)
    expect(http.cspReports).toMatchObject({ count: 60, ignored: 10 })
  })
  test("wrong requests are refused in one shape", async () => {
    const { inject } = await start()
    const cases = [
      [{ method: "POST", url: "/api/v1/login", payload: "{", headers: { "content-type": "application/json" } }, 400, "request-invalid"],
      [{ method: "POST", url: "/api/v1/login", payload: { user: 5, password: "x" } }, 400, "request-invalid"],
      [{ method: "POST", url: "/api/v1/login", payload: "x", headers: { "content-type": "text/plain" } }, 415, "media-type-unsupported"],
      [{ method: "POST", url: "/api/v1/login", payload: { user: "x".repeat(1_100_000), password: "" } }, 413, "body-too-large"],
      [{ method: "POST", url: "/api/v1/nothing" }, 401, "login-required"],
    ] as const
    for (const [request, status, code] of cases) {
      const reply = await inject(request as InjectOptions)
      expect([reply.statusCode, reply.json().error.code]).toEqual([status, code])
      expect(reply.json().error.fix).toBeTruthy()
    }
  })
})
