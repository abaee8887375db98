// Captures, changed: every frame keeps its headers often enough to reach the dissectors, and its payload is flipped, cut, repeated or
// filled. Deterministic by seed. What throws inside a dissector is reported, not swallowed.
import { createEngine } from "../create-engine.ts"
import type { Engine } from "../engine.ts"
import { frames } from "./testing-pcap.ts"

export interface HostileResult {
  readonly frames: number
  /** "protocol: message" of what dissectors threw. */
  readonly thrown: readonly string[]
  /** Of one frame, milliseconds. */
  readonly slowestMs: number
}

const MOST_FRAMES = 400
/** Ethernet, IPv4 and UDP: changes before it are rarer, so that most frames still find a dissector. */
const HEADER_BYTES = 42

export function hostileEngine(onThrow: (text: string) => void): Engine {
  return createEngine({
    interfaceName: "hostile", interfaceId: 1, localNetworks: [], maxFlows: 4096, maxHosts: 1000, flowIdleSeconds: 60, hostIdleSeconds: 60,
    activeSliceSeconds: 0, harvestSeconds: 1, inspect: true, account: true, entropy: true, decapsulate: true, hashSeed: 3,
    facts: { country: () => "", asn: () => 0, asName: () => "", vendor: () => "" }, hostAliases: {}, firstPacketBytes: 1 << 20,
    onDissectorError: (error, protocol) => onThrow(`${protocol}: ${error instanceof Error ? (error.stack ?? error.message).split("\n").slice(0, 3).join(" ") : String(error)}`),
  }, {})
}

/** Feeds the capture `rounds` times, each time changed otherwise, to one engine. */
export function feedMutated(capture: Uint8Array, { rounds, seed, engine, thrown }: { rounds: number; seed: number; engine: Engine; thrown: readonly string[] }): HostileResult {
  let state = seed >>> 0 || 1
  const pick = (below: number): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
  let fed = 0
  let slowestMs = 0
  for (let round = 0; round < rounds; round++) {
    let inCapture = 0
    for (const { start, length, wireBytes, linkType, timestampUs } of frames(capture)) {
      if (inCapture++ >= MOST_FRAMES || length === 0) break
      const bytes = mutated(capture.subarray(start, start + length), pick)
      const startedMs = performance.now()
      engine.process({
        bytes, count: 1, offset: Uint32Array.of(0), capturedBytes: Uint32Array.of(bytes.length), wireBytes: Uint32Array.of(Math.max(bytes.length, wireBytes)),
        timestampUs: Float64Array.of(timestampUs), linkType: Uint16Array.of(linkType), vlanTci: Int32Array.of(-1),
      })
      slowestMs = Math.max(slowestMs, performance.now() - startedMs)
      fed++
    }
  }
  return { frames: fed, thrown, slowestMs }
}

function mutated(original: Uint8Array, pick: (below: number) => number): Uint8Array {
  let bytes = new Uint8Array(original) // a Buffer's slice would share its memory
  const from = pick(10) === 0 ? 0 : Math.min(HEADER_BYTES, bytes.length - 1)
  const room = bytes.length - from
  for (let changes = pick(6); changes > 0; changes--) {
    const at = from + pick(room)
    switch (pick(5)) {
      case 0: bytes[at] = pick(256); break
      case 1: bytes[at] ^= 1 << pick(8); break
      case 2: bytes[at] = [0, 0xff, 0x7f, 0x80, 0x20, 0x0d][pick(6)]; break
      case 3: bytes.copyWithin(at, from + pick(room)); break
      default: bytes.fill([0, 0xff, 0x41][pick(3)], at, Math.min(bytes.length, at + pick(40)))
    }
  }
  if (pick(8) === 0) bytes = bytes.slice(0, from + pick(room) + 1)
  return bytes
}
