// The parts that need no database.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { spawn } from "node:child_process"
import os from "node:os"
import path from "node:path"
import { describe, expect, test } from "vitest"
import { DirectoryInUse, takeLock } from "./child/lock-file.ts"
import { setParameters } from "./child/parameters.ts"
import { parseStoreTarget } from "./database/target.ts"
import { NativeWriter } from "./native/native-writer.ts"
import { chooseStep } from "./questions/steps.ts"
import { communityIdOf } from "./rows/community-id.ts"

describe("--store", () => {
  const good: readonly (readonly [text: string, want: object])[] = [
    ["embedded", { kind: "embedded" }],
    ["none", { kind: "none" }],
    ["clickhouse://h", { kind: "server", url: "http://h:8123", username: "default", password: "", database: "netweir", cluster: null }],
    ["clickhouses://me:p%40ss@h/db?cluster=c1", { url: "https://h:8443", username: "me", password: "p@ss", database: "db", cluster: "c1" }],
    ["https://h:1/db", { url: "https://h:1", database: "db" }],
    ["clickhouse://[::1]:9/db", { url: "http://[::1]:9" }],
  ]
  for (const [text, want] of good) test(text, () => expect(parseStoreTarget(text)).toMatchObject(want))
  for (const text of ["mysql://h", "nonsense", "clickhouse://h/a`b", "clickhouse://h/db?cluster=a'b", "clickhouse://h/a%20b"]) {
    test(`refused: ${text}`, () => expect(() => parseStoreTarget(text)).toThrow(expect.objectContaining({ code: "store-target-invalid" })))
  }
})

describe("steps of time", () => {
  const cases = [
    { range: 3_600_000, points: 120, want: { stepMs: 30_000, count: 120 } },
    { range: 3_600_000, points: 119, want: { stepMs: 60_000, count: 60 } },
    { range: 10_000, points: 1000, want: { stepMs: 1000, count: 10 } },
    { range: 7 * 86_400_000, points: 168, want: { stepMs: 3_600_000, count: 168 } },
    { range: 3_600_000, points: 120, finest: 60_000, want: { stepMs: 60_000, count: 60 } },
    { range: 4000 * 86_400_000, points: 100, want: { stepMs: 40 * 86_400_000 } },
  ]
  for (const { range, points, finest, want } of cases) test(`${range} ms, ${points} points`, () => expect(chooseStep(0, range, points, finest)).toMatchObject(want))
  test("begins on a multiple of the step and covers the range", () => {
    const { stepMs, startMs, count } = chooseStep(1_234_567, 4_834_567, 60)
    expect(startMs % stepMs).toBe(0)
    expect(startMs).toBeLessThanOrEqual(1_234_567)
    expect(startMs + count * stepMs).toBeGreaterThanOrEqual(4_834_567)
  })
})

test("a parameter's SQL holds letters, digits and hexadecimal only", () => {
  expect(setParameters({})).toBeNull()
  expect(setParameters({ p0: "a'b\\c\n" })).toBe("SET param_p0 = 'a\\x27b\\x5c\\x5cc\\x5cn'")
  for (const text of ["'; DROP TABLE flows; --", "\\'", "\0", "é😀", "{p1:String}"]) expect(setParameters({ p0: text })).toMatch(/^SET param_p0 = '(?:[a-zA-Z0-9]|\\x[0-9a-f]{2})*'$/)
  expect(() => setParameters({ "p0 = 1, x": "y" })).toThrow("bad parameter name")
})

describe("lock of a directory", () => {
  const within = (use: (directory: string) => void | Promise<void>) => async () => {
    const directory = mkdtempSync(path.join(os.tmpdir(), "netweir-lock-"))
    await use(directory)
    rmSync(directory, { recursive: true })
  }
  test("released, it can be taken again", within((directory) => {
    takeLock(directory).release()
    takeLock(directory).release()
  }))
  test("held by a living process: its number is told", within(async (directory) => {
    const other = spawn("sleep", ["60"])
    const start = readFileSync(`/proc/${other.pid}/stat`, "utf8").split(") ")[1].split(" ")[19]
    writeFileSync(path.join(directory, "netweir.lock"), JSON.stringify({ pid: other.pid, started: start }))
    expect(() => takeLock(directory)).toThrow(DirectoryInUse)
    expect(() => takeLock(directory)).toThrow(String(other.pid))
    const gone = new Promise((resolve) => { other.once("exit", resolve) })
    other.kill("SIGKILL")
    await gone
    takeLock(directory).release()
  }))
  test("a number that another process has by now, or nonsense, is taken over", within((directory) => {
    writeFileSync(path.join(directory, "netweir.lock"), JSON.stringify({ pid: 1, started: "not when process 1 started" }))
    takeLock(directory).release()
    writeFileSync(path.join(directory, "netweir.lock"), "{ cut")
    takeLock(directory).release()
  }))
})

test("Native strings: lengths are of UTF-8, on both sides of the short way", () => {
  for (const text of ["", "a", "é".repeat(42), "€".repeat(42), "😀".repeat(21), "€".repeat(43), "x".repeat(127), "x".repeat(128), "x".repeat(70_000), "\ud800"]) {
    const writer = new NativeWriter(16)
    writer.string(text)
    writer.string("end")
    const bytes = Buffer.from(writer.finish())
    let length = 0
    let at = 0
    for (let shift = 1; ; shift *= 128) {
      const byte = bytes[at++]
      length += (byte & 127) * shift
      if (byte < 128) break
    }
    expect(bytes.subarray(at, at + length).toString()).toBe(Buffer.from(text).toString())
    expect(bytes.subarray(at + length + 1).toString()).toBe("end")
  }
})

test("Community ID of stored flows", () => {
  // From the specification's own list of examples (TCP, seed 0), both ways round.
  const flow = { client: "128.232.110.120", server: "66.35.250.204", clientPort: 34855, serverPort: 80, ipVersion: 4, ipProtocol: 6, metadata: {} }
  expect(communityIdOf(flow)).toBe("1:LQU9qZlK+B5F3KDmev6m5PMibrg=")
  expect(communityIdOf({ ...flow, client: flow.server, server: flow.client, clientPort: 80, serverPort: 34855 })).toBe("1:LQU9qZlK+B5F3KDmev6m5PMibrg=")
  expect(communityIdOf({ ...flow, ipProtocol: 1 })).toBe("")
})
