// How fast history takes flows, how small it keeps them, how quickly it answers. On the embedded database.
//
//   npx tsx bench/store/run.ts [--flows 5000000] [--days 7]         made-up flows spread over days
//   npx tsx bench/store/run.ts --capture FILE                       the flows of a capture, as the engine writes them
//   ... [--columns] bytes per column   [--keep DIR] leave the database there   [--json]
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { parseArgs } from "node:util"
import type { FlowBatch } from "@netweir/model"
import { encodeFlowBatch } from "@netweir/store/native/encode-flows.ts"
import { createEmbeddedDatabase } from "@netweir/store/database/embedded-database.ts"
import { openStoreOn } from "@netweir/store/open-store.ts"
import type { Database } from "@netweir/store/database/database.ts"
import { sampleFlows } from "@netweir/store/testing/sample-flows.ts"
import { captureFlows } from "./capture-flows.ts"

const { values: args } = parseArgs({ options: {
  flows: { type: "string", default: "5000000" }, days: { type: "string", default: "7" }, capture: { type: "string" },
  columns: { type: "boolean", default: false }, keep: { type: "string" }, json: { type: "boolean", default: false },
} })

const DAY_MS = 86_400_000
const BATCH = 8192
const REPEATS = 7
const result: Record<string, unknown> = {}
const say = (text: string) => { if (!args.json) console.log(text) }

const directory = args.keep ?? mkdtempSync(path.join(os.tmpdir(), "netweir-bench-store-"))
let database: Database | null = null
const store = openStoreOn((events) => (database = createEmbeddedDatabase({ directory: path.join(directory, "history") }, events)), path.join(directory, "history/spool"), { onProblem: (message) => console.error(message) })
await store.ready

// ── in
let flows = 0
let encodeMs = 0
let encodedBytes = 0
let firstMs = Number.POSITIVE_INFINITY
let lastMs = 0
async function take(batch: FlowBatch): Promise<void> {
  const began = performance.now()
  const block = encodeFlowBatch(batch)
  encodeMs += performance.now() - began
  encodedBytes += block.byteLength
  flows += batch.count
  const times = batch.columns.lastSeenMs as Float64Array
  for (let i = 0; i < batch.count; i++) [firstMs, lastMs] = [Math.min(firstMs, times[i]), Math.max(lastMs, times[i])]
  await store.insertEncodedFlows(batch.count, block)
}
let makeMs = 0
const began = performance.now()
if (args.capture) {
  const batches = await captureFlows(args.capture)
  makeMs = performance.now() - began
  for (const batch of batches) await take(batch)
} else {
  const wanted = Number(args.flows)
  const toMs = Date.UTC(2026, 2, 8)
  const fromMs = toMs - Number(args.days) * DAY_MS
  for (let i = 0; i < wanted; i += BATCH) {
    const made = performance.now()
    const batch = sampleFlows(Math.min(BATCH, wanted - i), { seed: i + 1, fromMs: fromMs + ((toMs - fromMs) * i) / wanted, toMs: fromMs + ((toMs - fromMs) * Math.min(wanted, i + BATCH)) / wanted })
    makeMs += performance.now() - made
    await take(batch)
  }
}
await store.flush()
const insertSeconds = (performance.now() - began - makeMs) / 1000
const { writer } = store.stats()
result.flows = flows
result.rowsPerSecond = Math.round(flows / insertSeconds)
result.encodeRowsPerSecond = Math.round((flows / encodeMs) * 1000)
result.blockBytesPerRow = encodedBytes / flows
say(`${flows} flows in ${insertSeconds.toFixed(1)} s: ${Math.round(flows / insertSeconds)} rows/s (encoding alone ${result.encodeRowsPerSecond} rows/s), ${writer.insertedBatches} batches, dropped ${writer.droppedRows}`)

// ── size, after merging all parts: what a day looks like when it has settled
if (!database) throw new Error("no database")
const db: Database = database
await db.command("OPTIMIZE TABLE flows FINAL")
await db.command("OPTIMIZE TABLE flows_hourly FINAL")
const sizes = await store.ask("tableSizes", {})
result.bytesPerFlow = sizes.bytesPerFlow
result.tables = sizes.tables
for (const table of sizes.tables) if (table.rows) say(`${table.name}: ${table.rows} rows, ${table.bytes} bytes, ${table.bytesPerRow?.toFixed(1)} per row`)
if (args.columns) {
  const columns = await db.query("SELECT name, sum(data_compressed_bytes), sum(data_uncompressed_bytes) FROM system.columns WHERE database = currentDatabase() AND table = 'flows' GROUP BY name ORDER BY 2 DESC", {})
  for (const [name, compressed, raw] of columns) say(`  ${String(name).padEnd(26)}${(Number(compressed) / flows).toFixed(2).padStart(8)} B/row  (raw ${(Number(raw) / flows).toFixed(1)})`)
  const indexes = await db.query("SELECT name, data_compressed_bytes FROM system.data_skipping_indices WHERE table = 'flows'", {})
  for (const [name, compressed] of indexes) say(`  index ${String(name).padEnd(20)}${(Number(compressed) / flows).toFixed(2).padStart(8)} B/row`)
}

// ── out
const all = { fromMs: firstMs, toMs: lastMs + 1 }
const day = { fromMs: Math.max(firstMs, lastMs - DAY_MS), toMs: lastMs + 1 }
const hour = { fromMs: Math.max(firstMs, lastMs - 3_600_000), toMs: lastMs + 1 }
const busiest = await store.ask("flowGroups", { ...all, by: ["client"], limit: 1, filter: "client not in 0.0.0.0..0.0.0.1" })
const host = String(busiest.rows[0]?.key[0] ?? "10.0.0.1")
const timed: readonly (readonly [name: string, ask: () => Promise<unknown>])[] = [
  ["newest 100, all", () => store.ask("flowsPage", { ...all, limit: 100 })],
  ["newest 100, last hour", () => store.ask("flowsPage", { ...hour, limit: 100 })],
  ["largest 100, last day", () => store.ask("flowsPage", { ...day, limit: 100, sort: { column: "bytes", descending: true } })],
  ["one host, newest 100, all", () => store.ask("flowsPage", { ...all, limit: 100, filter: `ip = ${host}` })],
  ["name contains, last day", () => store.ask("flowsPage", { ...day, limit: 100, filter: "hostname ~ h17." })],
  ["top 10 clients, last hour", () => store.ask("flowGroups", { ...hour, by: ["client"], limit: 10 })],
  ["top 10 clients, last day", () => store.ask("flowGroups", { ...day, by: ["client"], limit: 10 })],
  ["top 10 clients, all", () => store.ask("flowGroups", { ...all, by: ["client"], limit: 10 })],
  ["top 10 clients by size > 1kB, all", () => store.ask("flowGroups", { ...all, by: ["client"], limit: 10, filter: "bytes > 1kB" })],
  ["client x server, last day", () => store.ask("flowGroups", { ...day, by: ["client", "server"], limit: 50 })],
  ["series by app, last hour", () => store.ask("flowSeries", { ...hour, by: "app" })],
  ["series by app, last day", () => store.ask("flowSeries", { ...day, by: "app" })],
  ["series by app, all", () => store.ask("flowSeries", { ...all, by: "app" })],
  ["one host's series, all", () => store.ask("flowSeries", { ...all, filter: `client = ${host}` })],
  ["completion of app, last day", () => store.ask("columnValues", { ...day, column: "app", search: "n" })],
]
const latencies: Record<string, { medianMs: number; maxMs: number }> = {}
for (const [name, ask] of timed) {
  const times: number[] = []
  for (let i = 0; i < REPEATS; i++) {
    const asked = performance.now()
    await ask()
    times.push(performance.now() - asked)
  }
  times.sort((a, b) => a - b)
  latencies[name] = { medianMs: Math.round(times[REPEATS >> 1]), maxMs: Math.round(times[REPEATS - 1]) }
  say(`${name.padEnd(36)} median ${String(latencies[name].medianMs).padStart(5)} ms   max ${String(latencies[name].maxMs).padStart(5)} ms`)
}
result.latencies = latencies
const status = readFileSync(`/proc/${db.pid}/status`, "utf8") // Linux
const memory = (name: string) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024)
result.databaseRssMegabytes = { now: memory("VmRSS"), peak: memory("VmHWM") }
say(`memory of the database's process: ${memory("VmRSS")} MB now, ${memory("VmHWM")} MB peak`)
await store.close()
if (!args.keep) rmSync(directory, { recursive: true, force: true })
if (args.json) console.log(JSON.stringify(result, null, 2))
