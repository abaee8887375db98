// Chromium with an eye on everything that must not happen: console errors, CSP violations, failed requests.
import { existsSync, mkdirSync, readFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core"
import { expect } from "vitest"

const places = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
export const chromiumPath = places.find((place) => place !== undefined && existsSync(place))
if (!chromiumPath) console.error("\nSKIPPED: no Chromium found, so NO PAGE WAS TESTED. Install it (apt-get install chromium) or set CHROMIUM.\n")

export const screenshotDir = path.join(tmpdir(), "netweir-screenshots")

export async function openBrowser(): Promise<Browser> {
  mkdirSync(screenshotDir, { recursive: true })
  return chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] })
}

export type Theme = "light" | "dark"
export type Width = 1440 | 390
export const looks: readonly (readonly [Theme, Width])[] = [["light", 1440], ["dark", 1440], ["light", 390], ["dark", 390]]

export function contextFor(theme: Theme, width: Width): BrowserContextOptions {
  const isPhone = width === 390
  return { colorScheme: theme, viewport: { width, height: isPhone ? 844 : 900 }, isMobile: isPhone, hasTouch: isPhone, reducedMotion: "reduce" }
}

export interface WatchedPage { readonly page: Page; readonly problems: string[]; close(): Promise<void> }

/** `expected`: refusals that the test provokes. */
export async function openPage(browser: Browser, options: BrowserContextOptions, expected: RegExp = /(?!)/): Promise<WatchedPage> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const problems: string[] = []
  const note = (problem: string) => { if (!expected.test(problem)) problems.push(`${new URL(page.url()).pathname}: ${problem}`) }
  page.on("console", (message) => { if (message.type() === "error" || message.type() === "warning") note(`console ${message.type()}: ${message.text()}`) })
  page.on("pageerror", (error) => note(`page error: ${error.message}`))
  page.on("requestfailed", (request) => {
    // Leaving a page ends its questions.
    if (request.failure()?.errorText !== "net::ERR_ABORTED") note(`request failed: ${request.url()} ${request.failure()?.errorText}`)
  })
  page.on("response", (response) => { if (response.status() >= 400) note(`status ${response.status()}: ${response.url()}`) })
  await context.exposeFunction("reportViolation", (text: string) => note(`CSP violation: ${text}`))
  await context.addInitScript(`addEventListener("securitypolicyviolation", (event) => reportViolation(event.violatedDirective + " " + event.blockedURI + " " + event.sample))`)
  return { page, problems, close: () => context.close() }
}

const unreadableText = readFileSync(path.join(import.meta.dirname, "unreadable-text.js"), "utf8")
export type Look = (page: Page) => Promise<unknown>

/** Opens the address in one look and wants: its content, the theme, nothing that sticks out, contrast, no error of any kind. */
export async function expectPage(browser: Browser, name: string, url: string, [theme, width]: readonly [Theme, Width], shown: readonly Look[]): Promise<void> {
  const { page, problems, close } = await openPage(browser, contextFor(theme, width))
  try {
    await page.goto(url)
    for (const look of shown) await look(page)
    expect(await page.evaluate("document.documentElement.dataset.mantineColorScheme")).toBe(theme)
    await page.screenshot({ path: path.join(screenshotDir, `${name}-${theme}-${width}.png`), fullPage: width === 390 })
    expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth"), "nothing sticks out to the right").toBeLessThanOrEqual(0)
    expect(await page.evaluate(unreadableText), "contrast").toEqual([])
    expect(problems).toEqual([])
  } catch (failure) {
    await page.screenshot({ path: path.join(screenshotDir, `failed-${name}-${theme}-${width}.png`) })
    throw problems.length > 0 ? new Error(`also: ${problems.join("\n")}`, { cause: failure }) : failure
  } finally {
    await close()
  }
}

export const heading = (name: string | RegExp): Look => (page) => page.getByRole("heading", { level: 1, name }).waitFor()
export const rowsOf = (label: string): Look => async (page) => { await page.getByRole("table", { name: label }).locator("tbody").getByRole("row").first().waitFor() }
export const region = (name: string): Look => (page) => page.getByRole("region", { name, exact: true }).first().waitFor()
