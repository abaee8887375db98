// What every history must do, whoever keeps it. Called with each implementation.
import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { compileRowPredicate, flowColumns, formatFilter, type FlowBatch, type FlowRow, type SeriesBatch } from "@netweir/model"
import { filterTrees } from "@netweir/model/filter/testing/sample-trees.ts"
import { encodeFlowBatch } from "../native/encode-flows.ts"
import { historyColumns } from "../schema/stored-columns.ts"
import type { Store } from "../store.ts"
import { StoreError } from "../store-error.ts"
import { rowsOfBatch, type BatchRow } from "./batch-rows.ts"
import { putIp, sampleFlows } from "./sample-flows.ts"

const HOUR = 3_600_000
/** A whole hour of the past, so that hourly sums and single flows cover the same. */
const FROM = Date.UTC(2026, 2, 1, 10)
const scope = { fromMs: FROM, toMs: FROM + 2 * HOUR }
/** So long that the hourly roll-up answers. */
const longScope = { fromMs: FROM - 100 * HOUR, toMs: FROM + 2 * HOUR }

const HOSTILE = ["'; DROP TABLE flows; --", "\\", "\\'", "a\nb\tc\0d", "{p0:String}", "%_*", "Grüße 😀", "\u202egnp.exe", "<script>", "\ud800 lone", " ", "\"quoted\"", "x".repeat(5000), "::ffff:1.2.3.4", "NULL", "\\N"]

export function storeContract(name: string, open: () => Promise<{ store: Store; close(): Promise<void> }>): void {
  describe(name, () => {
    let store: Store
    let close: () => Promise<void>
    const batch = sampleFlows(3000, { seed: 42, fromMs: FROM, toMs: FROM + 2 * HOUR })
    const hostile = hostileBatch()
    const rows: BatchRow[] = [...rowsOfBatch(batch), ...rowsOfBatch(hostile)]

    beforeAll(async () => {
      ;({ store, close } = await open())
      await store.ready
      expect(await store.ask("flowsPage", scope)).toMatchObject({ rows: [], matched: 0, total: 0 })
      expect(await store.ask("tableSizes", {})).toMatchObject({ flows: 0, bytesPerFlow: null, oldestMs: null })
      // Blocks of one batch that arrive together become one insert.
      await store.insertEncodedFlows(batch.count, encodeFlowBatch(batch))
      await store.insertFlows(hostile)
      await store.insertSeries(seriesBatch())
      await store.flush()
    }, 60_000)
    afterAll(() => close())

    test("rows come back as they went in, absent values as null", async () => {
      const page = await store.ask("flowsPage", { ...scope, limit: 1000, sort: { column: "flowId", descending: false } })
      expect(page).toMatchObject({ matched: rows.length, total: rows.length })
      const wanted = new Map(rows.map((row) => [String(row.flowId), row]))
      for (const row of page.rows) expect(row).toMatchObject(wanted.get(row.flowId) ?? { flowId: "unknown" })
      expect(Object.keys(page.rows[0]).toSorted()).toEqual(flowColumns.map((column) => column.id).toSorted())
      expect(page.rows.find((row) => row.l4 === "TCP")?.communityId).toMatch(/^1:[\w+/]{27}=$/)
    })

    test("hostile texts stay what they are, and are found", async () => {
      for (const text of HOSTILE) {
        const { rows: found } = await store.ask("flowsPage", { ...scope, filter: `info = "${text.replace(/[\\"]/g, "\\$&")}"` })
        expect(found.map((row) => row.info)).toEqual([stored(text)])
        expect(found[0].app).toBe(stored(text))
        expect(found[0].metadata).toEqual({ x: { y: text } })
      }
    })

    test("SQL and predicate agree on every filter", async () => {
      await fc.assert(fc.asyncProperty(filterTrees(historyColumns, ["h1.", "netflix", "10.0.0", "US"]), async (tree) => {
        const filter = formatFilter(tree)
        const predicate = compileRowPredicate(tree, Date.now())
        const { matched } = await store.ask("flowsPage", { ...scope, filter, limit: 0 })
        expect([filter, matched]).toEqual([filter, rows.filter((row) => predicate(row)).length])
      }), { numRuns: 120 })
    }, 120_000)

    const likely = ["app = tls.netflix", "client in 10.0.0.0/28", "ip ~ 2001:db8", "bytes > 100kB and not encrypted", "hostname ~ google", "clientName = pc-7.office", "serverName is null", "host like h1.*", "port in (53, 400..500)", "risks exists", "risks ~ tls", "clientRttUs > 1ms", "clientRttUs is null",
      "serverCountry in (us, de)", "mac ~ 02:00:00", "tcpState >= closed", "10.0.0.1", "netflix 443", "l4 = udp", "durationMs > 1s", "exporter is null", "category != Web", "firstSeenMs < 2026-03-01T11:00:00Z", "score > 50 or retransmissionsToServer > 0", "flowId = 1"]
    for (const filter of likely) {
      test(`filter: ${filter}`, async () => {
        const { parseFilter } = await import("@netweir/model")
        const parsed = parseFilter(filter, historyColumns)
        if (!parsed.ok) throw new Error(parsed.error.message)
        const wanted = rows.filter((row) => compileRowPredicate(parsed.tree, Date.now())(row)).length
        if (filter !== "flowId = 1") expect(wanted).toBeGreaterThan(0)
        expect((await store.ask("flowsPage", { ...scope, filter, limit: 0 })).matched).toBe(wanted)
      })
    }

    test("pages follow each other without overlap, in the asked order", async () => {
      const sort = { column: "bytes", descending: true }
      const first = await store.ask("flowsPage", { ...scope, limit: 400, sort })
      const second = await store.ask("flowsPage", { ...scope, limit: 400, offset: 400, sort })
      const all = [...first.rows, ...second.rows]
      expect(new Set(all.map((row) => `${row.flowId} ${row.lastSeenMs}`)).size).toBe(800)
      expect(all.map((row) => row.bytes)).toEqual(rows.map((row) => Number(row.bytes)).toSorted((a, b) => b - a).slice(0, 800))
    })

    const ranges = [[0, 2 * HOUR], [1000, 2 * HOUR - 1000], [HOUR / 2, HOUR], [HOUR / 2, HOUR + 5], [HOUR - 7, HOUR + 7], [100, 200_000], [HOUR, HOUR + 1], [-5 * HOUR, 50 * HOUR], [5 * HOUR, 6 * HOUR], [-FROM, 2 * HOUR], [-FROM, 1e13]]
    for (const [from, to] of ranges) {
      test(`what is counted between ${from} and ${to}`, async () => {
        const wanted = rows.filter((row) => Number(row.lastSeenMs) >= FROM + from && Number(row.lastSeenMs) < FROM + to)
        const page = await store.ask("flowsPage", { fromMs: FROM + from, toMs: FROM + to, limit: 1, filter: "app = DNS" })
        expect(page).toMatchObject({ total: wanted.length, matched: wanted.filter((row) => row.app === "DNS").length })
        expect((await store.ask("flowsPage", { fromMs: FROM + from, toMs: FROM + to, limit: 0 })).matched).toBe(wanted.length)
      })
    }

    test("newest first unless asked", async () => {
      const { rows: page } = await store.ask("flowsPage", { ...scope, limit: 300 })
      expect(page.map((row) => row.lastSeenMs)).toEqual(rows.map((row) => Number(row.lastSeenMs)).toSorted((a, b) => b - a).slice(0, 300))
    })

    test("a flow by its id", async () => {
      const flowId = String(rows[7].flowId)
      const slices = await store.ask("flowById", { ...scope, flowId })
      expect(slices.map((row: FlowRow) => row.flowId)).toEqual([flowId])
      expect(await store.ask("flowById", { ...scope, flowId: "1 OR 1" })).toEqual([])
    })

    const groupings = [
      { by: ["app"], keyOf: (row: BatchRow) => [[row.app]] },
      { by: ["server", "serverPort"], keyOf: (row: BatchRow) => [[row.server, row.serverPort]] },
      { by: ["ip"], keyOf: (row: BatchRow) => [[row.client], [row.server]] },
      { by: ["tcpState"], keyOf: (row: BatchRow) => [[row.tcpState]] },
      { by: ["serverCountry"], keyOf: (row: BatchRow) => [[row.serverCountry]] },
      { by: ["risks"], keyOf: (row: BatchRow) => (row.risks as string[]).map((key) => [key]) },
      { by: ["l4", "encrypted"], keyOf: (row: BatchRow) => [[row.l4, row.encrypted]] },
    ]
    for (const { by, keyOf } of groupings) {
      test(`grouped by ${by.join(", ")}`, async () => {
        const sums = new Map<string, { bytes: number; flows: number; packets: number }>()
        for (const row of rows) {
          for (const key of keyOf(row)) {
            const sum = sums.get(JSON.stringify(key)) ?? { bytes: 0, flows: 0, packets: 0 }
            sums.set(JSON.stringify(key), { bytes: sum.bytes + Number(row.bytes), flows: sum.flows + 1, packets: sum.packets + Number(row.packets) })
          }
        }
        const reply = await store.ask("flowGroups", { ...scope, by, limit: 1000 })
        expect(reply.groups).toBe(sums.size)
        expect(reply.rows.length).toBe(Math.min(1000, sums.size))
        expect(reply.rows.map((row) => row.bytes)).toEqual([...sums.values()].map((sum) => sum.bytes).toSorted((a, b) => b - a).slice(0, 1000))
        for (const row of reply.rows) expect(row).toMatchObject(sums.get(JSON.stringify(row.key)) ?? { bytes: "no such group" })
      })
    }

    test("the hourly roll-up sums up to the same", async () => {
      for (const request of [{ by: ["app"] }, { by: ["client"], filter: "serverPort = 443" }, { by: ["serverCountry", "l4"] }]) {
        const exact = await store.ask("flowGroups", { ...scope, ...request, limit: 1000, means: true })
        const rolledUp = await store.ask("flowGroups", { ...longScope, ...request, limit: 1000, means: true })
        expect(exact.rows.some((row) => row.appLatencyUs !== null)).toBe(true)
        expect(exact.table).toBe("flows")
        expect(rolledUp.table).toBe("flows_hourly")
        expect(rolledUp.rows.map(({ key, bytes, packets, flows, score, appLatencyUs }) => ({ key, bytes, packets, flows, score, appLatencyUs })).toSorted(byKey))
          .toEqual(exact.rows.map(({ key, bytes, packets, flows, score, appLatencyUs }) => ({ key, bytes, packets, flows, score, appLatencyUs })).toSorted(byKey))
      }
      // What the roll-up does not have is asked of the flows themselves.
      expect((await store.ask("flowGroups", { ...longScope, by: ["hostname"] })).table).toBe("flows")
      expect((await store.ask("flowGroups", { ...longScope, by: ["app"], filter: "bytes > 1kB" })).table).toBe("flows")
      expect((await store.ask("flowGroups", { ...longScope, by: ["app"], filter: "netflix" })).table).toBe("flows")
    })

    test("totals", async () => {
      const bytes = rows.reduce((sum, row) => sum + Number(row.bytes), 0)
      expect(await store.ask("flowTotals", scope)).toMatchObject({ bytes, flows: rows.length })
      expect(await store.ask("flowTotals", { ...scope, filter: "app = nothing" })).toMatchObject({ bytes: 0, flows: 0, clientRttUs: null })
    })

    test("a series adds up to the total, and its first lines are the largest groups", async () => {
      const groups = await store.ask("flowGroups", { ...scope, by: ["app"], limit: 3 })
      for (const metric of ["bytes", "flows"] as const) {
        const reply = await store.ask("flowSeries", { ...scope, by: "app", metric, limit: 3, points: 24 })
        expect(reply).toMatchObject({ stepMs: 300_000, startMs: FROM })
        expect(reply.series.length).toBe(4)
        expect(reply.series.at(-1)?.key).toBeNull()
        if (metric === "bytes") expect(reply.series.slice(0, 3).map((line) => line.key)).toEqual(groups.rows.map((row) => row.key[0]))
        const sum = reply.series.flatMap((line) => line.values).reduce((a, b) => a + b, 0)
        expect(sum).toBeCloseTo(rows.reduce((total, row) => total + (metric === "bytes" ? Number(row.bytes) : 1), 0), -1)
      }
      expect((await store.ask("flowSeries", { ...scope, points: 4 })).series).toMatchObject([{ key: "" }])
      expect((await store.ask("flowSeries", { ...longScope, points: 300, by: "app" })).table).toBe("flows")
      expect((await store.ask("flowSeries", { ...longScope, points: 60, by: "app" })).table).toBe("flows_hourly")
    })

    test("time series per minute, hour and day agree", async () => {
      const request = { fromMs: FROM, toMs: FROM + 2 * HOUR, kind: "host", key: "10.0.0.1" } as const
      const minutes = await store.ask("timeSeries", { ...request, points: 120 })
      expect(minutes.stepMs).toBe(60_000)
      expect(minutes.series.bytesSent.slice(0, 3)).toEqual([100, 101, 102])
      expect(minutes.series.bytesSent[119]).toBeNull()
      const hours = await store.ask("timeSeries", { ...request, rollUp: "hour" })
      expect(hours.series.bytesSent).toEqual([sum(60, (i) => 100 + i), sum(30, (i) => 160 + i)])
      // Gauges are means: 5 active flows in each of the minutes.
      expect(hours.series.activeFlows).toEqual([5, 5])
      const days = await store.ask("timeSeries", { ...request, fromMs: FROM - 10 * HOUR, rollUp: "day" })
      expect(days.series.bytesSent).toEqual([sum(90, (i) => 100 + i)])
      const all = await store.ask("timeSeries", { ...request, key: undefined, rollUp: "hour" })
      expect(all.series.bytesSent).toEqual([2 * sum(60, (i) => 100 + i), 2 * sum(30, (i) => 160 + i)])
      expect(all.series.activeFlows).toEqual([10, 10])
    })

    test("which things have series", async () => {
      expect(await store.ask("seriesKeys", { ...scope, kind: "host" })).toMatchObject([{ key: "10.0.0.1" }, { key: "it's" }])
      expect(await store.ask("seriesKeys", { ...scope, kind: "host", search: "IT'" })).toMatchObject([{ key: "it's", lastMs: FROM + 89 * 60_000 }])
    })

    test("from the beginning of time to its end", async () => {
      const ever = { fromMs: -1e12, toMs: 1e13 }
      expect((await store.ask("flowsPage", { ...ever, limit: 1 })).total).toBe(rows.length)
      expect((await store.ask("flowGroups", { ...ever, by: ["interface"] })).rows).toMatchObject([{ flows: rows.length }])
      expect((await store.ask("flowSeries", { ...ever, metric: "flows" })).series[0].values.reduce((a, b) => a + b, 0)).toBe(rows.length)
      expect((await store.ask("timeSeries", { fromMs: 0, toMs: 1e13, kind: "host", key: "10.0.0.1" })).series.bytesSent.reduce((a: number, b) => a + (b ?? 0), 0)).toBe(sum(90, (i) => 100 + i))
      expect(await store.ask("seriesKeys", { ...ever, kind: "host" })).toHaveLength(2)
    })

    test("values for completion", async () => {
      const values = await store.ask("columnValues", { ...scope, column: "app", search: "tls" })
      expect(values.map(({ value }) => value).toSorted()).toEqual(["TLS", "TLS.Google", "TLS.Netflix"])
      expect((await store.ask("columnValues", { ...scope, column: "client", search: "10.0.0.1", limit: 3 })).every(({ value }) => value.includes("10.0.0.1"))).toBe(true)
      expect((await store.ask("columnValues", { ...scope, column: "tcpState" })).map(({ value }) => value)).toContain("closed")
    })

    test("sizes", async () => {
      const sizes = await store.ask("tableSizes", {})
      expect(sizes).toMatchObject({ flows: rows.length, oldestMs: Math.min(...rows.map((row) => Number(row.lastSeenMs))) })
      expect(sizes.bytesPerFlow).toBeGreaterThan(10)
    })

    test("a roll-up made anew is the same", async () => {
      const request = { ...longScope, by: ["app"], limit: 1000 }
      const before = await store.ask("flowGroups", request)
      expect(await store.rebuildRollUps(Date.now(), Date.now())).toBe(1)
      expect(await store.ask("flowGroups", request)).toEqual(before)
    })

    const wrong = [
      { ask: () => store.ask("flowsPage", { ...scope, filter: "bytess > 1" }), code: "filter-invalid", details: { position: 0, suggestion: "bytes" } },
      { ask: () => store.ask("flowsPage", { ...scope, sort: { column: "1; DROP TABLE flows", descending: true } }), code: "question-invalid" },
      { ask: () => store.ask("flowGroups", { ...scope, by: ["sleep(3)"] }), code: "question-invalid" },
      { ask: () => store.ask("flowGroups", { ...scope, by: [] }), code: "question-invalid" },
      { ask: () => store.ask("flowsPage", { fromMs: 5, toMs: 5 }), code: "question-invalid" },
      { ask: () => store.ask("flowsPage", { fromMs: Number.NaN, toMs: 5 }), code: "question-invalid" },
      { ask: () => store.ask("columnValues", { ...scope, column: "metadata" }), code: "question-invalid" },
    ]
    for (const [i, { ask, code, details }] of wrong.entries()) {
      test(`wrong question ${i}: ${code}`, async () => {
        const error = await ask().then(() => null, (problem: unknown) => problem)
        expect(error).toBeInstanceOf(StoreError)
        expect(error).toMatchObject({ code, ...(details ? { details } : {}) })
      })
    }
  })
}

/** Half a surrogate pair has no UTF-8: it becomes U+FFFD. */
function stored(text: string): string {
  return Buffer.from(text).toString()
}

function byKey(a: { readonly key: readonly unknown[] }, b: { readonly key: readonly unknown[] }): number {
  return JSON.stringify(a.key) < JSON.stringify(b.key) ? -1 : 1
}
function sum(count: number, value: (i: number) => number): number {
  return Array.from({ length: count }, (_, i) => value(i)).reduce((a, b) => a + b, 0)
}

/** One flow per hostile text, at the range's end, with extreme numbers. */
function hostileBatch(): FlowBatch {
  const batch = sampleFlows(HOSTILE.length, { seed: 7, fromMs: FROM + HOUR, toMs: FROM + 2 * HOUR })
  const columns = batch.columns as Record<string, unknown[]> // of the sample's own making
  for (const [i, text] of HOSTILE.entries()) {
    columns.info[i] = text
    columns.app[i] = text
    columns.metadata[i] = JSON.stringify({ x: { y: text } })
    columns.bytesToServer[i] = 2 ** 44
    columns.risks[i] = (1n << 63n) | 1n
    columns.flowId[i] = 2n ** 64n - 1n - BigInt(i)
    putIp(batch.columns.server as Uint8Array, i, [0xffffffff, 0xffffffff, 0xffffffff, 0xfffffff0 + i])
  }
  return batch
}

/** Two hosts, ninety minutes. */
function seriesBatch(): SeriesBatch {
  const points = Array.from({ length: 90 }, (_, minute) => ["10.0.0.1", "it's"].map((key) => ({ key, atMs: FROM + minute * 60_000, bytesSent: 100 + minute }))).flat()
  const same = (value: number) => points.map(() => value)
  return {
    interface: "eth0", count: points.length, atMs: points.map((point) => point.atMs), kind: points.map(() => "host" as const), key: points.map((point) => point.key),
    bytesSent: points.map((point) => point.bytesSent), bytesReceived: points.map((point) => (point.key === "10.0.0.1" ? 2 : 1)), packetsSent: same(1), packetsReceived: same(1), newFlows: same(1),
    activeFlows: same(5), activeHosts: same(1), score: same(0), retransmissions: same(0), dropped: same(0),
  }
}
