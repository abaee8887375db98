// Files that Debian's nfpcapd writes of our captures, against what nfdump reads in them.
import { execFileSync, spawnSync } from "node:child_process"
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { formatIp, formatMac } from "@netweir/engine/addresses/ip-text.ts"
import fc from "fast-check"
import { afterAll, expect, test } from "vitest"
import { openAnySource } from "../open-source.ts"
import { SourceError, type RecordSource } from "../source.ts"
import { decodeBz2Block } from "./bz2-block.ts"
import { decodeLz4Block } from "./lz4-block.ts"
import { decodeLzoBlock } from "./lzo-block.ts"

const folder = mkdtempSync(path.join(tmpdir(), "netweir-nfcapd-"))
afterAll(() => rmSync(folder, { recursive: true }))
const hasTools = spawnSync("nfpcapd", ["-h"]).error === undefined
if (!hasTools) console.warn("SKIPPED: nfpcapd and nfdump are missing (apt-get install nfdump)")

const corpus = fileURLToPath(new URL("../../../../corpus", import.meta.url))
function write(capture: string, ...options: string[]): string {
  const out = mkdtempSync(path.join(folder, "out-"))
  const own = options.filter((option) => option !== "-j") // nfpcapd has no bzip2, nfdump has
  execFileSync("nfpcapd", ["-r", capture, "-w", out, "-o", "fat", "-t", "86400", ...own], { stdio: "ignore", timeout: 60_000 })
  const file = path.join(out, readdirSync(out)[0])
  if (own.length === options.length) return file
  execFileSync("nfdump", ["-r", file, "-j", "-w", `${file}.bz2`], { stdio: "ignore", timeout: 60_000 })
  return `${file}.bz2`
}

async function read(spec: string): Promise<{ source: RecordSource; rows: Record<string, unknown>[] }> {
  const source = openAnySource(spec)
  if (source.yields !== "records") throw new Error("a source of packets")
  await source.open()
  const rows: Record<string, unknown>[] = []
  while (!source.ended) {
    const block = source.poll()
    for (let at = 0; at < (block?.count ?? 0); at++) if (block) rows.push({
      src: formatIp(block.src, 4 * at), dst: formatIp(block.dst, 4 * at), sport: block.srcPort[at], dport: block.dstPort[at], proto: block.ipProtocol[at], packets: block.packets[at], bytes: block.bytes[at],
      first: block.firstSeenUs[at] / 1000, last: block.lastSeenUs[at] / 1000, mac: formatMac(block.srcMacHigh[at], block.srcMacLow[at]), tos: block.dscp[at] << 2,
    })
  }
  return { source, rows }
}

interface Told { [key: string]: number | string }
function nfdump(file: string): Record<string, unknown>[] {
  const flows = JSON.parse(execFileSync("nfdump", ["-r", file, "-o", "json"], { maxBuffer: 64 << 20, env: { ...process.env, TZ: "UTC" } }).toString()) as Told[]
  return flows.filter((flow) => "src4_addr" in flow || "src6_addr" in flow).map((flow) => ({
    src: flow.src4_addr ?? flow.src6_addr, dst: flow.dst4_addr ?? flow.dst6_addr, sport: flow.proto === 1 || flow.proto === 58 ? 0 : flow.src_port, dport: flow.proto === 1 || flow.proto === 58 ? 0 : flow.dst_port, proto: flow.proto,
    packets: flow.in_packets, bytes: flow.in_bytes, first: Date.parse(`${flow.first}Z`), last: Date.parse(`${flow.last}Z`), mac: flow.in_src_mac, tos: Number(flow.src_tos) & 0xfc,
  }))
}

for (const options of [[], ["-z"], ["-j"], ["-y"]]) {
  for (const name of ["demo.pcap", ...readdirSync(path.join(corpus, "icmp")).filter((file) => file.endsWith(".pcap")).map((file) => `icmp/${file}`)]) {
    test.skipIf(!hasTools)(`${name} ${options.join("")}: every record as nfdump reads it`, async () => {
      const file = write(path.join(corpus, name), ...options)
      const { source, rows } = await read(`nfcapd://${file}`)
      expect(rows).toEqual(nfdump(file))
      expect(rows.length).toBeGreaterThan(0)
      expect(source.counters()).toMatchObject({ received: rows.length, dropped: {}, datagrams: { dropped: {} } })
    })
  }
}

test.skipIf(!hasTools)("a directory: files by name, those of other kinds passed over, one that is packed in a way unknown noted", async () => {
  const all = path.join(folder, "all")
  mkdirSync(path.join(all, "2026"), { recursive: true })
  const file = write(path.join(corpus, "demo.pcap"))
  copyFileSync(file, path.join(all, "2026", "nfcapd.202601010005"))
  copyFileSync(file, path.join(all, "nfcapd.202601010000"))
  const unknown = readFileSync(file)
  unknown[16] = 9
  writeFileSync(path.join(all, "nfcapd.202601010010"), unknown)
  writeFileSync(path.join(all, "nfcapd.current.123"), "x")
  const { source, rows } = await read(`nfcapd://${all}?once`)
  expect(rows).toHaveLength(2 * nfdump(file).length)
  expect(source.notes?.().join()).toContain("is packed with method 9")
})

test.skipIf(!hasTools)("a directory is watched: files that are closed are taken once, in order; the one being written is not", async () => {
  const watched = mkdtempSync(path.join(folder, "watched-"))
  const file = write(path.join(corpus, "demo.pcap"))
  const each = nfdump(file).length
  const at = (name: string) => path.join(watched, name)
  let nowMs = 0
  const source = openAnySource(`nfcapd://${watched}`, { clock: { nowMs: () => nowMs } })
  if (source.yields !== "records") throw new Error("a source of packets")
  await source.open()
  const taken = () => {
    nowMs += 60_000
    let count = 0
    for (let block = source.poll(); block !== null; block = source.poll()) count += block.count
    return count
  }
  expect([taken(), source.ended, source.kind, source.progress().bytesTotal]).toEqual([0, false, "stream", null])
  copyFileSync(file, at("nfcapd.current.77"))
  expect(taken()).toBe(0)
  renameSync(at("nfcapd.current.77"), at("nfcapd.202601010000"))
  expect([taken(), taken()]).toEqual([each, 0])
  mkdirSync(at("2026"))
  copyFileSync(file, at("2026/nfcapd.202601010005"))
  writeFileSync(at("nfcapd.202601010003"), "no file of nfcapd")
  expect([taken(), taken()]).toEqual([each, 0])
  expect(source.notes?.().join()).toContain("nfcapd.202601010003 is no file of nfcapd")
  rmSync(watched, { recursive: true })
  expect([taken(), source.problem?.()?.includes(watched)]).toEqual([0, true])
  mkdirSync(watched)
  copyFileSync(file, at("nfcapd.202601010010"))
  expect([taken(), source.problem?.()]).toEqual([each, null])
  expect(source.counters()).toMatchObject({ received: 3 * each, dropped: {} })
  await source.close()
  expect(source.ended).toBe(true)
})

test("what is no such file is refused, with a way out", async () => {
  const file = path.join(folder, "other")
  writeFileSync(file, Buffer.alloc(100))
  for (const spec of [`nfcapd://${file}`, "nfcapd:///does/not/exist", `nfcapd://${folder}/out-none`, `nfcapd://${mkdtempSync(path.join(folder, "empty-"))}?once`]) await expect(read(spec)).rejects.toBeInstanceOf(SourceError)
})

test.skipIf(!hasTools)("damaged anywhere, nothing throws and the counters add up", async () => {
  const wholes = ["-y", "-z", "-j"].map((packing) => readFileSync(write(path.join(corpus, "demo.pcap"), packing)))
  const file = path.join(folder, "nfcapd.damaged")
  for (const whole of wholes)
    await fc.assert(fc.asyncProperty(fc.nat(whole.length - 1), fc.array(fc.tuple(fc.integer({ min: 40, max: whole.length - 1 }), fc.nat(255)), { maxLength: 6 }), async (cut, changes) => {
      const bytes = Buffer.from(changes.length === 0 ? whole.subarray(0, Math.max(40, cut)) : whole)
      for (const [at, byte] of changes) bytes[at] = byte
      writeFileSync(file, bytes)
      const { source, rows } = await read(`nfcapd://${file}`)
      const { received, dropped } = source.counters()
      expect(received).toBe(rows.length + Object.values(dropped).reduce((sum, count) => sum + count, 0))
    }), { numRuns: 60 })
}, 60_000)

const lz4 = [
  { name: "literals", hex: "30616263", want: "abc" },
  { name: "a match that overlaps", hex: "11610100506263646566", want: "aaaaaabcdef" },
  { name: "a distance beyond the start", hex: "10610200", want: null },
  { name: "literals beyond the end", hex: "f0ff", want: null },
  { name: "longer than the room", hex: "1f610100ffffffffff0050616161616100", want: null },
]

/** By hand, from the description of the format. */
const lzo = [
  { name: "first literals, an end mark", hex: "14616263110000", want: "abc" },
  { name: "a near match that overlaps, two literals behind it", hex: "1261 4200 7879 110000", want: "aaaaxy" },
  { name: "a run of literals after a match", hex: "1261 4000 05 6162636465666768 110000", want: "aaaaabcdefgh" },
  { name: "a longer run: its length in the next byte", hex: `1261 4000 0001 ${"62".repeat(19)} 110000`, want: `aaaa${"b".repeat(19)}` },
  { name: "a match of two bytes behind few literals", hex: "1261 0000 110000", want: "aaa" },
  { name: "a match of the middle form, its length in the next byte", hex: "1261 2003 0000 110000", want: "a".repeat(37) },
  { name: "a match of the middle form", hex: "1261230000110000", want: "aaaaaa" },
  { name: "a distance beyond the start", hex: "12614c01110000", want: null },
  { name: "no end mark", hex: "14616263", want: null },
  { name: "bytes behind the end mark", hex: "1461626311000000", want: null },
  { name: "longer than the room", hex: "1261 20ff 0000 110000", want: null },
]
for (const [kind, decode, cases] of [["LZ4", decodeLz4Block, lz4], ["LZO", decodeLzoBlock, lzo]] as const) {
  for (const { name, hex, want } of cases) {
    test(`${kind}: ${name}`, () => {
      const out = new Uint8Array(64)
      const length = decode(Buffer.from(hex.replaceAll(" ", ""), "hex"), out)
      if (want === null) expect(length).toBe(-1)
      else expect(Buffer.from(out.subarray(0, length)).toString()).toBe(want)
    })
  }
}

test.skipIf(spawnSync("bzip2", ["--version"]).error !== undefined)("bzip2: as the program packs it; cut off anywhere or too long it is an error", () => {
  const text = Buffer.from(Array.from({ length: 500 }, (_, i) => `flow ${i * i}`).join("\n"))
  const packed = execFileSync("bzip2", ["-c"], { input: text })
  const out = new Uint8Array(text.length)
  expect(decodeBz2Block(packed, out)).toBe(text.length)
  expect(Buffer.from(out).equals(text)).toBe(true)
  expect(decodeBz2Block(packed, new Uint8Array(text.length - 1))).toBe(-1)
  for (let end = 0; end < packed.length; end += 7) expect(decodeBz2Block(packed.subarray(0, end), out)).toBe(-1)
})
