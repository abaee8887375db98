// The whole way: a capture in a source worker, over its port into the thread of the sinks, out.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import type { MessagePort } from "node:worker_threads"
import { afterAll, expect, test } from "vitest"
import { silentLog } from "../log/log.ts"
import { createMonitor } from "../monitor/create-monitor.ts"
import { defaultMonitorOptions } from "../monitor/monitor.ts"
import { createSinks, openSinks, type Sinks } from "./create-sinks.ts"
import { freeTcpPort, until } from "./testing/peers.ts"

const capture = fileURLToPath(new URL("../../../../corpus/demo.pcap", import.meta.url))
const dir = mkdtempSync(path.join(tmpdir(), "netweir-all-sinks-"))
afterAll(() => rmSync(dir, { recursive: true }))

interface Row { readonly bytes: number; readonly packets: number; readonly interface: string }
const rowsOf = (folder: string): Row[] => readdirSync(folder).filter((name) => name.startsWith("flows-")).flatMap((name) => readFileSync(path.join(folder, name), "utf8").trimEnd().split("\n").map((line) => JSON.parse(line) as Row))
const sum = (rows: readonly Row[], field: "bytes" | "packets") => rows.reduce((total, row) => total + row[field], 0)

function monitorOf(sinks: Sinks | null) {
  const names = ["demo.pcap"]
  return createMonitor({ ...defaultMonitorOptions, interfaces: [capture], dnsMode: 3 }, { log: silentLog, history: null, hostAliases: {}, interfaceId: (name) => names.indexOf(name), sinks })
}

test("several sinks at once, one of them away: the others get everything, and capture does not notice", { timeout: 60_000 }, async () => {
  const [first, second] = [path.join(dir, "a"), path.join(dir, "b")]
  const sinks = openSinks({ sinks: [`ndjson://${first}?series`, `ndjson://${second}?format=ntopng`, `es+http://u:hunter2@127.0.0.1:${await freeTcpPort()}/flows`], instanceName: "test", version: "1" }, silentLog)
  if (!sinks) throw new Error("no sinks")
  const monitor = monitorOf(sinks)
  await monitor.start()
  sinks.start()
  await monitor.whenFinished()
  const stats = await monitor.interfaces[0].ask("stats", {})
  await until(() => sinks.stats().length === 3 && sinks.stats()[2].state === "down")
  await monitor.stop()
  await sinks.stop()
  const rows = rowsOf(first)
  expect(rows).toHaveLength(1304)
  expect({ packets: sum(rows, "packets"), bytes: sum(rows, "bytes") }).toEqual({ packets: 72_807, bytes: 59_112_860 })
  expect(stats.packets.stored).toBe(72_807)
  expect(rowsOf(second)).toHaveLength(1304)
  expect(readdirSync(first).some((name) => /^series-.*\.ndjson$/.test(name))).toBe(true)
  const [a, b, away] = sinks.stats()
  expect(a).toMatchObject({ title: "NDJSON files", takes: ["flows", "series"], state: "stopped", queuedRows: 0 })
  expect(b).toMatchObject({ receivedRows: 1304, sentRows: 1304 })
  expect(away).toMatchObject({ receivedRows: 1304, sentRows: 0, dropped: { shutdown: 1304 } })
  expect(JSON.stringify(sinks.stats())).not.toContain("hunter2")
})

test("two sinks to one place have names of their own", { timeout: 30_000 }, async () => {
  const folder = path.join(dir, "same")
  const sinks = openSinks({ sinks: [`ndjson://${folder}?format=ecs`, `ndjson://${folder}?gzip`], instanceName: "test", version: "1" }, silentLog)
  await until(() => sinks?.stats().length === 2)
  expect(sinks?.stats().map(({ label }) => label)).toEqual([`ndjson://${folder}`, `ndjson://${folder} (2)`])
  await sinks?.stop()
})

test("a thread that breaks off is started again, and source workers get new ports", { timeout: 30_000 }, async () => {
  // Breaks off at the first word of its first source; later ones live.
  const entry = path.join(dir, "fragile.mjs")
  const mark = path.join(dir, "broken-once")
  writeFileSync(entry, `import { parentPort } from "node:worker_threads"
import { existsSync, writeFileSync } from "node:fs"
let isStarted = false
parentPort.on("message", ({ op, port }) => {
  if (op === "start") isStarted = true
  if (op === "stop") { parentPort.postMessage({ op: "stopped", sinks: [] }); parentPort.close() }
  if (op === "connect") port.on("message", () => {
    if (!existsSync(${JSON.stringify(mark)})) { writeFileSync(${JSON.stringify(mark)}, ""); throw new Error("fragile") }
    port.postMessage({ credit: 1, isStarted })
    port.close()
  })
})
`)
  const problems: string[] = []
  const sinks = createSinks({ sinks: [], instanceName: "test", version: "1" }, { ...silentLog, error: (text) => problems.push(text) }, { entry: pathToFileURL(entry), restartMs: 10 })
  sinks.start()
  const renewed = new Promise<MessagePort>((resolve) => {
    const { port } = sinks.connect({ interfaceName: "eth0", interfaceId: 0 }, resolve)
    port.postMessage("flows")
    port.on("close", () => undefined)
  })
  const next = await renewed
  const answer = new Promise((resolve) => { next.once("message", resolve) })
  next.postMessage("flows")
  expect(await answer).toEqual({ credit: 1, isStarted: true })
  expect(problems).toHaveLength(1)
  expect(problems[0]).toContain("the sinks thread broke off: Error: fragile")
  await sinks.stop()
})

test("no --sink, no thread", () => expect(openSinks({ sinks: [], instanceName: "test", version: "1" }, silentLog)).toBeNull())
