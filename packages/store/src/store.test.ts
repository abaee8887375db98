import { mkdtempSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { expect, test } from "vitest"
import { openStore } from "./open-store.ts"
import { startHttpFront } from "./testing/http-front.ts"
import { sampleFlows } from "./testing/sample-flows.ts"
import { storeContract } from "./testing/store-contract.ts"

function temporary(): string {
  return mkdtempSync(path.join(os.tmpdir(), "netweir-store-"))
}

storeContract("embedded ClickHouse", async () => {
  const dataDir = temporary()
  const store = openStore({ target: "embedded", dataDir, retention: { bytes: null, days: 90 } })
  return {
    store,
    async close() {
      await store.close()
      rmSync(dataDir, { recursive: true })
    },
  }
})

storeContract("ClickHouse over HTTP", async () => {
  const dataDir = temporary()
  const front = await startHttpFront(path.join(dataDir, "server"), "s3cret/@")
  const store = openStore({ target: `clickhouse://default:${encodeURIComponent("s3cret/@")}@127.0.0.1:${front.port}/monitor`, dataDir })
  return {
    store,
    async close() {
      await store.close()
      await front.stop()
      rmSync(dataDir, { recursive: true })
    },
  }
})

test("no history: nothing is kept, questions say so", async () => {
  const store = openStore({ target: "none", dataDir: temporary() })
  await store.insertFlows(sampleFlows(10, { fromMs: 0, toMs: 1000 }))
  await expect(store.ask("flowsPage", { fromMs: 0, toMs: 1 })).rejects.toMatchObject({ code: "history-off", fix: expect.stringContaining("--store") })
  expect(store.stats()).toMatchObject({ kind: "none", state: "off" })
  await store.close()
})
