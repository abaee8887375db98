// The way in: the printed password, its replacement, roles, and out again.
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { chromiumPath, contextFor, openBrowser, openPage } from "./browser.ts"
import { demoCapture, startNetweir, until, type NetweirUnderTest } from "./netweir-under-test.ts"

const ownPassword = "a long phrase of my own"

async function choosePassword(page: Page, present: string, next: string): Promise<void> {
  await page.getByLabel(/^Present password/).fill(present)
  await page.getByLabel(/^New password( \*)?$/).fill(next)
  await page.getByLabel(/^New password again/).fill(next)
  await page.getByRole("button", { name: "Change password" }).click()
}

describe.skipIf(!chromiumPath)("login", () => {
  let netweir: NetweirUnderTest
  let browser: Browser
  beforeAll(async () => {
    netweir = await startNetweir(["-i", demoCapture])
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await netweir?.stop()
  })

  test("refused with a wrong password, let in with the printed one, which is replaced", async () => {
    const printed = await until("the password is printed", async () => /password (\S{8,})/.exec(netweir.output())?.[1] ?? "", (password) => password !== "")
    const { page, problems, close } = await openPage(browser, contextFor("light", 390), /401/)
    await page.goto(`${netweir.base}/flows?filter=serverPort+%3D+443`)
    await page.getByLabel(/^User( \*)?$/).fill("admin")
    await page.getByLabel(/^Password/).fill("admin")
    await page.getByRole("button", { name: "Log in" }).click()
    await page.getByRole("alert").getByText("User name or password is wrong.").waitFor()
    await page.getByLabel(/^Password/).fill(printed)
    await page.getByRole("button", { name: "Log in" }).click()

    // Where one wanted to go.
    await page.getByRole("heading", { name: "Live flows" }).waitFor()
    expect(new URL(page.url()).searchParams.get("filter")).toBe("serverPort = 443")

    await page.getByRole("button", { name: "User admin" }).click()
    await page.getByRole("menuitem", { name: "Change password" }).click()
    await choosePassword(page, printed, ownPassword)
    await page.getByText("The password was changed.").waitFor()

    await page.getByRole("button", { name: "User admin" }).click()
    await page.getByRole("menuitem", { name: "Log out" }).click()
    await page.getByRole("button", { name: "Log in" }).waitFor()

    // A page that is not ours to draw sends here first, and is where one ends.
    await page.goto(`${netweir.base}/api/docs`)
    await page.getByLabel(/^User( \*)?$/).fill("admin")
    await page.getByLabel(/^Password/).fill(ownPassword)
    await page.getByRole("button", { name: "Log in" }).click()
    await page.waitForURL(`${netweir.base}/api/docs`)
    expect(problems).toEqual([])
    await close()
  })

  test("an administrator adds a viewer, who sees no users and changes nothing", async () => {
    const { page, problems, close } = await openPage(browser, contextFor("dark", 1440), /401/)
    const enter = async (user: string, password: string) => {
      await page.getByLabel(/^User( \*)?$/).fill(user)
      await page.getByLabel(/^Password/).fill(password)
      await page.getByRole("button", { name: "Log in" }).click()
    }
    await page.goto(`${netweir.base}/settings?tab=users`)
    await enter("admin", ownPassword)
    await page.getByRole("button", { name: "Add a user" }).click()
    const dialog = page.getByRole("dialog", { name: "Add a user" })
    await dialog.getByLabel(/^User( \*)?$/).fill("vera")
    await dialog.getByLabel(/^Password/).fill("another long phrase")
    await dialog.getByRole("button", { name: "Save" }).click()
    await page.getByRole("row", { name: /vera/ }).waitFor()

    await page.goto(`${netweir.base}/settings?tab=tokens`)
    await page.getByRole("button", { name: "Make a token" }).click()
    await page.getByLabel(/^Label/).fill("Prometheus")
    await page.getByRole("button", { name: "Make it" }).click()
    const secret = await page.getByRole("dialog").locator("code").innerText()
    const asked = await fetch(`${netweir.base}/api/v1/interfaces`, { headers: { authorization: `Bearer ${secret}` } })
    expect(asked.status).toBe(200)
    await page.getByRole("button", { name: "Done" }).click()

    await page.getByRole("button", { name: "User admin" }).click()
    await page.getByRole("menuitem", { name: "Log out" }).click()
    await enter("vera", "another long phrase")
    await page.getByRole("heading", { name: "Choose a password" }).waitFor()
    await choosePassword(page, "another long phrase", "a phrase of Vera's own")
    await page.getByRole("heading", { name: "Settings" }).waitFor()
    await page.getByRole("tab", { name: "API tokens" }).waitFor()
    expect(await page.getByRole("tab", { name: "Users" }).count()).toBe(0)
    await page.getByRole("tab", { name: "Retention" }).click()
    expect(await page.getByLabel("Largest size").isDisabled()).toBe(true)
    expect(problems).toEqual([])
    await close()
  })
})
