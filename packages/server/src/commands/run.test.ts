// The built program as its user starts it: a child process, a data directory of its own, real ports.
import { spawn, type ChildProcess } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, describe, expect, test } from "vitest"

const root = fileURLToPath(new URL("../../../..", import.meta.url))
const program = path.join(root, "bin/netweir.mjs")
const capture = path.join(root, "corpus/demo.pcap")
const isBuilt = existsSync(path.join(root, "dist/main.mjs"))
if (!isBuilt) console.warn("SKIPPED: dist/main.mjs is missing, the built program is not tested (npm run build)")

const dir = mkdtempSync(path.join(tmpdir(), "netweir-run-"))
const running = new Set<ChildProcess>()
afterAll(() => {
  for (const child of running) child.kill("SIGKILL")
  rmSync(dir, { recursive: true, force: true })
})

function start(words: readonly string[]) {
  const child = spawn(process.execPath, [program, ...words], { stdio: ["ignore", "pipe", "pipe"] })
  running.add(child)
  const said = { out: "", err: "" }
  child.stdout.on("data", (data) => { said.out += String(data) })
  child.stderr.on("data", (data) => { said.err += String(data) })
  const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => {
    running.delete(child)
    resolve(code)
  }))
  return { child, said, ended }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === "object" && address ? address.port : 0
}

/** Asks again until the answer is right; the deadline is the test's. */
async function until<T>(ask: () => Promise<T | null>): Promise<T> {
  for (;;) {
    const answer = await ask().catch(() => null)
    if (answer !== null) return answer
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

describe.skipIf(!isBuilt)("the built program", () => {
  test("a capture: pages, the printed password, live tables, history, an orderly stop, and all of it there the next time", { timeout: 120_000 }, async () => {
    const port = await freePort()
    const dataDir = path.join(dir, "data")
    const pidFile = path.join(dir, "netweir.pid")
    const base = `http://127.0.0.1:${port}`
    const words = ["-i", capture, "-w", `127.0.0.1:${port}`, "-W", "0", "-d", dataDir, "-G", pidFile, "-s"]

    const first = start(words)
    await until(async () => ((await fetch(`${base}/api/v1/version`)).ok ? true : null))
    const password = await until(async () => /password (\S+)/.exec(first.said.out)?.[1] ?? null)
    expect(first.said.out).toContain(`Netweir 0.1.0 is at http://localhost:${port}/`)
    expect((await fetch(`${base}/api/v1/interfaces`)).status).toBe(401)

    const login = await fetch(`${base}/api/v1/login`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ user: "admin", password }) })
    expect(login.status).toBe(200)
    const cookie = login.headers.get("set-cookie")?.split(";")[0] ?? ""
    expect(cookie).toMatch(new RegExp(`^session_${port}_0=`))
    const get = async (url: string) => (await fetch(base + url, { headers: { cookie } })).json()
    const loaded = await until(async () => {
      const [one] = (await get("/api/v1/interfaces")) as { id: number; state: string; packets: { received: number; stored: number; filtered: number; dropped: Record<string, number> } }[]
      return one.state === "finished" ? one : null
    })
    expect(loaded.packets.received).toBe(loaded.packets.stored + loaded.packets.filtered + Object.values(loaded.packets.dropped).reduce((sum, count) => sum + count, 0))
    const flows = (await get(`/api/v1/interfaces/${loaded.id}/flows?limit=1`)) as { total: number }
    expect(flows.total).toBeGreaterThan(100)
    const stored = await until(async () => {
      const { store } = (await get("/api/v1/health")) as { store: { state: string; flows: number } }
      return store.state === "ready" && store.flows >= flows.total ? store.flows : null
    })

    const second = start(["-i", capture, "-w", `127.0.0.1:${await freePort()}`, "-W", "0", "-d", dataDir])
    expect(await second.ended).toBe(1)
    expect(second.said.err).toContain(`The data directory ${dataDir} is in use by netweir with process id ${first.child.pid}.`)

    expect(readFileSync(pidFile, "utf8")).toBe(`${first.child.pid}\n`)
    first.child.kill("SIGTERM")
    first.child.kill("SIGINT") // Ctrl-C under npm comes twice
    expect(await first.ended).toBe(0)
    expect(first.said.err).not.toContain("again")
    expect(existsSync(pidFile)).toBe(false)
    expect(existsSync(path.join(dataDir, "netweir.lock"))).toBe(false)

    const again = start([...words.slice(0, 1), path.join(root, "corpus/demo.pcap"), ...words.slice(2), "-B", "port 1"])
    await until(async () => ((await fetch(`${base}/api/v1/version`)).ok ? true : null))
    const kept = await until(async () => {
      const { store } = (await get("/api/v1/health")) as { store: { state: string; flows: number } } // the session outlived the restart
      return store.state === "ready" ? store.flows : null
    })
    expect(kept).toBeGreaterThanOrEqual(stored)
    expect(again.said.out).not.toContain("password")
    again.child.kill("SIGINT")
    expect(await again.ended).toBe(0)
  })

  test("a stop of npm start is a stop of netweir", { timeout: 60_000 }, async () => {
    const port = await freePort()
    const npm = spawn("npm", ["start", "--silent", "--", "-i", capture, "-w", `127.0.0.1:${port}`, "-W", "0", "-d", path.join(dir, "npm"), "--store", "none", "-s"], { cwd: root, stdio: "ignore" })
    running.add(npm)
    await until(async () => ((await fetch(`http://127.0.0.1:${port}/api/v1/version`)).ok ? true : null))
    npm.kill("SIGTERM")
    await until(async () => fetch(`http://127.0.0.1:${port}/api/v1/version`).then(() => null, () => true))
    running.delete(npm)
  })

  test("--shutdown-when-done ends by itself", { timeout: 60_000 }, async () => {
    const { ended, said } = start(["-i", capture, "-w", `127.0.0.1:${await freePort()}`, "-W", "0", "-d", path.join(dir, "once"), "--store", "none", "--shutdown-when-done"])
    expect(await ended).toBe(0)
    expect(said.err).toContain("all inputs are read; stopping")
  })

  test("a busy port: one line, and no password is lost for it", { timeout: 60_000 }, async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve))
    const address = taken.address()
    const port = typeof address === "object" && address ? address.port : 0
    const dataDir = path.join(dir, "busy")
    const { ended, said } = start(["-i", capture, "-w", `127.0.0.1:${port}`, "-W", "0", "-d", dataDir, "--store", "none", "-s"])
    expect(await ended).toBe(1)
    expect(said.err).toBe(`netweir: -w: 127.0.0.1:${port} is in use by another program. Stop that program, or choose another port with -w PORT (HTTPS: -W PORT, or -W 0 for none).\n`)
    await new Promise((resolve) => taken.close(resolve))
    expect(JSON.parse(readFileSync(path.join(dataDir, "settings.json"), "utf8")).documents).not.toHaveProperty(["users/admin"])
  })

  const mistakes: readonly { words: readonly string[]; status: number; says: string }[] = [
    { words: ["--intreface", "eth0"], status: 2, says: "netweir: unknown option --intreface; did you mean --interface?\n" },
    { words: ["-w", "x"], status: 2, says: 'netweir: -w "x" must be a port' },
    { words: ["-i", "no-such-device"], status: 1, says: "netweir: -i: There is no interface, file or directory no-such-device. There are: " },
    { words: ["-i", "gone.pcap"], status: 1, says: "netweir: -i: There is no file gone.pcap." },
    { words: ["-i", capture, "-B", "prot 80"], status: 1, says: "prot 80" },
    { words: ["-i", capture, "-d", "/proc/nowhere"], status: 1, says: "netweir: The data directory /proc/nowhere cannot be made" },
  ]
  for (const { words, status, says } of mistakes) {
    test(`netweir ${words.join(" ")}`, { timeout: 60_000 }, async () => {
      const { ended, said } = start(words)
      expect(await ended).toBe(status)
      expect(said.err).toContain(says)
      expect(said.err.trimEnd()).not.toContain("\n")
    })
  }

  test("settings that can't be read stop the start instead of making a new administrator", { timeout: 60_000 }, async () => {
    const dataDir = mkdtempSync(path.join(dir, "broken-"))
    writeFileSync(path.join(dataDir, "settings.json"), "{")
    const { ended, said } = start(["-i", capture, "-w", `127.0.0.1:${await freePort()}`, "-d", dataDir])
    expect(await ended).toBe(1)
    expect(said.err).toContain("settings.json cannot be read")
    expect(readFileSync(path.join(dataDir, "settings.json"), "utf8")).toBe("{")
  })

  const reports = [["interfaces", /^\s*#\s+Name\s+State.*\n.*\blo\b/], ["--help", /Usage: netweir \[run\][\s\S]*--interface NAME[\s\S]*Available interfaces/], ["-V", /^netweir 0\.1\.0\n$/]] as const
  for (const [word, shows] of reports) {
    test(`netweir ${word}`, { timeout: 60_000 }, async () => {
      const { ended, said } = start([word])
      expect(await ended).toBe(0)
      expect(said.out).toMatch(shows)
    })
  }

  test("netweir doctor", { timeout: 60_000 }, async () => {
    const { ended, said } = start(["doctor", "-d", path.join(dir, "data"), "-w", String(await freePort()), "-W", "0"])
    expect(await ended, said.out).toBe(said.out.includes("ERROR") ? 1 : 0)
    for (const title of ["Node.js", "Right to capture", "Disk", "Clock", "Receive buffer", "Countries, AS numbers, vendors", "History: ClickHouse", "bytes per flow", "HTTP port"]) expect(said.out).toContain(title)
  })
})
