import { execFileSync } from "node:child_process"
import { gzipSync } from "node:zlib"
import { describe, expect, test } from "vitest"
import { makePackets, pcapBytes } from "../testing/capture-builder.ts"
import { readBytes } from "../testing/read-source.ts"

const plain = pcapBytes({ little: true, magic: 0xa1b2c3d4 }, Array.from({ length: 30 }, () => makePackets(40)).flat())
const cut = plain.length >> 1
const zstd = (bytes: Uint8Array, ...args: string[]) => execFileSync("zstd", ["-q", "-c", ...args], { input: bytes })

function hasZstd(): boolean {
  try {
    execFileSync("zstd", ["--version"], { stdio: "ignore" })
    return true
  } catch {
    return false
  }
}
const zstdHere = hasZstd()
if (!zstdHere) console.warn("SKIPPED: zstd tests: the zstd program is not installed (apt install zstd)")

describe("gzip", () => {
  const whole = gzipSync(plain)
  const shapes = [
    { name: "one member", bytes: whole },
    { name: "two members", bytes: Buffer.concat([gzipSync(plain.subarray(0, cut)), gzipSync(plain.subarray(cut))]) },
    { name: "stored", bytes: gzipSync(plain, { level: 0 }) },
  ]
  test.each(shapes)("$name equals plain, in pieces of any size", async ({ bytes }) => {
    const expected = (await readBytes(plain)).packets
    expect(expected.length).toBe(1200)
    for (const pieceBytes of [1, 1000, bytes.length]) {
      const { packets, tally } = await readBytes(bytes, pieceBytes)
      expect(packets).toEqual(expected)
      expect(tally.dropped).toEqual({})
    }
  })

  test("cut anywhere: what came is read, the loss is counted", async () => {
    const expected = (await readBytes(plain)).packets
    for (let length = 4; length < whole.length; length += 97) {
      const { packets, tally } = await readBytes(whole.subarray(0, length))
      expect(packets).toEqual(expected.slice(0, packets.length))
      expect(tally.dropped).toEqual({ "input-damaged": 1 })
    }
  })

  test("damage in the middle is named", async () => {
    const damaged = Buffer.from(whole)
    damaged.fill(0xff, whole.length >> 1, (whole.length >> 1) + 50)
    expect((await readBytes(damaged)).tally.notes.at(-1)).toMatch(/^The gzip data is damaged or cut short: /)
  })

  test("gzip in gzip is refused", async () => {
    expect((await readBytes(gzipSync(whole))).problem).toMatch(/^not a capture/)
  })
})

describe.skipIf(!zstdHere)("zstd", () => {
  const skippable = Buffer.concat([Buffer.from("502a4d1805000000", "hex"), Buffer.from("hello")])
  const shapes = zstdHere ? [
    { name: "fast", bytes: zstd(plain, "-1") },
    { name: "slow, with checksum", bytes: zstd(plain, "-19", "--check") },
    { name: "without checksum", bytes: zstd(plain, "--no-check") },
    { name: "two frames and a skippable one", bytes: Buffer.concat([zstd(plain.subarray(0, cut)), skippable, zstd(plain.subarray(cut))]) },
    { name: "a skippable frame first", bytes: Buffer.concat([skippable, zstd(plain)]) },
    { name: "a short frame of 10 bytes, then the rest", bytes: Buffer.concat([zstd(plain.subarray(0, 10)), zstd(new Uint8Array(0)), zstd(plain.subarray(10))]) },
    { name: "several blocks", bytes: zstd(Buffer.concat([plain, ...Array.from({ length: 9 }, () => plain.subarray(24))]), "-3"), times: 10 },
  ] : []
  test.each(shapes)("$name equals plain, in pieces of any size", async ({ bytes, times = 1 }) => {
    const expected = (await readBytes(plain)).packets
    for (const pieceBytes of [1, 1000, bytes.length]) {
      const { packets, tally } = await readBytes(bytes, pieceBytes)
      expect(packets.length).toBe(expected.length * times)
      expect(packets.slice(0, expected.length)).toEqual(expected)
      expect(tally.dropped).toEqual({})
    }
  })

  test("cut anywhere: what came is read, the loss is counted", async () => {
    const whole = zstd(plain)
    const expected = (await readBytes(plain)).packets
    for (let length = 8; length < whole.length; length += 97) {
      const { packets, tally } = await readBytes(whole.subarray(0, length))
      expect(packets).toEqual(expected.slice(0, packets.length))
      expect(tally.dropped).toEqual({ "input-damaged": 1 })
    }
  })

  test("every byte of the beginning overwritten: no exception", async () => {
    const whole = zstd(plain)
    for (let at = 4; at < 300; at++) {
      const damaged = Buffer.from(whole)
      damaged[at] ^= 0x5a
      const { packets, tally } = await readBytes(damaged)
      expect(tally.delivered).toBe(packets.length)
    }
  })

  test("a frame that wants terabytes of window is refused", async () => {
    const greedy = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    expect((await readBytes(greedy)).tally.notes[0]).toMatch(/needs a window above 128 MiB/)
  })
})
