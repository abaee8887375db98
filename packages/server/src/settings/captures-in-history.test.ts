import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { silentLog } from "../log/log.ts"
import { capturesInHistory } from "./captures-in-history.ts"
import type { DocumentStore } from "./document-store.ts"
import { openFileStore } from "./file-store.ts"

let dir: string
let documents: DocumentStore
let capture: string
let nowMs = 0
const open = (options: unknown = "1", retentionDays: number | null = 90) => capturesInHistory(documents, { nowMs: () => nowMs }, silentLog, { dataDir: dir, options, retentionDays })

beforeEach(() => {
  nowMs = 1_000
  dir = mkdtempSync(path.join(os.tmpdir(), "netweir-captures-"))
  documents = openFileStore(path.join(dir, "settings.json"))
  capture = path.join(dir, "a.pcap")
  writeFileSync(capture, "packets")
  mkdirSync(path.join(dir, "history/database"), { recursive: true })
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

test("a capture is known once it was stored, also by the next run", async () => {
  const first = await open()
  expect(first.storedMs("a.pcap", capture)).toBe(null)
  await first.remember("a.pcap", capture)
  expect(first.storedMs("a.pcap", capture)).toBe(1_000)
  expect((await open()).storedMs("a.pcap", capture)).toBe(1_000)
})

const changes: readonly (readonly [title: string, change: () => void | string])[] = [
  ["the file grew", () => writeFileSync(capture, "packets and more")],
  ["the file was written anew", () => utimesSync(capture, 5, 5)],
  ["history was removed", () => { rmSync(path.join(dir, "history"), { recursive: true }) }],
  ["retention has thrown it out by now", () => { nowMs = 91 * 86_400_000 }],
  ["other options", () => "2"],
]
for (const [title, change] of changes)
  test(`stored again: ${title}`, async () => {
    await (await open()).remember("a.pcap", capture)
    const options = change() ?? "1"
    expect((await open(options)).storedMs("a.pcap", capture)).toBe(null)
  })

test("another interface, a device and standard input are never known", async () => {
  const captures = await open()
  await captures.remember("a.pcap", capture)
  for (const target of ["eth0", "-", "zmq://127.0.0.1:5556", dir]) {
    await captures.remember(target, target)
    expect(captures.storedMs(target, target)).toBe(null)
  }
  expect(captures.storedMs("other", capture)).toBe(null)
})
