// What people do with the pages: filter, sort, page, choose columns, export, explore, and all of it by keyboard.
import { readFileSync } from "node:fs"
import type { InterfaceStats } from "@netweir/model"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { chromiumPath, contextFor, openBrowser, openPage } from "./browser.ts"
import { demoCapture, startNetweir, until, type NetweirUnderTest } from "./netweir-under-test.ts"

const paintedColors = readFileSync(new URL("painted-colors.js", import.meta.url), "utf8")

describe.skipIf(!chromiumPath)("use", () => {
  let netweir: NetweirUnderTest
  let browser: Browser

  beforeAll(async () => {
    netweir = await startNetweir(["-i", demoCapture, "-l", "1", "-m", "192.168.10.0/24=office"])
    browser = await openBrowser()
    await until("the capture is read", async () => (await (await fetch(`${netweir.base}/api/v1/interfaces`)).json()) as readonly InterfaceStats[], ([one]) => one?.state === "finished")
  })
  afterAll(async () => {
    await browser?.close()
    await netweir?.stop()
  })

  async function onPage(address: string, run: (page: Page) => Promise<void>): Promise<void> {
    const { page, problems, close } = await openPage(browser, { ...contextFor("light", 1440), acceptDownloads: true })
    try {
      await page.goto(`${netweir.base}${address}`)
      await run(page)
      expect(problems).toEqual([])
    } finally {
      await close()
    }
  }
  const flowRows = (page: Page) => page.getByRole("table", { name: "Flows" }).locator("tbody tr")
  const matched = async (page: Page) => Number(/of ([\d,]+)/.exec((await page.getByRole("navigation", { name: "Pages" }).innerText()).replace(/\n/g, " "))?.[1].replaceAll(",", ""))

  test("a filter, a sort and columns live in the URL and survive a reload", () => onPage("/flows", async (page) => {
    await flowRows(page).first().waitFor()
    const all = await matched(page)
    await page.getByRole("combobox", { name: "Filter" }).fill("serverPort = 443")
    await page.getByRole("combobox", { name: "Filter" }).press("Escape")
    await page.getByRole("button", { name: "Apply" }).click()
    await page.getByRole("list", { name: "Active filter" }).waitFor()
    await page.getByRole("button", { name: "Last seen" }).click()
    await page.waitForURL(/sort=-lastSeenMs/)
    await page.getByRole("button", { name: "Columns" }).click()
    await page.getByRole("checkbox", { name: "Category" }).check()
    await page.keyboard.press("Escape")
    await page.waitForURL(/columns=.*category/)
    expect(new URL(page.url()).searchParams.get("filter")).toBe("serverPort = 443")
    const filtered = await until("fewer rows", () => matched(page), (count) => count < all)
    await page.reload()
    await flowRows(page).first().waitFor()
    expect(await matched(page)).toBe(filtered)
    await page.getByRole("columnheader", { name: "Category" }).waitFor()
    expect(await page.getByRole("columnheader", { name: "Last seen" }).getAttribute("aria-sort")).toBe("descending")
    expect(new Set(await page.locator("td.column-serverPort").allInnerTexts())).toEqual(new Set(["443"]))
  }))

  test("a chart is painted anew when the system goes dark", () => onPage("/", async (page) => {
    await page.locator(".chart canvas").first().waitFor()
    const colors = () => page.evaluate<{ line: string; painted: readonly string[] }>(paintedColors)
    const light = await until("the chart has light lines", colors, ({ line, painted }) => painted.includes(line))
    await page.emulateMedia({ colorScheme: "dark" })
    const dark = await until("the chart has dark lines", colors, ({ line, painted }) => line !== light.line && painted.includes(line))
    expect(dark.painted).not.toContain(light.line)
  }))

  test("a clicked value becomes a filter; its chip takes it away", () => onPage("/flows", async (page) => {
    await flowRows(page).first().locator("td.column-app button").click()
    await page.waitForURL(/filter=app/)
    await page.getByRole("button", { name: /^Remove app/ }).click()
    await page.waitForURL((url) => !url.searchParams.has("filter"))
  }))

  test("a wrong filter shows where, and is not asked", () => onPage("/flows", async (page) => {
    await flowRows(page).first().waitFor()
    const filter = page.getByRole("combobox", { name: "Filter" })
    await filter.fill("aplication = dns")
    await filter.press("Escape")
    await page.getByRole("alert").getByText("At character 1.").waitFor()
    expect(new URL(page.url()).searchParams.has("filter")).toBe(false)
  }))

  test("completion: a column, an operator, a value, without the mouse", () => onPage("/flows", async (page) => {
    await flowRows(page).first().waitFor()
    const filter = page.getByRole("combobox", { name: "Filter" })
    await filter.focus()
    await page.keyboard.type("tcpSt")
    await page.getByRole("option", { name: /tcpState/ }).waitFor()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await page.keyboard.type("= clos")
    await page.getByRole("option", { name: /closed/ }).waitFor()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Escape")
    await page.getByRole("button", { name: "Apply" }).click()
    await page.waitForURL(/filter=tcpState/)
  }))

  test("completion: values that are in the tables now", () => onPage("/flows", async (page) => {
    await flowRows(page).first().waitFor()
    await page.getByRole("combobox", { name: "Filter" }).focus()
    await page.keyboard.type("app = ")
    await page.getByRole("option", { name: /^TLS.NetFlix/ }).waitFor()
    await page.keyboard.type("spot")
    await page.getByRole("option", { name: /^QUIC.Spotify/ }).waitFor()
    expect(await page.getByRole("option", { name: /NetFlix/ }).count()).toBe(0)
  }))

  test("pages do not overlap", () => onPage("/flows?limit=25", async (page) => {
    await flowRows(page).first().waitFor()
    await page.getByRole("button", { name: "Next page" }).click()
    await page.waitForURL(/page=2/)
    await page.getByText("26–50 of").waitFor()
    expect(await flowRows(page).count()).toBe(25)
  }))

  test("export writes all rows that match", () => onPage("/flows?filter=app+~+dns&columns=client,app,bytes", async (page) => {
    await flowRows(page).first().waitFor()
    const rows = await matched(page)
    await page.getByRole("button", { name: "Export" }).click()
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: "CSV, shown columns" }).click()])
    const lines = readFileSync(await download.path(), "utf8").trim().split("\r\n")
    expect(lines[0]).toBe("client,app,bytes")
    expect(lines).toHaveLength(rows + 1)
  }))

  test("by keyboard alone: search, open a host, its flows, a flow, help, another page", () => onPage("/", async (page) => {
    await page.getByRole("heading", { name: "Dashboard" }).waitFor()
    await page.keyboard.press("Tab")
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Skip to the page")
    await page.keyboard.press("Enter")
    expect(await page.evaluate("document.activeElement.id")).toBe("main")
    await page.keyboard.press("/")
    await page.keyboard.type("192.168.10.2")
    await page.getByRole("listbox", { name: "Found" }).getByRole("option").first().waitFor()
    await page.keyboard.press("Enter")
    await page.waitForURL(/\/hosts\/.*192\.168\.10\.2/)
    await page.getByRole("tab", { name: "Overview" }).focus()
    await page.keyboard.press("ArrowRight")
    await page.waitForURL(/tab=flows/)
    await flowRows(page).first().waitFor()
    await page.keyboard.press("Escape")
    await page.keyboard.press("j")
    await page.keyboard.press("j")
    await page.keyboard.press("k")
    expect(await page.evaluate("document.activeElement.dataset.index")).toBe("0")
    await page.keyboard.press("Enter")
    await page.waitForURL(/\/flows\/[^/]+\/\d+/)
    await page.getByRole("region", { name: "Peers" }).waitFor()
    await page.keyboard.press("?")
    await page.getByRole("dialog", { name: "Keyboard" }).waitFor()
    await page.keyboard.press("Escape")
    await page.getByRole("dialog").waitFor({ state: "detached" })
    await page.keyboard.press("g")
    await page.keyboard.press("h")
    await page.getByRole("heading", { name: "Hosts" }).waitFor()
  }))

  test("pause holds, go on goes on", () => onPage("/flows", async (page) => {
    await flowRows(page).first().waitFor()
    await page.getByRole("button", { name: "Pause" }).click()
    await page.getByText("Paused: values stand still.").waitFor()
    await page.getByRole("button", { name: "Go on" }).click()
    await page.getByText("Paused: values stand still.").waitFor({ state: "detached" })
  }))

  test("the theme is chosen and stays", () => onPage("/settings", async (page) => {
    await page.getByRole("button", { name: "Dark" }).click()
    await page.reload()
    await page.getByRole("heading", { name: "Settings" }).waitFor()
    expect(await page.evaluate("document.documentElement.dataset.mantineColorScheme")).toBe("dark")
  }))

  test("an alias names a host everywhere", () => onPage("/hosts?where=local", async (page) => {
    await page.getByRole("table", { name: "Hosts" }).getByRole("row").nth(1).locator("td.column-ip a").first().click()
    await page.getByRole("button", { name: /alias/ }).click()
    await page.getByRole("textbox", { name: "Alias" }).fill("The <b>big</b> one")
    await page.getByRole("button", { name: "Save" }).click()
    await page.getByRole("heading", { level: 1, name: "The <b>big</b> one" }).waitFor()
  }))

  test("explorer: group, drill down, zoom; the URL says it all", () => onPage("/explorer?by=app", async (page) => {
    const groups = page.getByRole("table", { name: "Groups" })
    await groups.getByRole("row").nth(1).waitFor()
    const app = await groups.locator("tbody tr").first().locator("td.column-key").innerText()
    await groups.locator("tbody tr").first().getByRole("button", { name: "Show its flows" }).click()
    await page.waitForURL((url) => !url.searchParams.has("by") && (url.searchParams.get("filter") ?? "").startsWith("app ="))
    const stored = page.getByRole("table", { name: "Stored flows" })
    await stored.getByRole("row").nth(1).waitFor()
    expect(new Set(await stored.locator("td.column-app").allInnerTexts())).toEqual(new Set([app]))
    await page.getByRole("button", { name: "Zoom in" }).click()
    await page.waitForURL(/from=\d+&to=\d+|to=\d+&from=\d+/)
    await page.goBack()
    await page.waitForURL((url) => !url.searchParams.has("from"))
    await stored.getByRole("row").nth(1).getByRole("button", { name: "Open" }).click()
    const dialog = page.getByRole("dialog", { name: "Stored flow" })
    const peers = await dialog.getByRole("region", { name: "Peers" }).innerText()
    await page.goto(`${netweir.base}/explorer?open=${new URL(page.url()).searchParams.get("open")}`) // the flow's own address, elsewhere
    expect(await dialog.getByRole("region", { name: "Peers" }).innerText()).toBe(peers)
    await dialog.getByRole("button", { name: "Close" }).click()
    await page.waitForURL((url) => !url.searchParams.has("open"))
    await page.goto(`${netweir.base}/explorer?open=1@1@nowhere`)
    await dialog.getByText("This flow is not in the history").waitFor()
  }))
})

describe.skipIf(!chromiumPath)("without history", () => {
  test("the explorer says that history is off and the rest works", async () => {
    const netweir = await startNetweir(["-i", demoCapture, "-l", "1", "--store", "none"])
    const browser = await openBrowser()
    try {
      const { page } = await openPage(browser, contextFor("light", 1440))
      await page.goto(`${netweir.base}/explorer`)
      await page.getByText("History is off").first().waitFor()
      await page.goto(`${netweir.base}/flows`)
      await page.getByRole("table", { name: "Flows" }).getByRole("row").nth(1).waitFor()
    } finally {
      await browser.close()
      await netweir.stop()
    }
  })
})
