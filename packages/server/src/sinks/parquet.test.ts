import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { afterAll, expect, test } from "vitest"
import { literal } from "@netweir/store/database/database.ts"
import { createEmbeddedDatabase } from "@netweir/store/database/embedded-database.ts"
import type { FlowBlock } from "./flow-block.ts"
import { prepareSink } from "./prepare-sink.ts"
import { manualClock } from "./testing/manual-clock.ts"
import { flowBlock, FROM_MS, hostileBlock, seriesBlock } from "./testing/sample-blocks.ts"

const dir = mkdtempSync(path.join(tmpdir(), "netweir-parquet-test-"))
const database = createEmbeddedDatabase({ directory: path.join(dir, "reader") }, { onLost: () => undefined })
await database.open()
afterAll(async () => {
  await database.close()
  rmSync(dir, { recursive: true })
})
const ask = (sql: string) => database.query(sql, {})

test("files rotate by time and by size; ClickHouse reads back what was sent", { timeout: 60_000 }, async () => {
  const folder = path.join(dir, "it's flows")
  const clock = manualClock(FROM_MS)
  const sink = prepareSink(`parquet://${folder}?rotate=10m&size=2MB&series`).open({ instanceName: "t", version: "1", clock, lost: () => undefined, warn: () => undefined })
  const blocks: FlowBlock[] = [flowBlock(4000, 1), flowBlock(3000, 2), flowBlock(2000, 3), hostileBlock()]
  await sink.sendFlows!(blocks[0], 0)
  expect(readdirSync(folder)).toEqual(["flows-20260921T141320.native.part"])
  await clock.advance(600_000)
  await sink.tick!()
  expect(readdirSync(folder)).toEqual(["flows-20260921T141320.parquet"])
  for (const block of blocks.slice(1)) await sink.sendFlows!(block, 0)
  await sink.sendSeries!(seriesBlock([{ kind: "host", key: "10.0.0.1", bytesSent: 2 ** 40 }]), 0)
  await sink.close()
  const files = readdirSync(folder)
  expect(files.every((name) => /^(flows|series)-2026\d{4}T\d{6}(-\d+)?\.parquet$/.test(name)), files.join()).toBe(true)

  const source = `file(${literal(path.join(folder, "flows-*.parquet"))}, 'Parquet')`
  let bytes = 0
  let count = 0
  for (const block of blocks) {
    count += block.count
    for (let row = 0; row < block.count; row++) bytes += block.row(row).bytes
  }
  expect(await ask(`SELECT count(), sum(bytes) FROM ${source}`)).toEqual([[count, bytes]])
  const flow = blocks[0].row(7)
  const [row] = await ask(`SELECT client, server, clientPort, app, breed, encrypted, hostname, clientMac, exporter, risks, l4, endReason, toUnixTimestamp64Milli(lastSeenMs) FROM ${source} WHERE flowId = ${literal(flow.flowId)} AND bytesToServer = ${flow.bytesToServer}`)
  expect(row).toEqual([flow.client, flow.server, flow.clientPort, flow.app, flow.breed, flow.encrypted, flow.hostname, flow.clientMac, null, flow.risks, flow.l4, flow.endReason, Math.floor(flow.lastSeenMs)])
  const risky = await ask(`SELECT count() FROM ${source} WHERE notEmpty(risks)`)
  expect(Number(risky[0][0])).toBeGreaterThan(50)
  expect(await ask(`SELECT kind, key, bytesSent FROM file(${literal(path.join(folder, "series-*.parquet"))}, 'Parquet')`)).toEqual([["host", "10.0.0.1", 2 ** 40]])
})
