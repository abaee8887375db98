import { execFileSync, spawnSync } from "node:child_process"
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { PassThrough } from "node:stream"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { StreamFeed } from "../feeds/stream-feed.ts"
import { openSource } from "../open-source.ts"
import { makePackets, pcapBytes, pcapngWriter } from "../testing/capture-builder.ts"
import { readToEnd } from "../testing/read-source.ts"
import { StreamSource } from "./stream-source.ts"

const made = makePackets(30)
const capture = pcapBytes({ little: true, magic: 0xa1b2c3d4 }, made)
const expected = made.map(({ bytes }) => Buffer.from(bytes).toString("hex"))
let folder = ""
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "netweir-streams-"))
  writeFileSync(path.join(folder, "capture.pcap"), capture)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe("streams", () => {
  test("a packet is there as soon as its last byte is, not later", async () => {
    const pipe = new PassThrough()
    const source = new StreamSource("test", { open: async () => new StreamFeed(pipe) })
    await source.open()
    expect(source.poll()).toBeNull()
    pipe.write(capture.subarray(0, 24 + 16 + 13))
    await source.wait(1000)
    expect(source.poll()).toBeNull()
    pipe.write(capture.subarray(24 + 16 + 13, 24 + 16 + 14 + 3))
    await source.wait(1000)
    expect(source.poll()?.count).toBe(1)
    expect(source.ended).toBe(false)
    pipe.end(capture.subarray(24 + 16 + 14 + 3))
    expect((await readToEnd(source)).length).toBe(29)
    expect(source.counters()).toEqual({ received: 30, filtered: 0, dropped: {} })
  })

  test("a stream that breaks off keeps what came and says why", async () => {
    const pipe = new PassThrough()
    const source = new StreamSource("test", { open: async () => new StreamFeed(pipe) })
    await source.open()
    pipe.write(capture.subarray(0, 200))
    await source.wait(1000)
    pipe.destroy(new Error("connection reset"))
    expect((await readToEnd(source)).length).toBeGreaterThan(3)
    expect(source.counters().dropped).toEqual({ "input-damaged": 1 })
    expect(source.notes()).toEqual(["The stream broke off after 200 bytes: connection reset"])
  })

  test("what is no capture ends the stream with a word, not with an exception", async () => {
    const pipe = new PassThrough()
    const source = new StreamSource("test", { open: async () => new StreamFeed(pipe) })
    await source.open()
    pipe.end("tcpdump: eth0: no such device")
    expect(await readToEnd(source)).toEqual([])
    expect(source.problem()).toMatch(/^The stream is not a capture \(it begins with 74 63 70 64/)
  })

  const commands: { name: string; bytes: Buffer; chop: string }[] = [
    { name: "pcap, byte by byte", bytes: capture, chop: "dd bs=1" },
    { name: "gzip of pcap", bytes: gzipSync(capture), chop: "dd bs=7" },
    { name: "pcapng", bytes: ngOf(), chop: "cat" },
  ]
  test.each(commands)("child process: $name", async ({ name, bytes, chop }) => {
    const file = path.join(folder, encodeURIComponent(name))
    writeFileSync(file, bytes)
    const source = openSource(`cmd:${chop} < '${file}' 2>/dev/null`, { allowCommands: true })
    await source.open()
    expect((await readToEnd(source)).map(({ hex }) => hex)).toEqual(expected)
    await source.close()
    expect(source.problem?.()).toBeNull()
  })

  test("a child that fails is reported with its last words", async () => {
    const source = openSource("cmd:echo 'no such host' >&2; exit 3", { allowCommands: true })
    await source.open()
    expect(await readToEnd(source)).toEqual([])
    expect(source.problem?.()).toBe("/bin/sh ended with code 3: no such host")
    expect(source.notes?.()).toContain("/bin/sh: no such host")
  })

  test("commands run only where somebody has allowed them", () => {
    expect(() => openSource("cmd:true")).toThrow(/not allowed/)
  })

  test("a child that never ends is ended by close", async () => {
    const pidFile = path.join(folder, "pid")
    const source = openSource(`cmd:echo $$ > '${pidFile}'; head -c 40 '${path.join(folder, "capture.pcap")}'; exec sleep 1000`, { allowCommands: true })
    await source.open()
    while (source.progress().bytesRead === 0) await source.wait(50)
    const pid = Number(readFileSync(pidFile, "utf8"))
    expect(process.kill(pid, 0)).toBe(true)
    await source.close()
    expect(() => process.kill(pid, 0)).toThrow("ESRCH")
    expect(source.problem?.()).toBeNull()
  })

  test("a named pipe whose writer comes later", async () => {
    const fifo = path.join(folder, "fifo")
    execFileSync("mkfifo", [fifo])
    const source = openSource(fifo)
    await source.open()
    expect(source.poll()).toBeNull()
    await source.wait(20)
    expect(source.ended).toBe(false)
    createWriteStream(fifo).end(capture)
    expect((await readToEnd(source)).map(({ hex }) => hex)).toEqual(expected)
    await source.close()
  })

  // Standard input is that of a process, so it takes a process to test it.
  const reader = fileURLToPath(new URL("../testing/count-packets.ts", import.meta.url))
  const root = fileURLToPath(new URL("../../../..", import.meta.url))
  const count = (shell: string) => {
    const node = `'${process.execPath}' --import tsx '${reader}' -`
    return spawnSync("/bin/sh", ["-c", shell.replace("READ", node)], { cwd: root, encoding: "utf8" })
  }
  const inputs = [
    { name: "a pipe", shell: (file: string) => `cat '${file}' | READ` },
    { name: "a pipe with pauses in the middle of records", shell: (file: string) => `(head -c 100 '${file}'; sleep 0.2; tail -c +101 '${file}') | READ` },
    { name: "a redirected file", shell: (file: string) => `READ < '${file}'` },
  ]
  test.each(inputs)("standard input: $name", ({ shell }) => {
    const { stdout, stderr } = count(shell(path.join(folder, "capture.pcap")))
    expect(stdout, stderr).toBe("30 packets\n")
  })

  test("standard input is nothing", () => {
    expect(count("READ < /dev/null").stdout).toBe("0 packets\n")
  })
})

function ngOf(): Buffer {
  const ng = pcapngWriter(true)
  return Buffer.concat([ng.section(), ng.interface(1), ...made.map(({ bytes, timestampUs }) => ng.enhanced(0, BigInt(timestampUs), bytes))])
}
