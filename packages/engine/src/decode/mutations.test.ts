// Frames are hostile: whatever the bytes, decoding and the engine behind it answer, and every frame is counted once.
import { existsSync, readFileSync, readdirSync } from "node:fs"
import path from "node:path"
import { expect, test } from "vitest"
import { createEngine } from "../create-engine.ts"
import type { EngineOptions } from "../engine.ts"
import { ascii, blockOf, ethernet, hexBytes, ipv4, ipv6, tcp, udp, vlanTag, type Bytes, type Frame } from "./testing.ts"

const options: EngineOptions = {
  interfaceName: "test", interfaceId: 1, localNetworks: ["10.0.0.0/8"], maxFlows: 5000, maxHosts: 1000, flowIdleSeconds: 60, hostIdleSeconds: 60,
  activeSliceSeconds: 60, harvestSeconds: 1, inspect: true, account: true, entropy: true, decapsulate: true, hashSeed: 3,
  facts: { country: () => "", asn: () => 0, asName: () => "", vendor: () => "" }, hostAliases: {},
}

const inner = ipv4({ protocol: 6 }, tcp(ascii("GET / HTTP/1.1\r\n"), { flags: 0x18, options: hexBytes("0101080a0000000100000002") }))
const seeds: readonly Bytes[] = [
  ethernet(inner),
  ethernet(ipv6({ next: 0 }, [...hexBytes("2c00010400000000"), ...hexBytes("1100000100000009"), ...udp(ascii("x".repeat(64)))])),
  ethernet(vlanTag(7, 0x8100, vlanTag(8, 0x0800, inner)), 0x88a8),
  ethernet(ipv4({ protocol: 17, fragment: 0x2000 }, udp(ascii("y".repeat(40))))),
  ethernet(ipv4({ protocol: 17, fragment: 0x0006 }, ascii("z".repeat(40)))),
  ethernet(ipv4({ protocol: 47 }, [...hexBytes("1000 88be 00000001 10640001 00000000"), ...ethernet(inner)])),
  ethernet(ipv4({ protocol: 17 }, udp([...hexBytes("08000000 00007b00"), ...ethernet(ipv4({ protocol: 4 }, inner))], { dstPort: 4789 }))),
  ethernet(ipv4({ protocol: 17 }, udp([...hexBytes("34ff 0000 00000001 0000 00 85 01 100900"), ...inner], { dstPort: 2152 }))),
  ethernet([...hexBytes("00001140 00000000"), ...ethernet([...hexBytes("1100 0001 0040 0021"), ...inner], 0x8864)], 0x8847),
  ethernet(ipv4({ protocol: 17 }, udp([...hexBytes("00 10 03 00 00000000 0108 0000 020000000011 020000000022 020000000033 7630 aaaa03000000 0800"), ...inner], { dstPort: 5247 }))),
]
const linkTypes = [1, 1, 1, 1, 0, 9, 12, 50, 51, 101, 104, 105, 107, 108, 113, 119, 127, 163, 192, 204, 276, 300]

/** A small deterministic generator (xorshift32). */
function random(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

function mutate(bytes: Bytes, pick: (below: number) => number): number[] {
  const copy = [...bytes]
  for (let changes = 1 + pick(6); changes > 0; changes--) {
    const at = pick(copy.length)
    switch (pick(4)) {
      case 0: copy[at] = pick(256); break
      case 1: copy[at] ^= 1 << pick(8); break
      case 2: copy[at] = [0, 0xff, 0x7f, 0x80, 0x45, 0x60][pick(6)]; break
      default: copy.splice(at, pick(12))
    }
    if (copy.length === 0) copy.push(pick(256))
  }
  return copy
}

function run(frames: readonly Frame[]): void {
  const engine = createEngine(options, { onFlows() {}, onSeries() {} })
  for (let from = 0; from < frames.length; from += 500) engine.process(blockOf(frames.slice(from, from + 500)))
  const counted = () => {
    const { packets } = engine.stats()
    return packets.stored + Object.values(packets.dropped).reduce((sum, count) => sum + count, 0)
  }
  expect(counted()).toBe(frames.length)
  engine.finish()
  expect(counted()).toBe(frames.length)
  expect(engine.stats().packets.received).toBe(frames.length)
}

test("no mutated frame makes the engine throw, and all are counted", () => {
  const pick = random(7)
  const frames = Array.from({ length: 20_000 }, (_, i) => {
    const bytes = mutate(seeds[pick(seeds.length)], pick)
    return { bytes, linkType: linkTypes[pick(linkTypes.length)], wireBytes: bytes.length + (pick(4) === 0 ? pick(100) : 0), timestampUs: 1e15 + i * 1e4 - (pick(50) === 0 ? pick(1e8) : 0) }
  })
  run(frames)
})

const corpus = path.join(import.meta.dirname, "../../../../../shared/dpi/pcap")
test.skipIf(!existsSync(corpus))(`mutated frames of real captures (${corpus}${existsSync(corpus) ? "" : " IS MISSING"})`, () => {
  const pick = random(11)
  const frames: Frame[] = []
  for (const name of readdirSync(corpus).filter((file) => file.endsWith(".pcap"))) {
    const bytes = readFileSync(path.join(corpus, name))
    if (bytes.length < 60 || bytes.readUInt32LE(0) !== 0xa1b2c3d4) continue
    const linkType = bytes.readUInt32LE(20) & 0xffff
    for (let at = 24, packets = 0; at + 16 <= bytes.length && packets < 20; packets++) {
      const captured = bytes.readUInt32LE(at + 8)
      if (captured === 0 || at + 16 + captured > bytes.length) break
      frames.push({ bytes: mutate([...bytes.subarray(at + 16, at + 16 + captured)], pick), linkType, timestampUs: 1e15 + frames.length * 1000 })
      at += 16 + captured
    }
  }
  expect(frames.length).toBeGreaterThan(1000)
  run(frames)
})
