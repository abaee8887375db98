// Every page, both themes, desktop and phone: its content is there by role and label, nothing goes wrong, nothing sticks out.
import type { FlowRow, HostRow, InterfaceStats } from "@netweir/model"
import type { Browser, BrowserContext, Page } from "playwright-core"
import { afterAll, beforeAll, describe, test } from "vitest"
import { chromiumPath, contextFor, expectPage, heading, openBrowser, region, rowsOf, widths, type Look } from "./browser.ts"
import { demoCapture, startNetweir, until, type NetweirUnderTest } from "./netweir-under-test.ts"

describe.skipIf(!chromiumPath)("pages", () => {
  let netweir: NetweirUnderTest
  let browser: Browser
  let paths: Readonly<Record<string, string>> = {}

  beforeAll(async () => {
    netweir = await startNetweir(["-i", demoCapture, "-l", "1", "-m", "192.168.10.0/24=office"])
    browser = await openBrowser()
    const get = async <T>(route: string): Promise<T> => (await (await fetch(`${netweir.base}/api/v1/${route}`)).json()) as T
    const [stats] = await until("the capture is read", () => get<readonly InterfaceStats[]>("interfaces"), ([one]) => one?.state === "finished")
    const { rows: flows } = await get<{ rows: readonly FlowRow[] }>(`interfaces/${stats.id}/flows?sort=-bytes&limit=1000`)
    const { rows: hosts } = await get<{ rows: readonly HostRow[] }>(`interfaces/${stats.id}/hosts?sort=-bytes&limit=10&filter=${encodeURIComponent("location = local")}`)
    const tls = flows.find((flow) => "tls" in flow.metadata) ?? flows[0]
    const risky = flows.find((flow) => flow.risks.length > 0) ?? flows[0]
    paths = { tls: `/flows/${stats.id}/${tls.flowId}`, risky: `/flows/${stats.id}/${risky.flowId}`, host: `/hosts/${stats.id}/${hosts[0].ip}`, app: `/groups/application/${tls.app}` }
    const range = `fromMs=0&toMs=${Math.ceil(stats.atMs) + 1}`
    await until("history has the flows", () => get<{ total: number }>(`history/flows?${range}&limit=1`), ({ total }) => total > 0)
  })
  afterAll(async () => {
    await browser?.close()
    await netweir?.stop()
  })

  const chart = (page: Page) => page.locator(".chart canvas").first().waitFor()
  const pages: readonly (readonly [name: string, path: () => string, looks: readonly Look[]])[] = [
    ["dashboard", () => "/", [heading("Dashboard"), chart, region("Traffic, last hour"), region("Top local hosts"), region("Top remote hosts"), region("Applications"), region("Top flows"), (page) => page.getByText("Dropped packets").waitFor(), (page) => page.getByRole("list", { name: "Applications" }).getByRole("listitem").first().waitFor()]],
    ["flows", () => "/flows", [heading("Live flows"), rowsOf("Flows"), (page) => page.getByRole("combobox", { name: "Filter" }).waitFor()]],
    ["flow-tls", () => paths.tls, [heading(/./), region("Peers"), region("Volume"), region("TCP"), region("Round trips"), region("TLS"), (page) => page.getByText("Community ID").waitFor()]],
    ["flow-risky", () => paths.risky, [heading(/./), region("Risks"), (page) => page.getByRole("columnheader", { name: "Evidence" }).waitFor()]],
    ["hosts", () => "/hosts", [heading("Hosts"), rowsOf("Hosts")]],
    ["hosts-local", () => "/hosts?where=local", [rowsOf("Hosts"), (page) => page.getByRole("button", { name: "Local", pressed: true }).waitFor()]],
    ["host", () => paths.host, [heading(/./), chart, region("Identity"), region("Names"), region("Applications")]],
    ["host-flows", () => `${paths.host}?tab=flows`, [rowsOf("Flows")]],
    ["host-peers", () => `${paths.host}?tab=peers`, [region("Peers by traffic")]],
    ["host-ports", () => `${paths.host}?tab=ports`, [region("Ports it contacts")]],
    ["host-packets", () => `${paths.host}?tab=packets`, [region("Sizes of sent packets, bytes")]],
    ["host-protocols", () => `${paths.host}?tab=protocols`, [region("DNS")]],
    ["interfaces", () => "/interfaces", [heading("Interfaces"), chart, region("Where packets went"), (page) => page.getByText("adds up").waitFor(), region("Tables"), region("Packet sizes, bytes")]],
    ["exporters", () => "/exporters", [heading("Exporters"), (page) => page.getByText("Nobody has sent flow records yet").waitFor()]],
    ["applications", () => "/groups/application", [heading("Applications"), rowsOf("Applications")]],
    ["application", () => paths.app, [heading(/./), chart, rowsOf("Flows"), (page) => page.getByRole("region", { name: /^About / }).first().waitFor(), region("How sure, of the flows now")]],
    ["application-part", () => "/groups/application/NetFlix", [region("About NetFlix"), rowsOf("Flows")]],
    ["risks", () => "/risks", [heading("Risks"), rowsOf("Risks"), (page) => page.getByRole("row").filter({ hasText: "tls_obsolete_version" }).filter({ hasText: /10\D*[1-9]/ }).waitFor({ timeout: 15_000 })]],
    ["known-protocols", () => "/protocols", [heading("Known protocols"), rowsOf("Protocols and applications")]],
    ["protocols", () => "/groups/l4", [heading("L4 protocols"), rowsOf("L4 protocols")]],
    ["networks", () => "/groups/network", [heading("Networks"), rowsOf("Networks")]],
    ["asns", () => "/groups/asn", [heading("Autonomous systems"), rowsOf("Autonomous systems")]],
    ["countries", () => "/groups/country", [heading("Countries"), rowsOf("Countries")]],
    ["vlans", () => "/groups/vlan", [heading("VLANs"), rowsOf("VLANs")]],
    ["devices", () => "/groups/device", [heading("Devices"), rowsOf("Devices")]],
    ["explorer", () => "/explorer", [heading("Explorer"), chart, rowsOf("Stored flows")]],
    ["explorer-grouped", () => "/explorer?by=app", [heading("Explorer"), chart, rowsOf("Groups")]],
    ["settings", () => "/settings", [heading("Settings"), region("This browser")]],
    ["settings-users", () => "/settings?tab=users", [region("Users"), region("Sessions"), (page) => page.getByRole("row", { name: /admin/ }).waitFor()]],
    ["settings-tokens", () => "/settings?tab=tokens", [region("API tokens")]],
    ["settings-retention", () => "/settings?tab=retention", [region("How long flows are kept"), (page) => page.getByLabel("Largest size").waitFor()]],
    ["settings-rules", () => "/settings?tab=rules", [region("Rule files"), (page) => page.getByRole("button", { name: "custom-rules.csv" }).waitFor()]],
    ["settings-rule-file", () => "/settings?tab=rules&file=custom-rules.csv", [region("custom-rules.csv"), (page) => page.getByText("Every line can be used.").waitFor()]],
    ["flow-why", () => paths.tls, [async (page) => { await page.getByRole("button", { name: "Wrong application?" }).click(); await page.getByRole("heading", { name: "Name this application" }).waitFor(); await page.getByText(/ matched$/).first().waitFor() }]],
    ["health", () => "/health", [heading("Health"), region("Checks"), region("History"), region("About")]],
    ["nowhere", () => "/no/such/page", [(page) => page.getByText("There is no such page.").waitFor()]],
  ]

  // Two at a time: most of a look is waiting for the next picture.
  describe.each(widths)("at %d px", (width) => {
    let context: BrowserContext
    beforeAll(async () => { context = await browser.newContext(contextFor("light", width)) })
    afterAll(() => context?.close())

    test.concurrent.each(pages)("%s", async (name, address, shown) => {
      await expectPage(context, name, `${netweir.base}${address()}`, shown)
    })
  })
})
