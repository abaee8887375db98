// Rule files over the API: listed, checked, saved, removed; and what a rule made from a flow does to the flows after it.
import { execFileSync } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { open } from "node:fs/promises"
import os from "node:os"
import path from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { ascii, ethernet, ipv4, udp } from "@netweir/engine/decode/testing.ts"
import { ruleFileNames } from "@netweir/engine/rules/parse-rules.ts"
import { pcapBytes } from "@netweir/ingest/testing/capture-builder.ts"
import { startApi, TEST_PASSWORD, type RunningApi } from "../api/testing/start-api.ts"
import { categoryListKind, ruleFileKinds } from "./rule-file-kinds.ts"

const folder = mkdtempSync(path.join(os.tmpdir(), "netweir-rule-api-"))
const rulesDir = path.join(folder, "rules")
const pipe = path.join(folder, "traffic")
const HEADER_BYTES = 24
let api: RunningApi
let writer: Awaited<ReturnType<typeof open>>
let sent = 0

/** One datagram to a port of a server of ours. */
async function send(dstPort: number): Promise<void> {
  const frame = Uint8Array.from(ethernet(ipv4({ protocol: 17, dst: "203.0.113.9" }, udp(ascii("hello there"), { srcPort: 40_000 + sent, dstPort }))))
  const file = pcapBytes({ little: true, magic: 0xa1b2c3d4 }, [{ bytes: frame, timestampUs: 1.7e15 + sent * 1e5 }])
  await writer.write(sent++ === 0 ? file : file.subarray(HEADER_BYTES))
}
beforeAll(async () => {
  execFileSync("mkfifo", [pipe])
  const started = startApi({ interfaces: [pipe], loginDisabled: "no", rulesDir })
  writer = await open(pipe, "w")
  await send(50_000)
  api = await started
})
afterAll(async () => {
  await writer?.close()
  await api?.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function ask(method: "GET" | "POST" | "PUT" | "DELETE", url: string, body?: object, user = "ada") {
  const reply = await api.http.app.inject({ method, url: `/api/v1/${url}`, headers: { authorization: `Basic ${Buffer.from(`${user}:${TEST_PASSWORD}`).toString("base64")}` }, ...(body && { payload: body }) })
  return { status: reply.statusCode, body: reply.json() }
}
async function appOf(srcPort: number): Promise<string> {
  for (let tries = 0; tries < 200; tries++) {
    const { body } = await ask("GET", `interfaces/0/flows?filter=${encodeURIComponent(`clientPort = ${srcPort}`)}`)
    if (body.rows.length > 0) return `${body.rows[0].app} ${body.rows[0].confidence}`
    await new Promise((resolve) => { setTimeout(resolve, 25) }) // the worker reads the pipe when it likes
  }
  throw new Error(`no flow from port ${srcPort}`)
}

test("every file that is read has words and a template that is read without a problem", async () => {
  expect([...ruleFileKinds.map(({ name }) => name), categoryListKind.name].toSorted()).toEqual(ruleFileNames.toSorted())
  for (const { name, template } of ruleFileKinds) {
    const plain = template.replaceAll("# ", "")
    expect((await ask("POST", `rules/${name}/check`, { text: plain })).body, name).toEqual({ problems: [] })
  }
})

test("an administrator edits; a viewer may not even look", async () => {
  for (const [method, url] of [["GET", "rules"], ["GET", "rules/custom-rules.csv"], ["PUT", "rules/custom-rules.csv"], ["DELETE", "rules/custom-rules.csv"], ["POST", "rules/application"]] as const) {
    expect((await ask(method, url, method === "PUT" ? { text: "", version: "" } : undefined, "vic")).status, `${method} ${url}`).toBe(403)
  }
})

test("a file is made, checked, saved, changed under somebody else, removed", async () => {
  const fresh = await ask("GET", "rules/risky-domains.txt")
  expect(fresh.body).toMatchObject({ version: "", text: expect.stringContaining("#") })
  expect((await ask("POST", "rules/risky-domains.txt/check", { text: ".xyz\nno domain\n" })).body.problems).toEqual([{ line: 2, text: expect.stringContaining("is no domain") }])
  const saved = await ask("PUT", "rules/risky-domains.txt", { text: ".xyz\nno domain\n", version: "" })
  expect(saved.body).toMatchObject({ problems: [{ line: 2 }] })
  expect(readFileSync(path.join(rulesDir, "risky-domains.txt"), "utf8")).toBe(".xyz\nno domain\n")
  expect(readdirSync(rulesDir)).toEqual(["risky-domains.txt"]) // nothing temporary is left
  expect((await ask("PUT", "rules/risky-domains.txt", { text: ".zip\n", version: "" })).body.error.code).toBe("rules-changed")
  expect((await ask("PUT", "rules/risky-domains.txt", { text: ".zip\n", version: saved.body.version })).status).toBe(200)
  const { files } = (await ask("GET", "rules")).body
  expect(files.find(({ name }: { name: string }) => name === "risky-domains.txt")).toMatchObject({ exists: true, bytes: 5, problems: [] })
  expect((await ask("DELETE", "rules/risky-domains.txt")).body).toEqual({ ok: true })
  expect(existsSync(path.join(rulesDir, "risky-domains.txt"))).toBe(false)
})

test.each(["settings.json", "..", "constructor", "x-domains.txt", "custom-rules.csv.tmp"])("%s is no rule file", async (name) => {
  expect([400, 404]).toContain((await ask("GET", `rules/${encodeURIComponent(name)}`)).status)
  expect([400, 404]).toContain((await ask("PUT", `rules/${encodeURIComponent(name)}`, { text: "", version: "" })).status)
})
test("a path out of the directory is no name", async () => {
  writeFileSync(path.join(folder, "custom-rules.csv"), "secret")
  expect((await ask("GET", `rules/${encodeURIComponent("../custom-rules.csv")}`)).status).toBe(400)
})

test("a rule made from a flow names the flows after it", async () => {
  expect(await appOf(40_000)).toBe("Unknown none")
  const made = await ask("POST", "rules/application", { by: "address", value: "203.0.113.9", port: 50_000, application: "Press Hall" })
  expect(made.body).toEqual({ file: "custom-rules.csv", line: "ip,203.0.113.9,,50000,Press Hall," })
  await send(50_000)
  expect(await appOf(40_001)).toBe("Press Hall user-rule")
  expect((await ask("POST", "rules/application", { by: "port", value: "", l4: "udp", port: 50_001, application: "Oven" })).status).toBe(200)
  expect((await ask("POST", "rules/application", { by: "host", value: "shop.example.com", application: "HTTP" })).status).toBe(200)
  expect(readFileSync(path.join(rulesDir, "custom-rules.csv"), "utf8")).toMatch(/\nip,203\.0\.113\.9,,50000,Press Hall,\nport,,udp,50001,Oven,\nhost,shop\.example\.com,,,HTTP,\n$/)
})

test.each([
  [{ by: "host", value: "no host", application: "X" }, /is no host name/],
  [{ by: "address", value: "shop.example.com", application: "X" }, /names are not resolved/],
  [{ by: "port", value: "", application: "X" }, /is no port/],
  [{ by: "host", value: "a.example", application: "a.b" }, /cannot name a protocol/],
  [{ by: "host", value: "a.example\nport,,tcp,1,Y,", application: "X" }, /is no host name/],
])("a rule that cannot be used is refused: %o", async (rule, why) => {
  const { status, body } = await ask("POST", "rules/application", rule)
  expect([status, body.error.code]).toEqual([400, "rules-invalid"])
  expect(body.error.message).toMatch(why)
})

test("why a flow has its application: as JSON and text for everybody, its packets for administrators", async () => {
  const { body } = await ask("GET", `interfaces/0/flows?filter=${encodeURIComponent("clientPort = 40000")}`)
  const [flow] = body.rows
  const why = await ask("GET", `interfaces/0/flows/${flow.flowId}/explanation`, undefined, "vic")
  expect(why.body).toMatchObject({ app: "Unknown", isWhole: true, matched: null, packets: [{ number: 1, toServer: true }], rules: [{ kind: "address", value: "203.0.113.9", protocol: "Press Hall" }] })
  expect(why.body.questions.length).toBeGreaterThan(5)
  const get = (url: string, user: string) => api.http.app.inject({ url: `/api/v1/interfaces/0/flows/${flow.flowId}/${url}`, headers: { authorization: `Basic ${Buffer.from(`${user}:${TEST_PASSWORD}`).toString("base64")}` } })
  const text = await get("report.txt", "vic")
  expect(text.headers["content-disposition"]).toContain(`flow-${flow.flowId}.txt`)
  expect(text.body).toMatch(/No dissector matched\.[^]*declined: [A-Z]/)
  expect((await get("first-packets.pcap", "vic")).statusCode).toBe(403)
  const pcap = (await get("first-packets.pcap", "ada")).rawPayload
  expect([pcap.readUInt32LE(0).toString(16), pcap.readUInt32LE(20), pcap.subarray(-11).toString()]).toEqual(["a1b2c3d4", 101, "hello there"])
  expect((await get("explanation", "vic")).statusCode).toBe(200)
  expect((await ask("GET", "interfaces/0/flows/1/explanation")).body.error.code).toBe("flow-not-found")
})
