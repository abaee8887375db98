import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { openSource } from "../open-source.ts"
import { pcapBytes, pcapngWriter } from "../testing/capture-builder.ts"
import { udpFrame } from "../testing/network-lab.ts"
import { readToEnd } from "../testing/read-source.ts"
import { parseProgram, runBpf } from "./bpf-program.ts"
import { checkFilter } from "./filter-compiler.ts"

const hasLibpcap = (await checkFilter("tcp")) === null
if (!hasLibpcap) console.warn("SKIPPED: packet filter tests: neither libpcap nor tcpdump is installed (apt install libpcap0.8 tcpdump)")

describe.skipIf(!hasLibpcap)("packet filters in user space", () => {
  let folder = ""
  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "netweir-filter-"))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const packets = Array.from({ length: 200 }, (_, index) => ({
    timestampUs: index, bytes: udpFrame(1000 + index, index % 2 ? 53 : 443, 60 + index, index % 5 === 0 ? 10 + (index % 3) : undefined),
  }))
  const expressions = ["udp dst port 53", "tcp", "len > 150", "vlan 11 and udp", "udp[8:2] = 0", "not ip", "net 10.9.0.0/16 and greater 100", "ether[0] & 1 = 0 and port 1010", "ip[2:2] % 3 = 1"]
  test.each(expressions)("%s: the same packets as tcpdump", async (filter) => {
    const file = path.join(folder, "filter.pcap")
    writeFileSync(file, pcapBytes({ little: true, magic: 0xa1b2c3d4 }, packets))
    const source = openSource(file, { filter })
    await source.open()
    const kept = await readToEnd(source)
    await source.close()
    const byTcpdump = execFileSync("tcpdump", ["-r", file, "-w", "-", "--", filter], { stdio: ["ignore", "pipe", "ignore"] })
    const expected = openSource(writeTo(folder, byTcpdump))
    await expected.open()
    expect(kept).toEqual(await readToEnd(expected))
    expect(source.counters()).toEqual({ received: 200, filtered: 200 - kept.length, dropped: {} })
  })

  test("each link type of a capture has its own program", async () => {
    const ng = pcapngWriter(true)
    const ethernet = udpFrame(1, 53, 60)
    const file = writeTo(folder, Buffer.concat([
      ng.section(), ng.interface(1), ng.interface(101), ng.enhanced(0, 1n, ethernet), ng.enhanced(1, 2n, ethernet.subarray(14)), ng.enhanced(0, 3n, udpFrame(1, 80, 60)),
    ]))
    const source = openSource(file, { filter: "udp port 53" })
    await source.open()
    expect((await readToEnd(source)).map(({ linkType }) => linkType)).toEqual([1, 101])
  })

  test("what is wrong is said, with the expression", async () => {
    expect(await checkFilter("")).toBeNull()
    expect(await checkFilter("wlan type mgt")).toBeNull()
    expect(await checkFilter("host 999.1.1.1.1")).toMatchObject({ code: "filter-invalid", message: expect.stringMatching(/"host 999\.1\.1\.1\.1" is not valid: /) })
    await expect(openSource(writeTo(folder, pcapBytes({ little: true, magic: 0xa1b2c3d4 }, packets)), { filter: "port foo" }).open()).rejects.toMatchObject({ code: "filter-invalid" })
  })
})

test("a load beyond the captured bytes refuses the packet; a division by zero too", () => {
  const loadByte100 = parseProgram("2\n48 0 0 100\n6 0 0 7\n")
  expect(runBpf(loadByte100, new Uint8Array(200), 0, 101, 200)).toBe(7)
  expect(runBpf(loadByte100, new Uint8Array(200), 0, 100, 200)).toBe(0)
  expect(runBpf(parseProgram("3\n0 0 0 5\n60 0 0 0\n6 0 0 7\n"), new Uint8Array(0), 0, 0, 0)).toBe(0)
  expect(runBpf(parseProgram("1\n999 0 0 0\n"), new Uint8Array(0), 0, 0, 0)).toBe(0)
})

function writeTo(folder: string, bytes: Uint8Array): string {
  const file = path.join(folder, `${Math.random().toString(36).slice(2)}.pcap`)
  writeFileSync(file, bytes)
  return file
}
