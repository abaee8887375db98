import { appendFileSync, mkdtempSync, renameSync, rmSync, unlinkSync, utimesSync, writeFileSync } from "node:fs"
import os from "node:os"
import path from "node:path"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { gzipSync } from "node:zlib"
import { openSource } from "../open-source.ts"
import type { PacketSource } from "../source.ts"
import { makePackets, pcapBytes } from "../testing/capture-builder.ts"
import { copyPackets, readToEnd, type ReadPacket } from "../testing/read-source.ts"

const shape = { little: true, magic: 0xa1b2c3d4 }
/** Captures whose packets tell which capture they are of: the first byte. */
const captureOf = (id: number, count = 3) => pcapBytes(shape, makePackets(count).map(({ bytes, timestampUs }) => ({ timestampUs, bytes: Uint8Array.from(bytes, (byte, at) => (at === 0 ? id : byte)) })))
const ids = (packets: readonly ReadPacket[]) => packets.map(({ hex }) => Number.parseInt(hex.slice(0, 2), 16))

let folder = ""
let nowMs = 0
let startedMs = 0
const opened: PacketSource[] = []
const at = (name: string) => path.join(folder, name)
const clock = { nowMs: () => nowMs }
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "netweir-folder-"))
  nowMs = 1000
  startedMs = Date.now()
})
afterEach(async () => {
  for (const source of opened.splice(0)) await source.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Writes a file that was last written `secondsAgo`. */
function put(name: string, bytes: Uint8Array, secondsAgo: number): void {
  writeFileSync(at(name), bytes)
  const time = startedMs / 1000 - secondsAgo
  utimesSync(at(name), time, time)
}

async function watchFolder(): Promise<{ source: PacketSource; look: (afterMs?: number) => number[] }> {
  const source = openSource(folder, { clock })
  await source.open()
  opened.push(source)
  return {
    source,
    /** Lets time go by and reads what there is then. */
    look(afterMs = 600) {
      nowMs += afterMs
      const packets: ReadPacket[] = []
      for (let block = source.poll(); block !== null; block = source.poll()) copyPackets(block, packets)
      return ids(packets)
    },
  }
}

describe("a watched directory", () => {
  test("what is there is read in the order in which it was written, whatever the names", async () => {
    put("b.pcap", captureOf(1), 300)
    put("c.pcap10", captureOf(3), 100)
    put("c.pcap9", captureOf(2), 100)
    put("a.pcap", captureOf(4), 50)
    put(".hidden", captureOf(9), 500)
    const { look } = await watchFolder()
    expect(look()).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4])
    expect(look()).toEqual([])
  })

  test("the newest is followed while it grows, even in the middle of a record", async () => {
    const bytes = captureOf(7, 4)
    put("now.pcap", bytes.subarray(0, 10), 0)
    const { source, look } = await watchFolder()
    expect(look()).toEqual([])
    appendFileSync(at("now.pcap"), bytes.subarray(10, 60))
    expect(look()).toEqual([7])
    appendFileSync(at("now.pcap"), bytes.subarray(60))
    expect(look()).toEqual([7, 7, 7])
    expect(look(60_000)).toEqual([])
    expect(source.counters()).toEqual({ received: 4, filtered: 0, dropped: {} })
    expect(source.ended).toBe(false)
  })

  test("rotation: the next file begins, the one before is drained first", async () => {
    put("x_00001.pcap", captureOf(1, 2), 0)
    const { look } = await watchFolder()
    expect(look()).toEqual([1, 1])
    put("x_00002.pcap", captureOf(2, 2), 0)
    appendFileSync(at("x_00001.pcap"), captureOf(1, 1).subarray(24)) // written late
    expect(look(600)).toEqual([1])
    expect(look(2000)).toEqual([2, 2])
  })

  test("a file that ends inside a record is given more time, then counted", async () => {
    put("cut.pcap", captureOf(1, 2).subarray(0, 60), 0)
    put("next.pcap", captureOf(2, 1), -1)
    const { source, look } = await watchFolder()
    expect(look(0)).toEqual([1])
    expect(look(2000)).toEqual([])
    expect(look(20_000)).toEqual([2])
    expect(source.counters().dropped).toEqual({ "record-truncated": 1 })
  })

  test("a ring writes over its oldest file: read again, as something new", async () => {
    put("ring0", captureOf(1), 20)
    put("ring1", captureOf(2), 10)
    const { look } = await watchFolder()
    expect(look()).toEqual([1, 1, 1, 2, 2, 2])
    put("ring0", captureOf(3, 5), 0) // same name, same inode, other content
    expect(look(3000)).toEqual([3, 3, 3, 3, 3])
  })

  test("a rename is not a new capture, a deletion no trouble", async () => {
    put("x.pcap.tmp", captureOf(1), 20)
    put("y.pcap", captureOf(2), 10)
    const { look } = await watchFolder()
    expect(look()).toEqual([1, 1, 1, 2, 2, 2])
    renameSync(at("x.pcap.tmp"), at("x.pcap"))
    expect(look()).toEqual([])
    unlinkSync(at("x.pcap"))
    unlinkSync(at("y.pcap"))
    expect(look()).toEqual([])
    put("z.pcap", captureOf(4), 0)
    expect(look(3000)).toEqual([4, 4, 4])
  })

  test("what is no capture is noted and passed over", async () => {
    put("readme.txt", Buffer.from("these are captures"), 30)
    put("good.pcap", captureOf(1), 20)
    const { source, look } = await watchFolder()
    expect(look()).toEqual([1, 1, 1])
    expect(source.notes?.()[0]).toMatch(/readme\.txt was passed over: it is not a capture/)
  })

  test("not watched: all that is there, then the end", async () => {
    put("a.pcap", captureOf(1), 20)
    put("b.pcap.gz", gzipSync(captureOf(2)), 10)
    const source = openSource(folder, { clock, watch: false })
    opened.push(source)
    await source.open()
    expect(source.kind).toBe("file")
    expect(ids(await readToEnd(source))).toEqual([1, 1, 1, 2, 2, 2])
    const { bytesRead, bytesTotal } = source.progress()
    expect(bytesRead).toBe(bytesTotal)
  })

  test("an empty directory that is not watched is refused", async () => {
    await expect(openSource(folder, { watch: false }).open()).rejects.toMatchObject({ code: "no-files" })
  })
})
