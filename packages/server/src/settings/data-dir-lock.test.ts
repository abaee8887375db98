import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { afterAll, expect, test } from "vitest"
import { lockDataDir } from "./data-dir-lock.ts"

const dir = mkdtempSync(path.join(tmpdir(), "netweir-lock-"))
const file = path.join(dir, "netweir.lock")
afterAll(() => rmSync(dir, { recursive: true, force: true }))

test("names the process that holds it", () => {
  writeFileSync(file, JSON.stringify({ pid: process.ppid, started: null }))
  expect(() => lockDataDir(dir)).toThrow(`is in use by netweir with process id ${process.ppid}.`)
})
const leftBehind = [
  { name: "a dead process", content: JSON.stringify({ pid: 2 ** 22 - 1, started: "1" }) },
  { name: "a number given to another process since", content: JSON.stringify({ pid: process.ppid, started: "1" }) },
  { name: "a half-written file", content: "{" },
]
for (const { name, content } of leftBehind) {
  test(`takes over from ${name}`, () => {
    writeFileSync(file, content)
    const lock = lockDataDir(dir)
    expect(JSON.parse(readFileSync(file, "utf8")).pid).toBe(process.pid)
    lock.release()
    expect(existsSync(file)).toBe(false)
  })
}
test("a directory that cannot be written", () => expect(() => lockDataDir(path.join(dir, "missing"))).toThrow(expect.objectContaining({ code: "data-dir-unwritable" })))
