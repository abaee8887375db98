// What becomes of a worker that falls. The worker here is a few lines that do so on purpose.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { pathToFileURL } from "node:url"
import { afterAll, expect, test } from "vitest"
import type { SourceWorkerData } from "../workers/protocol.ts"
import { createWorkerLink, type WorkerLink } from "./worker-link.ts"

const dir = mkdtempSync(path.join(tmpdir(), "netweir-link-"))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const crashing = path.join(dir, "crashing.mjs")
writeFileSync(crashing, `
import { parentPort } from "node:worker_threads"
parentPort.postMessage({ op: "state", state: "running", kind: "live", problem: null })
parentPort.on("message", (message) => {
  if (message.op === "stop") return parentPort.close()
  if (message.question === "flow") throw new Error("bad luck")
  if (message.question === "stats") parentPort.postMessage({ op: "answer", id: message.id, reply: { fine: true } })
  if (message.question === "hosts") parentPort.postMessage({ op: "refused", id: message.id, code: "filter-invalid", message: "no such column", details: { position: 3 } })
})
`)

const refusing = path.join(dir, "refusing.mjs")
writeFileSync(refusing, `
import { parentPort } from "node:worker_threads"
parentPort.postMessage({ op: "state", state: "failed", kind: "live", problem: "A right is missing. One of:\\n  this\\n  that" })
parentPort.close()
`)

function link(expectedKind: "live" | "file", entry = crashing): { link: WorkerLink; states: string[]; until(state: string, times?: number): Promise<void>; log: string[] } {
  const states: string[] = []
  const log: string[] = []
  const waiting: { state: string; times: number; resolve(): void }[] = []
  const made = createWorkerLink({
    data: { expectedKind, engine: { interfaceName: "eth7" } } as SourceWorkerData, // this worker reads nothing of it
    entry: pathToFileURL(entry), minBackOffMs: 1,
    onFlows: async () => undefined, onSeries: async () => undefined, log: (_level, text) => void log.push(text),
    onState() {
      states.push(made?.state ?? "starting")
      for (const one of waiting) if (states.filter((state) => state === one.state).length >= one.times) one.resolve()
    },
  })
  return { link: made, states, log, until: (state, times = 1) => new Promise((resolve) => {
    if (states.filter((one) => one === state).length >= times) resolve()
    else waiting.push({ state, times, resolve })
  }) }
}

test("a device's worker that breaks off is shown as failed and started again; who asked hears of it", async () => {
  const { link: one, until, states, log } = link("live")
  one.start()
  await until("running")
  expect(await one.ask("stats", {})).toEqual({ fine: true })
  const failed = until("failed")
  await expect(one.ask("flow", { flowId: "1" })).rejects.toMatchObject({ code: "worker-unavailable" })
  await failed
  expect(one.problem).toContain("bad luck")
  await until("running", 2)
  expect(await one.ask("stats", {})).toEqual({ fine: true })
  expect(one.problem).toBeNull()
  expect(states.filter((state) => state === "failed")).toHaveLength(1)
  expect(log.some((line) => line.includes("eth7") && line.includes("bad luck"))).toBe(true)
  await one.stop()
})

test("a source that cannot be opened is tried again; the log says why once, its advice line by line", async () => {
  const { link: one, until, log } = link("live", refusing)
  one.start()
  await until("starting", 4)
  await one.stop()
  expect(log.filter((line) => !line.includes("trying again"))).toEqual(["interface eth7: A right is missing. One of:", "    this", "    that"])
})

test("a refusal of the worker keeps its code and place", async () => {
  const { link: one, until } = link("live")
  one.start()
  await until("running")
  await expect(one.ask("hosts", { filter: "x" })).rejects.toMatchObject({ code: "filter-invalid", message: "no such column", details: { position: 3 } })
  await one.stop()
})

test("a worker that was never started, or has stopped, answers nothing", async () => {
  const { link: one, until } = link("live")
  await expect(one.ask("stats", {})).rejects.toMatchObject({ code: "worker-unavailable" })
  one.start()
  await until("running")
  await one.stop()
  await expect(one.ask("stats", {})).rejects.toMatchObject({ code: "worker-unavailable" })
})
