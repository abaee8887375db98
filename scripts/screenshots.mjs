// Makes docs/screenshots anew from the built netweir on the demo capture: `npm run build && node scripts/screenshots.mjs`.
// Needs Chromium (CHROMIUM, or /usr/bin/chromium); ImageMagick's `convert`, when there is one, makes the files small.
import { spawn, spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import os from "node:os"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { chromium } from "playwright-core"

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..")
const out = path.join(root, "docs/screenshots")
const START_MS = 30_000
const SETTLE_MS = 2_500
const COLORS = 256
const desktop = { width: 1440, height: 900 }
const phone = { width: 390, height: 844 }
const host = "192.168.10.24" // of the demo: it scans ports
const shots = ["light", "dark"].flatMap((theme) => [
  ...[["dashboard", "/"], ["flows", "/flows"], ["host", `/hosts/0/${host}`], ["explorer", "/explorer?by=app"]].map(([name, address]) => ({ name: `${name}-${theme}`, address, theme, viewport: desktop })),
  ...(theme === "dark" ? [{ name: "phone-dark", address: "/", theme, viewport: phone }] : []),
])

const port = await freePort()
const base = `http://127.0.0.1:${port}`
const dataDir = mkdtempSync(path.join(os.tmpdir(), "netweir-screenshots-"))
const netweir = spawn(process.execPath, ["bin/netweir.mjs", "-d", dataDir, "-w", `127.0.0.1:${port}`, "-W", "0", "-l", "1", "-n", "4", "--offline", "-m", "192.168.10.0/24=office", "-i", "corpus/demo.pcap"], { cwd: root, stdio: ["ignore", "ignore", "inherit"] })
try {
  await until("the capture is read", async () => (await ask("interfaces"))[0].state === "finished")
  await until("history has it", async () => (await ask("health")).store.flows > 0)
  mkdirSync(out, { recursive: true })
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] })
  for (const { name, address, theme, viewport } of shots) {
    const page = await browser.newPage({ colorScheme: theme, viewport, isMobile: viewport === phone, reducedMotion: "reduce" })
    await page.goto(base + address)
    await page.waitForTimeout(SETTLE_MS)
    const file = path.join(out, `${name}.png`)
    await page.screenshot({ path: file })
    spawnSync("convert", [file, "-strip", "-dither", "None", "-colors", String(COLORS), `PNG8:${file}`])
    await page.close()
    console.log(`docs/screenshots/${name}.png`)
  }
  await browser.close()
} finally {
  netweir.kill("SIGTERM")
  await new Promise((resolve) => { netweir.once("exit", resolve) })
  rmSync(dataDir, { recursive: true, force: true })
}

async function ask(question) {
  return (await fetch(`${base}/api/v1/${question}`)).json()
}

async function until(what, isTrue) {
  const endMs = Date.now() + START_MS
  while (!(await isTrue().catch(() => false))) {
    if (Date.now() > endMs) throw new Error(`gave up waiting: ${what}`)
    await new Promise((resolve) => { setTimeout(resolve, 200) })
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once("error", reject)
    probe.listen(0, "127.0.0.1", () => {
      const { port: free } = probe.address()
      probe.close(() => resolve(free))
    })
  })
}
