// Starts the built netweir as a user would: a capture, a data directory of its own, a free port.
import { spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import path from "node:path"

export const repositoryRoot = path.join(import.meta.dirname, "../../../..")
export const demoCapture = path.join(repositoryRoot, "corpus/demo.pcap")

export interface NetweirUnderTest {
  readonly base: string
  /** What it printed so far, both streams. */
  output(): string
  stop(): Promise<void>
}

const START_MS = 60_000
const POLL_MS = 100

/** `keptDir`: a data directory that outlives it. */
export async function startNetweir(args: readonly string[], keptDir?: string): Promise<NetweirUnderTest> {
  const dataDir = keptDir ?? mkdtempSync(path.join(tmpdir(), "netweir-e2e-"))
  const port = await freePort()
  const child = spawn(process.execPath, ["bin/netweir.mjs", "-d", dataDir, "-w", `127.0.0.1:${port}`, "-W", "0", "-n", "4", "--offline", ...args], { cwd: repositoryRoot, stdio: ["ignore", "pipe", "pipe"] })
  let text = ""
  const ended = new Promise<void>((resolve) => { child.once("exit", () => resolve()) })
  child.stdout.on("data", (data: Buffer) => { text += data.toString() })
  child.stderr.on("data", (data: Buffer) => { text += data.toString() })
  const base = `http://127.0.0.1:${port}`
  async function stop(): Promise<void> {
    child.kill("SIGTERM")
    await ended
    if (keptDir === undefined) rmSync(dataDir, { recursive: true, force: true })
  }
  const untilMs = Date.now() + START_MS
  while (!(await answers(`${base}/api/v1/version`))) {
    if (child.exitCode !== null || Date.now() > untilMs) {
      await stop()
      throw new Error(`netweir did not start:\n${text}`)
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  return { base, output: () => text, stop }
}

/** Asks until the answer is right: reading a capture and writing history take the time they take. */
export async function until<T>(what: string, ask: () => Promise<T>, isRight: (answer: T) => boolean): Promise<T> {
  const untilMs = Date.now() + START_MS
  for (;;) {
    const answer = await ask()
    if (isRight(answer)) return answer
    if (Date.now() > untilMs) throw new Error(`${what}: still ${JSON.stringify(answer).slice(0, 500)}`)
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok
  } catch {
    return false // not listening yet
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once("error", reject)
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address()
      probe.close(() => (typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port"))))
    })
  })
}
