// "Wrong application?" to its end: a flow is doubted, its evidence downloaded, a rule made of it, and the next flow has the new name.
import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { open, type FileHandle } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import { ascii, ethernet, ipv4, udp } from "@netweir/engine/decode/testing.ts"
import { pcapBytes } from "@netweir/ingest/testing/capture-builder.ts"
import type { FlowRow } from "@netweir/model"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { chromiumPath, contextFor, openBrowser, openPage } from "./browser.ts"
import { startNetweir, until, type NetweirUnderTest } from "./netweir-under-test.ts"

const PCAP_HEADER_BYTES = 24

describe.skipIf(!chromiumPath)("rules", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "netweir-e2e-rules-"))
  const pipe = path.join(folder, "traffic")
  let netweir: NetweirUnderTest
  let browser: Browser
  let writer: FileHandle
  let sent = 0

  async function send(): Promise<number> {
    const srcPort = 40_000 + sent
    const frame = Uint8Array.from(ethernet(ipv4({ protocol: 17, dst: "203.0.113.9" }, udp(ascii("hello there"), { srcPort, dstPort: 50_000 }))))
    const file = pcapBytes({ little: true, magic: 0xa1b2c3d4 }, [{ bytes: frame, timestampUs: Date.now() * 1000 }])
    await writer.write(sent++ === 0 ? file : file.subarray(PCAP_HEADER_BYTES))
    return srcPort
  }
  const flowFrom = (srcPort: number) => until(`the flow from port ${srcPort}`, async () => {
    const reply = await fetch(`${netweir.base}/api/v1/interfaces/all/flows?filter=${encodeURIComponent(`clientPort = ${srcPort}`)}`)
    return ((await reply.json()) as { rows: readonly FlowRow[] }).rows
  }, (rows) => rows.length > 0)

  beforeAll(async () => {
    execFileSync("mkfifo", [pipe])
    const starting = startNetweir(["-i", pipe, "-l", "1", "--store", "none"])
    writer = await open(pipe, "w")
    netweir = await starting
    browser = await openBrowser()
  })
  afterAll(async () => {
    await writer?.close()
    await browser?.close()
    await netweir?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test("from doubt to a name", async () => {
    const [flow] = await flowFrom(await send())
    expect(flow.app).toBe("Unknown")
    const { page, problems, close } = await openPage(browser, { ...contextFor("light", 1440), acceptDownloads: true })
    await page.goto(`${netweir.base}/flows/all/${flow.flowId}`)
    await page.getByRole("button", { name: "Wrong application?" }).click()
    await page.getByText("nobody recognised it").waitFor()
    const saved = async (link: string): Promise<Buffer> => {
      const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: link }).click()])
      return readFileSync(await download.path())
    }
    expect((await saved("First packets (pcap)")).toString("latin1")).toContain("hello there")
    expect((await saved("Reasoning (text)")).toString()).toMatch(/No dissector matched/)
    await page.getByLabel("Application", { exact: false }).last().fill("Press Hall")
    await page.getByRole("button", { name: "Make the rule" }).click()
    await page.getByText("ip,203.0.113.9,,50000,Press Hall,").waitFor()
    expect((await flowFrom(await send()))[0]).toMatchObject({ app: "Press Hall", confidence: "user-rule" })

    await page.goto(`${netweir.base}/settings?tab=rules`)
    await page.getByRole("button", { name: "custom-rules.csv" }).click()
    const text = page.getByRole("textbox", { name: "Text of custom-rules.csv" })
    await text.fill("ip,203.0.113.9,,50000,Bakery,\nip,nowhere,,,X,\n")
    await page.getByRole("button", { name: "Line 2" }).waitFor()
    await page.getByRole("button", { name: "Save" }).click()
    await page.getByText("lines with problems are left out").waitFor()
    expect((await flowFrom(await send()))[0].app).toBe("Bakery")
    await page.getByRole("button", { name: "Remove" }).click()
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click()
    await page.getByRole("row", { name: /custom-rules\.csv/ }).getByText("none yet").waitFor()
    expect((await flowFrom(await send()))[0].app).toBe("Unknown")
    expect(problems).toEqual([])
    await close()
  })
})
