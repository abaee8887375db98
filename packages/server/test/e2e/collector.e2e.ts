// A collector as a user runs it: datagrams of NetFlow v9 in, its exporters, flows and counters in API and browser.
import { createSocket } from "node:dgram"
import { once } from "node:events"
import type { ExporterDetail, ExporterRow, FlowRow, InterfaceStats } from "@netweir/model"
import { dataSet, thirtyFields, thirtyValues, v9, v9Template, TEST_UPTIME_MS, type TestValue } from "@netweir/ingest/netflow/testing-datagrams.ts"
import type { Browser, BrowserContext } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { chromiumPath, contextFor, expectPage, heading, openBrowser, region, rowsOf, widths, type Look } from "./browser.ts"
import { freePort, startNetweir, until, type NetweirUnderTest } from "./netweir-under-test.ts"

const DATAGRAMS = 50
const RECORDS = 20
const EXPORTER = "127.0.0.1 netflow9 7"

describe("a collector", () => {
  let netweir: NetweirUnderTest
  let browser: Browser | undefined
  let id = 0
  const get = async <T>(route: string): Promise<T> => (await (await fetch(`${netweir.base}/api/v1/${route}`)).json()) as T

  beforeAll(async () => {
    const port = await freePort()
    netweir = await startNetweir(["-i", `flows://127.0.0.1:${port}`, "-l", "1", "-m", "10.0.0.0/8"])
    const [stats] = await until("the port is open", () => get<readonly InterfaceStats[]>("interfaces"), ([one]) => one?.state === "running")
    ;({ id } = stats)
    await send(port)
    await until("all records are counted", () => get<readonly InterfaceStats[]>("interfaces"), ([one]) => one.packets.received === DATAGRAMS * RECORDS)
    if (chromiumPath) browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await netweir?.stop()
  })

  test("what was sent is what is counted, and it adds up", async () => {
    const [stats] = await get<readonly InterfaceStats[]>("interfaces")
    const bytes = sentRecords().reduce((sum, n) => sum + 1000 + n, 0)
    expect(stats).toMatchObject({ unit: "records", kind: "live", datagrams: { received: DATAGRAMS + 1, dropped: {} } })
    expect(stats.packets).toMatchObject({ received: DATAGRAMS * RECORDS, stored: DATAGRAMS * RECORDS, filtered: 0, dropped: {}, bytes })
    const { rows } = await get<{ rows: readonly ExporterRow[] }>(`interfaces/${id}/exporters`)
    expect(rows).toMatchObject([{ key: EXPORTER, exporter: "127.0.0.1", source: "netflow9", observationDomain: 7, records: DATAGRAMS * RECORDS, lost: 0, templates: 1, dropped: 0 }])
    const { interfaces, templates } = await get<ExporterDetail>(`interfaces/${id}/exporter?key=${encodeURIComponent(EXPORTER)}`)
    expect(interfaces.reduce((sum, one) => sum + one.bytesOut, 0)).toBeLessThanOrEqual(bytes)
    expect(templates.map(({ fields }) => fields.length)).toEqual([thirtyFields.length])
    const { rows: flows } = await get<{ rows: readonly FlowRow[] }>(`interfaces/${id}/flows?filter=${encodeURIComponent('exporter = 127.0.0.1 and observationDomain = 7')}&limit=1000`)
    expect(flows.reduce((sum, flow) => sum + flow.bytes, 0)).toBe(bytes)
  })

  const pages: readonly (readonly [name: string, address: () => string, shown: readonly Look[]])[] = [
    ["collector-exporters", () => "/exporters", [heading("Exporters"), rowsOf("Exporters")]],
    ["collector-exporter", () => `/exporters/${encodeURIComponent(EXPORTER)}`, [heading("127.0.0.1"), region("Arrival"), region("Dropped"), region("Samplers")]],
    ["collector-exporter-interfaces", () => `/exporters/${encodeURIComponent(EXPORTER)}?tab=interfaces`, [rowsOf("Interfaces")]],
    ["collector-exporter-templates", () => `/exporters/${encodeURIComponent(EXPORTER)}?tab=templates`, [(page) => page.getByText("sourceIPv4Address").first().waitFor()]],
    ["collector-exporter-flows", () => `/exporters/${encodeURIComponent(EXPORTER)}?tab=flows`, [rowsOf("Flows")]],
    ["collector-interfaces", () => "/interfaces", [region("Where records went"), region("Datagrams and messages"), (page) => page.getByText("adds up").waitFor()]],
  ]
  describe.skipIf(!chromiumPath).each(widths)("at %d px", (width) => {
    let context: BrowserContext | undefined
    beforeAll(async () => { context = await browser?.newContext(contextFor("light", width)) })
    afterAll(() => context?.close())

    test.concurrent.each(pages)("%s", async (name, address, shown) => {
      if (!context) throw new Error("the browser did not start")
      await expectPage(context, name, `${netweir.base}${address()}`, shown)
    })
  })
})

/** flowEndReason 2, active timeout: the pages look at the flows for longer than an ended one stays. */
function stillActive(values: readonly TestValue[]): TestValue[] {
  return values.map((value, i) => (thirtyFields[i][0] === 136 ? 2 : value))
}

function sentRecords(): number[] {
  return Array.from({ length: DATAGRAMS * RECORDS }, (_, n) => n)
}

async function send(port: number): Promise<void> {
  const socket = createSocket("udp4")
  const seconds = Math.floor(Date.now() / 1000)
  const header = (sequence: number) => ({ seconds, uptimeMs: TEST_UPTIME_MS, sequence, domain: 7 })
  const datagrams = [v9(header(0), v9Template(256, thirtyFields))]
  for (let i = 0; i < DATAGRAMS; i++) {
    const rows = Array.from({ length: RECORDS }, (_, n) => stillActive(thirtyValues(i * RECORDS + n)))
    datagrams.push(v9({ ...header(i + 1), count: RECORDS }, dataSet(256, thirtyFields, rows)))
  }
  for (const datagram of datagrams) {
    await new Promise<void>((resolve, reject) => socket.send(datagram, port, "127.0.0.1", (error) => (error ? reject(error) : resolve())))
  }
  socket.close()
  await once(socket, "close")
}
