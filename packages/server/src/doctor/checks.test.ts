import { createServer } from "node:net"
import { describe, expect, test } from "vitest"
import { humanBytes } from "./human-bytes.ts"
import { checkClock, checkDataDir, checkDisk, checkKernel, checkMemory, checkNode, checkOpenFiles, checkReceiveBuffer } from "./machine-checks.ts"
import { checkFacts, checkPages, checkPort } from "./part-checks.ts"

const sizes = [[0, "0 B"], [999, "999 B"], [1_000, "1 kB"], [1_536, "1.5 kB"], [999_960, "1 MB"], [123_456_789, "123 MB"], [50e9, "50 GB"]] as const
for (const [bytes, want] of sizes) test(`${bytes} bytes`, () => expect(humanBytes(bytes)).toBe(want))

const cases = [
  { name: "node 20.18", check: checkNode("20.18.0"), state: "ok" },
  { name: "node 20.17", check: checkNode("20.17.1"), state: "error" },
  { name: "node 24", check: checkNode("24.1.0"), state: "ok" },
  { name: "kernel 6", check: checkKernel("6.1.0-deb", "linux"), state: "ok" },
  { name: "kernel 2.6", check: checkKernel("2.6.32", "linux"), state: "error" },
  { name: "another system", check: checkKernel("25.0", "darwin"), state: "warning" },
  { name: "much disk", check: checkDisk("/", { freeBytes: 100e9, totalBytes: 200e9 }), state: "ok" },
  { name: "little disk", check: checkDisk("/", { freeBytes: 1e9, totalBytes: 200e9 }), state: "warning" },
  { name: "no disk", check: checkDisk("/", { freeBytes: 1e6, totalBytes: 200e9 }), state: "error" },
  { name: "clock of 1970", check: checkClock(0), state: "error" },
  { name: "clock of 2026", check: checkClock(Date.UTC(2026, 5)), state: "ok" },
  { name: "small receive buffer", check: checkReceiveBuffer(212_992), state: "warning" },
  { name: "large receive buffer", check: checkReceiveBuffer(16_777_216), state: "ok" },
  { name: "few open files", check: checkOpenFiles("Max open files            1024                 4096                 files     "), state: "warning" },
  { name: "many open files", check: checkOpenFiles("Max open files            65536                65536                files     "), state: "ok" },
  { name: "little memory", check: checkMemory(2e9, 0.5e9), state: "warning" },
  { name: "facts missing", check: checkFacts({ sources: [], problems: ["no tables"] }), state: "warning" },
  { name: "pages missing", check: checkPages(null), state: "error" },
  { name: "a data directory below a file", check: checkDataDir("/proc/self/status/netweir"), state: process.getuid?.() === 0 ? "ok" : "error" },
] as const
for (const { name, check, state } of cases) {
  test(`${name}: ${state}`, () => {
    expect(check.state).toBe(state)
    expect(check.fix === null).toBe(state === "ok")
  })
}

describe("ports", () => {
  test("free, busy, off", async () => {
    expect(await checkPort("-w", null)).toMatchObject({ state: "ok", text: "off" })
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    const address = server.address()
    const port = typeof address === "object" && address ? address.port : 0
    expect(await checkPort("-w", { host: "127.0.0.1", port })).toMatchObject({ state: "warning", text: expect.stringContaining("in use") })
    await new Promise((resolve) => server.close(resolve))
    expect(await checkPort("-w", { host: "127.0.0.1", port })).toMatchObject({ state: "ok" })
    expect(await checkPort("-W", { host: "203.0.113.250", port })).toMatchObject({ state: "error" })
  })
})
