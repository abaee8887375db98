// Chromium with an eye on everything that must not happen: console errors, CSP violations, failed requests.
import { existsSync, mkdirSync, readFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from "playwright-core"
import { expect } from "vitest"

const places = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
export const chromiumPath = places.find((place) => place !== undefined && existsSync(place))
if (!chromiumPath) console.error("\nSKIPPED: no Chromium found, so NO PAGE WAS TESTED. Install it (apt-get install chromium) or set CHROMIUM.\n")

/** Pictures of phones show the whole page, which takes its time: NETWEIR_SCREENSHOTS=whole. */
const WHOLE_PAGES = process.env.NETWEIR_SCREENSHOTS === "whole"
export const screenshotDir = path.join(tmpdir(), "netweir-screenshots")

export async function openBrowser(): Promise<Browser> {
  mkdirSync(screenshotDir, { recursive: true })
  return chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] })
}

export type Theme = "light" | "dark"
export type Width = 1440 | 390
export const themes: readonly Theme[] = ["light", "dark"]
export const widths: readonly Width[] = [1440, 390]

export function contextFor(theme: Theme, width: Width): BrowserContextOptions {
  const isPhone = width === 390
  return { colorScheme: theme, viewport: { width, height: isPhone ? 844 : 900 }, isMobile: isPhone, hasTouch: isPhone, reducedMotion: "reduce" }
}

export interface WatchedPage { readonly page: Page; readonly problems: string[]; close(): Promise<void> }

/** A page of its own, in a context of its own. `expected`: refusals that the test provokes. */
export async function openPage(browser: Browser, options: BrowserContextOptions, expected?: RegExp): Promise<WatchedPage> {
  const context = await browser.newContext(options)
  return { ...await watchedPage(context, expected), close: () => context.close() }
}

async function watchedPage(context: BrowserContext, expected: RegExp = /(?!)/): Promise<WatchedPage> {
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
  await page.exposeFunction("reportViolation", (text: string) => note(`CSP violation: ${text}`))
  await page.addInitScript(`addEventListener("securitypolicyviolation", (event) => reportViolation(event.violatedDirective + " " + event.blockedURI + " " + event.sample))`)
  return { page, problems, close: () => page.close() }
}

const unreadableText = readFileSync(path.join(import.meta.dirname, "unreadable-text.js"), "utf8")
export type Look = (page: Page) => Promise<unknown>

/** Opens the address and wants, in both themes: its content, the theme, nothing that sticks out, contrast, no error of any kind. */
export async function expectPage(context: BrowserContext, name: string, url: string, shown: readonly Look[]): Promise<void> {
  const { page, problems, close } = await watchedPage(context)
  const width = page.viewportSize()?.width
  let theme: Theme = "light"
  try {
    await page.emulateMedia({ colorScheme: theme })
    await page.goto(url)
    for (const look of shown) await look(page)
    for (theme of themes) {
      await page.emulateMedia({ colorScheme: theme })
      await page.locator(`html[data-mantine-color-scheme=${theme}]`).waitFor()
      await page.evaluate("new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)))")
      await page.screenshot({ path: path.join(screenshotDir, `${name}-${theme}-${width}.png`), fullPage: width === 390 && WHOLE_PAGES })
      expect(await page.evaluate("document.documentElement.scrollWidth") as number - (width ?? 0), "nothing sticks out to the right").toBeLessThanOrEqual(0)
      expect(await page.evaluate(unreadableText), `contrast of ${theme}`).toEqual([])
    }
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
