// Chromium with an eye on everything that must not happen: console errors, CSP violations, failed requests.
import { existsSync, mkdirSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core"

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
