// A mute from a flow's risk to its end: made with a filter of the flow, seen on the flow and in the list, found, changed, taken away.
import type { FlowRow, InterfaceStats } from "@netweir/model"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { chromiumPath, contextFor, expectPage, heading, openBrowser, openPage, region, rowsOf, widths, screenshotDir } from "./browser.ts"
import { demoCapture, startNetweir, until, type NetweirUnderTest } from "./netweir-under-test.ts"

const RISK = "tls_obsolete_version"
const TITLE = "Obsolete TLS (v1.1 or older)"

describe.skipIf(!chromiumPath)("mutes", () => {
  let netweir: NetweirUnderTest
  let browser: Browser
  let flow: FlowRow
  let address = ""
  const get = async <T>(route: string): Promise<T> => (await (await fetch(`${netweir.base}/api/v1/${route}`)).json()) as T

  beforeAll(async () => {
    netweir = await startNetweir(["-i", demoCapture, "-l", "1", "--store", "none"])
    browser = await openBrowser()
    const [stats] = await until("the capture is read", () => get<readonly InterfaceStats[]>("interfaces"), ([one]) => one?.state === "finished")
    const { rows } = await get<{ rows: readonly FlowRow[] }>(`interfaces/${stats.id}/flows?filter=${encodeURIComponent(`risks = ${RISK}`)}`)
    flow = rows[0]
    address = `/flows/${stats.id}/${flow.flowId}`
  })
  afterAll(async () => {
    await browser?.close()
    await netweir?.stop()
  })

  test("from a flow's risk to the list and back", async () => {
    const { page, problems, close } = await openPage(browser, contextFor("light", 1440))
    await page.goto(netweir.base + address)
    const risks = page.getByRole("region", { name: "Risks" })
    await risks.getByRole("button", { name: `Mute ${TITLE}` }).click()
    const form = page.getByRole("dialog", { name: "Mute a risk" })
    await expect.poll(() => form.getByLabel("Flows", { exact: true }).inputValue()).toBe(`client = ${flow.client} and server = ${flow.server} and app = "${flow.app}"`)
    await form.getByText(/Covers [\d,]+ flows? of those in the table now/).waitFor()
    await form.getByLabel(/^this server/).uncheck()
    await form.getByLabel("Reason").fill("the old printer talks like that")
    await page.screenshot({ path: `${screenshotDir}/mute-form-light-1440.png` })
    await form.getByRole("button", { name: "Mute", exact: true }).click()
    await form.waitFor({ state: "hidden" })
    await risks.getByText("Muted: the old printer talks like that").waitFor()
    expect(await risks.getByRole("button", { name: `Mute ${TITLE}` }).count()).toBe(0)

    await risks.getByRole("link", { name: "muted" }).click()
    const row = page.getByRole("row").filter({ hasText: "the old printer talks like that" })
    await row.getByText(TITLE).waitFor()
    await row.getByText(`client = ${flow.client} and app = "${flow.app}"`).waitFor()
    await row.locator("td.column-flows").getByText(/[1-9]/).waitFor()
    await page.getByRole("combobox", { name: "Filter" }).fill("state = expired")
    await page.keyboard.press("Enter")
    await page.getByText("Nothing matches the filter").waitFor()
    await page.getByRole("button", { name: "Remove the filter" }).last().click()

    await row.getByRole("button", { name: "Open" }).click()
    const change = page.getByRole("dialog", { name: "Change the mute" })
    await change.getByLabel("Flows", { exact: true }).fill("score > 1")
    await change.getByText("A mute cannot ask for", { exact: false }).waitFor()
    expect(await change.getByRole("button", { name: "Save" }).isDisabled()).toBe(true)
    await change.getByLabel("Flows", { exact: true }).fill(`client = ${flow.client}`)
    await change.getByLabel("Expires").selectOption("1d")
    await change.getByRole("button", { name: "Save" }).click()
    await change.waitFor({ state: "hidden" })
    await row.getByText(`client = ${flow.client}`, { exact: true }).waitFor()
    expect(problems).toEqual([])
    await close()
  })

  describe.each(widths)("at %d px", (width) => {
    const looks = (name: string, path: () => string, shown: readonly ((page: Page) => Promise<unknown>)[]) => test(name, async () => {
      const context = await browser.newContext(contextFor("light", width))
      await expectPage(context, name, netweir.base + path(), shown)
      await context.close()
    })
    looks("risks-mutes", () => "/risks?tab=mutes", [heading("Risks"), rowsOf("Mutes")])
    looks("risks-with-mutes", () => "/risks", [heading("Risks"), (page) => page.getByRole("link", { name: /muted$/ }).first().waitFor({ timeout: 15_000 })])
    looks("flow-muted", () => address, [region("Risks"), (page) => page.getByText("Muted: the old printer").waitFor()])
    looks("mute-form", () => "/risks", [(page) => page.getByRole("button", { name: `Mute ${TITLE}` }).click(), (page) => page.getByRole("dialog", { name: "Mute a risk" }).waitFor(), (page) => page.getByText(/Covers [\d,]+ flows?/).waitFor()])
  })

  test("taken away: the risk counts again at once", async () => {
    const { page, problems, close } = await openPage(browser, contextFor("dark", 1440))
    await page.goto(`${netweir.base}/risks?tab=mutes`)
    await page.getByRole("row").filter({ hasText: "the old printer" }).getByRole("button", { name: "Open" }).click()
    await page.getByRole("dialog", { name: "Change the mute" }).getByRole("button", { name: "Delete" }).click()
    await page.getByRole("dialog", { name: "Delete this mute?" }).getByRole("button", { name: "Delete" }).click()
    await page.getByText("No mutes").waitFor()
    const again = await get<FlowRow>(`interfaces/${address.split("/")[2]}/flows/${flow.flowId}`)
    expect(again).toMatchObject({ risks: flow.risks, mutedRisks: [], score: flow.score })
    expect(problems).toEqual([])
    await close()
  })
})
