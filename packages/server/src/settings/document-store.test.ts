// One suite, both sides: the file and a real redis-server started on a socket of its own.
import { spawn, spawnSync, type ChildProcess } from "node:child_process"
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { Type } from "typebox"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { silentLog, createLog } from "../log/log.ts"
import { collection } from "./collection.ts"
import type { DocumentStore } from "./document-store.ts"
import { exportSettings } from "./export.ts"
import { openFileStore } from "./file-store.ts"
import { interfaceIds } from "./interface-ids.ts"
import { migrate, type Migration } from "./migrations.ts"
import { openRedisStore } from "./redis-store.ts"
import { createSettings, defaultSettings } from "./settings.ts"

const dir = mkdtempSync(path.join(tmpdir(), "netweir-settings-"))
const socketPath = path.join(dir, "redis.sock")
const hasRedis = spawnSync("redis-server", ["--version"]).status === 0
if (!hasRedis) console.warn("SKIPPED: redis-server is not installed, the Redis side of the settings is not tested (apt-get install redis-server)")
let redis: ChildProcess | null = null

beforeAll(async () => {
  if (!hasRedis) return
  const child = spawn("redis-server", ["--port", "0", "--unixsocket", socketPath, "--save", "", "--dir", dir], { stdio: ["ignore", "pipe", "inherit"] })
  redis = child
  await new Promise<void>((resolve, reject) => {
    child.on("exit", (code) => reject(new Error(`redis-server ended with ${code}`)))
    child.stdout.on("data", (data) => String(data).includes("ready to accept connections") && resolve())
  })
})
afterAll(() => {
  redis?.removeAllListeners("exit")
  redis?.kill()
  rmSync(dir, { recursive: true, force: true })
})

let next = 0
const sides: readonly { name: string; skip: boolean; open: (id: string) => Promise<DocumentStore> }[] = [
  { name: "file", skip: false, open: async (id) => openFileStore(path.join(dir, `${id}.json`)) },
  { name: "redis", skip: !hasRedis, open: (id) => openRedisStore({ host: "", port: 0, socketPath, password: null, database: 1 }, silentLog, id) },
]

for (const { name, skip, open } of sides) {
  describe.skipIf(skip)(`documents in ${name}`, () => {
    const fresh = async () => {
      const id = `store${next++}`
      return { id, store: await open(id) }
    }
    test("put, get, list, remove; all of it there after reopening", async () => {
      const { id, store } = await fresh()
      await store.put("users/ann", { n: 1 })
      await store.put("users/bob", { n: 2 })
      await store.put("tokens/x", ["ü\u0000", null])
      expect(await store.remove("users/bob")).toBe(true)
      expect(await store.remove("users/bob")).toBe(false)
      await store.close()
      const again = await open(id)
      expect(await again.get("users/ann")).toEqual({ n: 1 })
      expect(await again.get("users/bob")).toBeUndefined()
      expect(await again.list("users/")).toEqual([{ key: "users/ann", value: { n: 1 } }])
      expect(await again.get("tokens/x")).toEqual(["ü\u0000", null])
      await again.close()
    })
    test("what was read is a copy", async () => {
      const { store } = await fresh()
      await store.put("a/b", { list: [1] })
      const read = (await store.get("a/b")) as { list: number[] }
      read.list.push(2)
      expect(await store.get("a/b")).toEqual({ list: [1] })
      await store.close()
    })
    test("parallel updates lose nothing", async () => {
      const { store } = await fresh()
      await Promise.all(Array.from({ length: 12 }, () => store.update("c/n", (current) => (typeof current === "number" ? current : 0) + 1)))
      expect(await store.get("c/n")).toBe(12)
      expect(await store.update("c/n", () => undefined)).toBeUndefined()
      expect(await store.get("c/n")).toBeUndefined()
      await store.close()
    })
    test("a refused change writes nothing", async () => {
      const { store } = await fresh()
      await store.put("c/n", 1)
      await expect(store.update("c/n", () => { throw new Error("no") })).rejects.toThrow(/^no$/)
      expect(await store.get("c/n")).toBe(1)
      await store.close()
    })
    test("migrations run once, in order, and newer settings are refused", async () => {
      const { store } = await fresh()
      const ran: number[] = []
      const steps: Migration[] = [async () => void ran.push(1), async () => void ran.push(2)]
      await migrate(store, []) // version 1
      await migrate(store, steps)
      await migrate(store, steps)
      expect(ran).toEqual([1, 2])
      await expect(migrate(store, [])).rejects.toMatchObject({ code: "settings-newer" })
      await store.close()
    })
    test("interface ids stay", async () => {
      const { store } = await fresh()
      expect(await interfaceIds(store, ["eth0", "eth1"], silentLog)).toEqual([0, 1])
      expect(await interfaceIds(store, ["eth1", "wlan0", "eth0"], silentLog)).toEqual([1, 2, 0])
      await store.close()
    })
    test("settings: defaults, changes, the command line first, aliases", async () => {
      const { store } = await fresh()
      const settings = createSettings(store, silentLog)
      const seen: string[] = []
      settings.onChange((now) => seen.push(now.dateFormat))
      expect(await settings.read()).toEqual(defaultSettings)
      expect(await settings.change({ dateFormat: "locale" })).toEqual({ ...defaultSettings, dateFormat: "locale" })
      await settings.setAlias("10.0.0.1", "router")
      await settings.setAlias("10.0.0.2", "printer")
      await settings.setAlias("10.0.0.2", "")
      expect((await settings.read()).hostAliases).toEqual({ "10.0.0.1": "router" })
      expect(seen[0]).toBe("locale")
      const bound = createSettings(store, silentLog, { retention: { bytes: null, days: 7 } })
      expect((await bound.read()).retention).toEqual({ bytes: null, days: 7, rollupDays: 730 })
      await expect(settings.change({ retention: { bytes: 1e6, days: 90, rollupDays: null } })).rejects.toMatchObject({ code: "settings-invalid" })
      await expect(settings.change({ sessionHours: 0 })).rejects.toMatchObject({ code: "settings-invalid" })
      await store.close()
    })
    test("the export leaves sessions out", async () => {
      const { store } = await fresh()
      await store.put("users/a", 1)
      await store.put("sessions/b", 2)
      expect(await exportSettings(store)).toEqual({ format: "netweir-settings", documents: { "users/a": 1 } })
      await store.close()
    })
  })
}

test("a document that its schema refuses counts as absent and is named in the log", async () => {
  const lines: string[] = []
  const log = createLog({ verbosity: 2, write: (line) => lines.push(line), nowMs: () => 0 })
  const store = openFileStore(path.join(dir, "invalid.json"))
  await store.put("users/a", { age: "old" })
  const users = collection(store, "users", Type.Object({ age: Type.Number() }), log)
  expect(await users.get("a")).toBeUndefined()
  expect(await users.isEmpty()).toBe(false)
  expect(lines.join("")).toContain("users/a is not valid")
})

describe("file", () => {
  test("is private, whole, and leaves no temporary behind", async () => {
    const file = path.join(dir, "private.json")
    const store = openFileStore(file)
    await Promise.all(Array.from({ length: 20 }, (_, n) => store.put(`n/${n}`, n)))
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(Object.keys(JSON.parse(readFileSync(file, "utf8")).documents)).toHaveLength(20)
    expect(readdirSync(dir).filter((name) => name.endsWith(".tmp"))).toEqual([])
  })
  for (const content of ["", "{", "[]", '{"format":"other","documents":{}}']) {
    test(`refuses to start from ${JSON.stringify(content)} rather than forget its users`, () => {
      const file = path.join(dir, "broken.json")
      writeFileSync(file, content)
      expect(() => openFileStore(file)).toThrow(expect.objectContaining({ code: "settings-unreadable" }))
    })
  }
  test("a failed write is told to its caller and made up for later", async () => {
    const folder = path.join(dir, "gone")
    const file = path.join(folder, "s.json")
    const store = openFileStore(file)
    await expect(store.put("a/b", 1)).rejects.toMatchObject({ code: "settings-unwritable" })
    const { mkdirSync } = await import("node:fs")
    mkdirSync(folder)
    await store.close()
    expect(existsSync(file)).toBe(true)
  })
})

test("an unreachable Redis is one clear error", async () => {
  await expect(openRedisStore({ host: "", port: 0, socketPath: path.join(dir, "nobody.sock"), password: null, database: 0 }, silentLog)).rejects.toMatchObject({ code: "redis-unreachable", message: expect.stringContaining("nobody.sock does not answer") })
})
