// A call as people look for it: found by its quality, live and in history; its page shows both directions and what the receiver reports.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { ethernet, ipv4, udp } from "@netweir/engine/decode/testing.ts"
import { pcapBytes } from "@netweir/ingest/testing/capture-builder.ts"
import type { FlowRow, InterfaceStats } from "@netweir/model"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { chromiumPath, contextFor, expectPage, heading, openBrowser, region, rowsOf, widths } from "./browser.ts"
import { startNetweir, until, type NetweirUnderTest } from "./netweir-under-test.ts"

const START_US = 1_760_000_000e6
const SECONDS = 60

function frame(fromClient: boolean, atMs: number, payload: Uint8Array) {
  const [src, dst, srcPort, dstPort] = fromClient ? ["10.0.0.1", "10.0.0.2", 30_000, 40_000] as const : ["10.0.0.2", "10.0.0.1", 40_000, 30_000] as const
  return { bytes: Uint8Array.from(ethernet(ipv4({ protocol: 17, src, dst }, udp([...payload], { srcPort, dstPort })))), timestampUs: START_US + atMs * 1000 }
}
function rtp(fromClient: boolean, atMs: number, sequence: number) {
  const payload = new Uint8Array(172).fill(0xd5)
  const view = new DataView(payload.buffer)
  view.setUint16(0, 0x8008)
  view.setUint16(2, sequence)
  view.setUint32(4, sequence * 160)
  view.setUint32(8, fromClient ? 0xaaaa : 0xbbbb)
  return frame(fromClient, atMs, payload)
}
/** The server has lost a tenth of what the client sent. */
function report(atMs: number) {
  const payload = new Uint8Array(40)
  const view = new DataView(payload.buffer)
  view.setUint32(0, 0x81c90007)
  view.setUint32(8, 0xaaaa)
  view.setUint32(12, (26 << 24) | 300)
  view.setUint32(20, 160)
  view.setUint32(32, 0x81ca0001)
  return frame(false, atMs, payload)
}

describe.skipIf(!chromiumPath)("calls", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "netweir-e2e-calls-"))
  let netweir: NetweirUnderTest
  let browser: Browser
  let flow: FlowRow
  let interfaceId = 0
  const get = async <T>(route: string): Promise<T> => (await (await fetch(`${netweir.base}/api/v1/${route}`)).json()) as T
  const range = `fromMs=0&toMs=${START_US / 1000 + 3_600_000}`

  beforeAll(async () => {
    const frames = Array.from({ length: SECONDS * 50 }, (_, i) => i).flatMap((i) => [
      ...(i > 100 && i % 20 === 0 ? [] : [rtp(true, i * 20 + (i % 3) * 4, i)]), // a twentieth is lost, up to 8 ms late
      rtp(false, i * 20 + 1, i), ...(i === 2900 ? [report(i * 20 + 2)] : []),
    ])
    const file = path.join(folder, "call.pcap")
    writeFileSync(file, pcapBytes({ little: true, magic: 0xa1b2c3d4 }, frames))
    netweir = await startNetweir(["-i", file, "-l", "1"])
    browser = await openBrowser()
    const [stats] = await until("the capture is read", () => get<readonly InterfaceStats[]>("interfaces"), ([one]) => one?.state === "finished")
    interfaceId = stats.id
    flow = (await get<{ rows: readonly FlowRow[] }>(`interfaces/${stats.id}/flows`)).rows[0]
    await until("history has the flow", () => get<{ total: number }>(`history/flows?${range}&limit=1`), ({ total }) => total > 0)
  })
  afterAll(async () => {
    await browser?.close()
    await netweir?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test("live and stored figures are the same, and both are found by them", async () => {
    expect(flow).toMatchObject({ mediaType: "audio", rtpCodec: "PCMA", rtpLossToClient: 0, mosToClient: 4.4 })
    expect(flow.rtpLossToServer).toBeCloseTo(0.05, 2)
    const measured = ({ mediaType, rtpCodec, jitterToServerUs, jitterToClientUs, rtpLossToServer, rtpLossToClient, mosToServer, mosToClient }: FlowRow) =>
      ({ mediaType, rtpCodec, jitterToServerUs, jitterToClientUs, rtpLossToServer, rtpLossToClient, mosToServer, mosToClient })
    const stored = async (filter: string) => (await get<{ rows: readonly FlowRow[] }>(`history/flows?${range}&sort=-mosToServer&filter=${encodeURIComponent(filter)}`)).rows
    for (const filter of ["mosToServer < 4", "rtpLossToServer > 4%", "rtpLossToClient = 0", `mosToServer = ${flow.mosToServer}`, "media = audio", "jitterToServer > 1ms"]) expect((await stored(filter)).map(measured), filter).toEqual([measured(flow)])
    for (const filter of ["mosToServer > 4.3", "rtpLossToServer < 1%", "media = video", "mosToServer not exists"]) expect(await stored(filter), filter).toEqual([])
    const grouped = await get<{ rows: readonly { key: readonly unknown[] }[] }>(`history/groups?${range}&by=mediaType`)
    expect(grouped.rows.map(({ key }) => key[0])).toEqual(["audio"])
  })

  describe.each(widths)("at %d px", (width) => {
    test.each([
      ["calls-flow", (): string => `/flows/${interfaceId}/${flow.flowId}`, [heading(/./), region("Call quality"), (page: import("playwright-core").Page) => page.getByText(/loss 10.2 %, jitter 20.0 ms/).waitFor()]],
      ["calls-table", (): string => "/flows?columns=client,server,app,mediaType,rtpCodec,jitterToServerUs,jitterToClientUs,rtpLossToServer,rtpLossToClient,mosToServer,mosToClient&filter=mosToServer+%3C+4&sort=mosToServer", [rowsOf("Flows")]],
    ] as const)("%s", async (name, address, shown) => {
      const context = await browser.newContext(contextFor("light", width))
      await expectPage(context, name, netweir.base + address(), shown)
      await context.close()
    })
  })
})
