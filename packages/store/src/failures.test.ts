// What happens when things break: the database's process is killed, the directory is taken, the server is away.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import net from "node:net"
import os from "node:os"
import path from "node:path"
import { afterEach, expect, test } from "vitest"
import { openStore, type StoreOptions } from "./open-store.ts"
import type { Store } from "./store.ts"
import { startHttpFront, type HttpFront } from "./testing/http-front.ts"
import { sampleFlows } from "./testing/sample-flows.ts"

const FROM = Date.UTC(2026, 2, 1, 10)
const TO = FROM + 3_600_000
const scope = { fromMs: FROM, toMs: TO }

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

function temporary(): string {
  const directory = mkdtempSync(path.join(os.tmpdir(), "netweir-failures-"))
  cleanUps.push(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}
function open(options: StoreOptions): Store {
  const store = openStore(options)
  cleanUps.push(() => store.close())
  return store
}
/** Flows whose ids are `first`, `first + 1`, ... */
function numbered(first: number, count: number) {
  const batch = sampleFlows(count, { seed: first + 1, fromMs: FROM, toMs: TO })
  return { ...batch, columns: { ...batch.columns, flowId: BigUint64Array.from({ length: count }, (_, i) => BigInt(first + i)) } }
}
async function eventually(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const giveUpAt = Date.now() + 20_000; Date.now() < giveUpAt; await new Promise((resolve) => { setTimeout(resolve, 20) })) if (await holds()) return
  throw new Error(`never: ${what}`)
}

test("kill -9 in the middle of inserts: nothing is lost, nothing is twice", async () => {
  const store = open({ target: "embedded", dataDir: temporary(), writer: { batchRows: 2000, batchAgeMs: 20 } })
  await store.ready
  let sent = 0
  for (let kill = 0; kill < 5; kill++) {
    for (let i = 0; i < 10; i++) {
      await store.insertFlows(numbered(sent, 2000))
      sent += 2000
    }
    const before = store.stats().writer.insertedBatches
    // In the middle: some of this round are in, some are not.
    await eventually("a batch is inserted", () => store.stats().writer.insertedBatches > before)
    const { pid } = store.stats()
    if (pid === null) throw new Error("no process")
    process.kill(pid, "SIGKILL")
    await eventually("the loss is noticed", () => store.stats().restarts === kill + 1)
    await expect(store.ask("flowTotals", scope)).rejects.toMatchObject({ code: "store-unreachable", fix: expect.stringContaining("by itself") })
    await eventually("it runs again", () => store.stats().state === "ready")
  }
  await store.flush()
  expect(store.stats()).toMatchObject({ restarts: 5, writer: { queuedRows: 0, droppedRows: 0, insertedRows: sent } })
  expect((await store.ask("flowsPage", { ...scope, limit: 0 })).matched).toBe(sent)
  const ids = await store.ask("flowGroups", { ...scope, by: ["flowId"], metric: "flows", limit: 1 })
  expect([ids.groups, ids.rows[0].flows]).toEqual([sent, 1])
  // The hourly roll-up has every flow once, too.
  const rolledUp = await store.ask("flowTotals", { fromMs: FROM - 100 * 3_600_000, toMs: TO })
  expect([rolledUp.table, rolledUp.flows]).toEqual(["flows_hourly", sent])
}, 60_000)

test("a second process on the same directory is told who has it; the first goes on", async () => {
  const dataDir = temporary()
  const first = open({ target: "embedded", dataDir })
  await first.ready
  const second = open({ target: "embedded", dataDir })
  await expect(second.ready).rejects.toMatchObject({ code: "store-in-use", message: expect.stringContaining(`process ${first.stats().pid}`), fix: expect.stringContaining("--store none") })
  expect(second.stats()).toMatchObject({ state: "unreachable", problem: expect.stringContaining("in use") })
  await first.insertFlows(numbered(0, 10))
  await first.flush()
  expect((await first.ask("flowTotals", scope)).flows).toBe(10)
  // When the first leaves, the second takes over by itself.
  await first.close()
  await eventually("the second runs", () => second.stats().state === "ready")
  expect((await second.ask("flowTotals", scope)).flows).toBe(10)
}, 60_000)

test("flows of a run without its database are kept on disk and stored by the next run", async () => {
  const dataDir = temporary()
  const closedPort = await freePort()
  const problems: string[] = []
  const first = open({ target: `clickhouse://127.0.0.1:${closedPort}/x`, dataDir, onProblem: (message) => problems.push(message) })
  await expect(first.ready).rejects.toMatchObject({ code: "store-unreachable" })
  await expect(first.ask("tableSizes", {})).rejects.toMatchObject({ code: "store-unreachable" })
  await first.insertFlows(numbered(0, 100))
  await first.flush()
  expect(first.stats().writer).toMatchObject({ queuedRows: 100, insertedRows: 0, droppedRows: 0 })
  expect(first.stats().writer.lagMs).toBeGreaterThanOrEqual(0)
  expect(problems[0]).toContain("does not answer")
  await first.close()

  const second = open({ target: "embedded", dataDir })
  await second.ready
  await second.flush()
  expect(second.stats().writer).toMatchObject({ queuedRows: 0, replayedBatches: 1, insertedRows: 100 })
  expect((await second.ask("flowTotals", scope)).flows).toBe(100)
  expect(readdirSync(path.join(dataDir, "history", "spool"))).toEqual([])
}, 60_000)

test("a server that comes back gets what was queued meanwhile", async () => {
  const dataDir = temporary()
  const directory = path.join(dataDir, "server")
  let front: HttpFront | null = await startHttpFront(directory, "pw")
  cleanUps.push(() => front?.stop())
  const { port } = front
  const store = open({ target: `clickhouse://default:pw@127.0.0.1:${port}/netweir`, dataDir, writer: { batchAgeMs: 10 } })
  await store.ready
  await store.insertFlows(numbered(0, 50))
  await store.flush()
  await front.stop()
  front = null
  await store.insertFlows(numbered(50, 50))
  await eventually("the loss is noticed", () => store.stats().state === "unreachable")
  front = await startHttpFront(directory, "pw", port)
  await eventually("it answers again", () => store.stats().state === "ready")
  await store.flush()
  expect((await store.ask("flowTotals", scope)).flows).toBe(100)
}, 60_000)

test("a wrong password is told as such", async () => {
  const dataDir = temporary()
  const front = await startHttpFront(path.join(dataDir, "server"), "right")
  cleanUps.push(() => front.stop())
  const store = open({ target: `clickhouse://default:wrong@127.0.0.1:${front.port}/netweir`, dataDir })
  await expect(store.ready).rejects.toMatchObject({ code: "store-failed", message: expect.stringContaining("refused the login"), fix: expect.stringContaining("password") })
}, 60_000)

test("a data directory that cannot be written to: history fails, said and counted, and nothing throws", async () => {
  const dataDir = path.join(temporary(), "data")
  writeFileSync(dataDir, "a file stands where the directory should")
  const problems: string[] = []
  const store = open({ target: "embedded", dataDir, writer: { batchAgeMs: 5 }, onProblem: (message) => problems.push(message) })
  await expect(store.ready).rejects.toMatchObject({ code: "store-failed", fix: expect.stringContaining(dataDir) })
  await store.insertFlows(numbered(0, 10))
  await store.flush()
  expect(store.stats().writer).toMatchObject({ droppedRows: 10, dropped: { "spool-write-failed": 10 }, queuedRows: 0 })
  expect(problems.some((problem) => problem.includes("10 rows lost"))).toBe(true)
}, 30_000)

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1")
  await new Promise((resolve) => { server.once("listening", resolve) })
  const { port } = server.address() as net.AddressInfo
  await new Promise((resolve) => { server.close(resolve) })
  return port
}
