import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { openSource } from "../open-source.ts"
import { makePackets, pcapBytes } from "../testing/capture-builder.ts"
import { readToEnd, type ReadPacket } from "../testing/read-source.ts"
import type { SourceOptions } from "../source-options.ts"

const shape = { little: true, magic: 0xa1b2c3d4 }
let folder = ""
const at = (name: string) => path.join(folder, name)
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "netweir-files-"))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function readSpec(spec: string, options?: SourceOptions): Promise<{ packets: ReadPacket[]; source: ReturnType<typeof openSource> }> {
  const source = openSource(spec, options)
  await source.open()
  const packets = await readToEnd(source)
  await source.close()
  return { packets, source }
}

describe("capture files", () => {
  test("the name says nothing, the first bytes do", async () => {
    writeFileSync(at("capture.txt"), gzipSync(pcapBytes(shape, makePackets(5))))
    const { packets, source } = await readSpec(at("capture.txt"))
    expect(packets.length).toBe(5)
    expect(source.progress()).toEqual({ bytesRead: source.progress().bytesTotal, bytesTotal: readFileSync(at("capture.txt")).length })
  })

  test("more packets than one block and one window hold", async () => {
    const made = Array.from({ length: 5 }, () => makePackets(200)).flat()
    const many = Array.from({ length: 25 }, () => made).flat()
    writeFileSync(at("large.pcap"), pcapBytes(shape, many))
    const { packets, source } = await readSpec(at("large.pcap"))
    expect(packets.length).toBe(25_000)
    expect(packets.every(({ hex }, index) => hex === Buffer.from(many[index].bytes).toString("hex"))).toBe(true)
    expect(source.progress().bytesRead).toBeGreaterThan(4 << 20)
  })

  test("a list: one after the other, a missing or foreign one is noted and passed over", async () => {
    writeFileSync(at("one.pcap"), pcapBytes(shape, makePackets(3)))
    writeFileSync(at("two.pcap"), pcapBytes({ ...shape, little: false, linkType: 101 }, makePackets(4)))
    writeFileSync(at("text"), "hello, this is no capture")
    writeFileSync(at("all.list"), "one.pcap\nmissing.pcap\ntext\ntwo.pcap\n")
    const { packets, source } = await readSpec(at("all.list"))
    expect(packets.map(({ linkType }) => linkType)).toEqual([1, 1, 1, 101, 101, 101, 101])
    expect(source.notes?.()).toEqual(["There is no file missing.pcap", `${at("text")} is not a capture (it begins with 68 65 6c 6c 6f 2c 20 74)`])
    expect(source.counters()).toEqual({ received: 7, filtered: 0, dropped: {} })
  })

  test("what is no capture is refused when it opens", async () => {
    writeFileSync(at("script"), "#!/bin/sh\nexit 0\n")
    await expect(openSource(at("script")).open()).rejects.toMatchObject({ code: "not-a-capture", message: expect.stringContaining("not a capture (it begins with 23 21 2f 62") })
  })

  test("an empty file has no packets, and says so", async () => {
    writeFileSync(at("empty.pcap"), "")
    const { packets, source } = await readSpec(at("empty.pcap"))
    expect(packets).toEqual([])
    expect(source.notes?.()).toEqual(["The input is empty"])
  })

  test("original speed: a packet comes when its time has come", async () => {
    writeFileSync(at("paced.pcap"), pcapBytes(shape, makePackets(4))) // one every 1.500001 s
    let nowMs = 50_000
    const source = openSource(at("paced.pcap"), { originalSpeed: true, clock: { nowMs: () => nowMs } })
    await source.open()
    const come: number[] = []
    for (const stepMs of [0, 1500, 1, 1499, 2, 5000]) {
      nowMs += stepMs
      come.push(source.poll()?.count ?? 0)
    }
    expect(come).toEqual([1, 0, 1, 0, 1, 1])
    expect(source.poll()).toBeNull()
    expect(source.ended).toBe(true)
    expect(source.counters().received).toBe(4)
  })

  test("a view of two files: the earlier block first, counted together", async () => {
    const [early, late] = [makePackets(2), makePackets(2).map((packet) => ({ ...packet, timestampUs: packet.timestampUs + 60_000_000 }))]
    writeFileSync(at("late.pcap"), pcapBytes(shape, late))
    writeFileSync(at("early.pcap"), pcapBytes(shape, early))
    const { packets, source } = await readSpec(`view:${at("late.pcap")},${at("early.pcap")}`)
    expect(packets.map(({ timestampUs }) => timestampUs)).toEqual([...early, ...late].map(({ timestampUs }) => timestampUs))
    expect(source.counters()).toEqual({ received: 4, filtered: 0, dropped: {} })
    expect(source.kind).toBe("file")
  })
})

const shared = path.join(path.dirname(fileURLToPath(import.meta.url)), "../../../../../shared/dpi")
const hasShared = existsSync(path.join(shared, "pcaps.csv"))
if (!hasShared) console.warn(`SKIPPED: packet counts of the shared captures: ${shared} is missing`)

/** The index says 0 packets; its truth has a flow of one packet, and tcpdump too reads one before the cut. */
const cutInTheIndex = "fuzz-2021-10-13.pcap"

describe.skipIf(!hasShared)("the shared captures", () => {
  test("packets and link types are those of the index", async () => {
    const wrong: string[] = []
    const rows = readFileSync(path.join(shared, "pcaps.csv"), "utf8").trim().split("\n").slice(1).map((line) => line.split(","))
    for (const [file, , , linkTypes, packets] of rows) {
      const source = openSource(path.join(shared, "pcap", file))
      await source.open()
      let count = 0
      const seen = new Set<number>()
      for (let block = source.poll(); !source.ended || block !== null; block = source.poll()) {
        count += block?.count ?? 0
        for (let row = 0; row < (block?.count ?? 0); row++) seen.add(block?.linkType[row] ?? -1)
      }
      await source.close()
      if (file === cutInTheIndex) expect(count).toBe(1)
      else if (count !== Number(packets) || [...seen].join(";") !== linkTypes) wrong.push(`${file}: ${count} packets, link types ${[...seen].join(";")}`)
    }
    expect(rows.length).toBeGreaterThan(400)
    expect(wrong).toEqual([])
  })
})
