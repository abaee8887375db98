// The whole program as a receiver: the built netweir listens, its history is opened after it has stopped and summed up.
import { spawn, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { createEmbeddedDatabase } from "@netweir/store/database/embedded-database.ts"
import { usageOfTree, type Usage } from "./processes.ts"
import { pause } from "./step.ts"

const STAND_STILL_MS = 1000
const START_MS = 60_000

export interface Received {
  readonly records: number
  readonly dropped: number
}

export interface Kept { readonly rows: number; readonly bytes: number; readonly packets: number; readonly spooledFiles: number }

export class NetweirReceiver {
  readonly #child: ChildProcess
  readonly #directory: string
  readonly #base: string
  #text = ""

  constructor(target: string, webPort: number, words: readonly string[] = []) {
    this.#directory = mkdtempSync(path.join(os.tmpdir(), "netweir-bench-history-"))
    this.#base = `http://127.0.0.1:${webPort}/api/v1/`
    this.#child = spawn(process.execPath, ["bin/netweir.mjs", "-i", `flows://${target}`, "-d", this.#directory, "-w", `127.0.0.1:${webPort}`, "-W", "0", "-n", "4", "-l", "1", "--offline", ...words], { cwd: path.join(import.meta.dirname, "../.."), stdio: ["ignore", "pipe", "pipe"] })
    this.#child.stdout?.on("data", (data: Buffer) => { this.#text += data.toString() })
    this.#child.stderr?.on("data", (data: Buffer) => { this.#text += data.toString() })
  }

  async #get<T>(route: string): Promise<T> {
    return (await (await fetch(this.#base + route)).json()) as T
  }

  async ready(): Promise<void> {
    for (const untilMs = Date.now() + START_MS; Date.now() < untilMs; await pause(100)) {
      if (this.#child.exitCode !== null) break
      try {
        const { store } = await this.#get<{ store: { state: string } }>("health")
        if (store.state === "ready") return
      } catch { /* not listening yet */ }
    }
    throw new Error(`netweir did not start: ${this.#text}`)
  }

  async received(): Promise<Received> {
    const [first] = await this.#get<readonly { packets: { received: number; dropped: Readonly<Record<string, number>> } }[]>("interfaces")
    return { records: first.packets.received, dropped: Object.values(first.packets.dropped).reduce((sum, count) => sum + count, 0) }
  }

  health(): Promise<unknown> { return this.#get("health") }
  usage(): Usage { return usageOfTree(this.#child.pid ?? 0) }

  /** When no more records come. */
  async standsStill(): Promise<Received> {
    let last = await this.received()
    for (let sinceMs = Date.now(); Date.now() - sinceMs < STAND_STILL_MS; await pause(100)) {
      const now = await this.received()
      if (now.records !== last.records) sinceMs = Date.now()
      last = now
    }
    return last
  }

  /** Ends it as an operator would; resolves when it has gone, with the seconds that took. */
  async stop(): Promise<number> {
    const began = performance.now()
    this.#child.kill("SIGTERM")
    if (this.#child.exitCode === null) await once(this.#child, "exit")
    return (performance.now() - began) / 1000
  }

  /** Sums over all stored flows. After `stop`. */
  async kept(): Promise<Kept> {
    const history = path.join(this.#directory, "history")
    const spooledFiles = readdirSync(path.join(history, "spool")).length
    const database = createEmbeddedDatabase({ directory: history }, { onLost: (problem) => { throw problem } })
    await database.open()
    const [[rows, bytes, packets]] = await database.query("SELECT count(), sum(bytesToServer) + sum(bytesToClient), sum(packetsToServer) + sum(packetsToClient) FROM flows", {})
    await database.close()
    return { rows: Number(rows), bytes: Number(bytes), packets: Number(packets), spooledFiles }
  }

  remove(): void { rmSync(this.#directory, { recursive: true, force: true }) }
  output(): string { return this.#text }
}
