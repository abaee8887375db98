// What a client's SYN tells of the system behind it: flags, TTL, window and options in their order, as `flags_ttl_window_hash`:
//   flags   of the SYN, decimal (194 = with ECN set-up, RFC 3168)
//   ttl     what it began with: 64, 128, 192 or 255, the next one above the TTL seen
//   window  unscaled
//   hash    SHA-256 over the options' kinds and values in hexadecimal, 12 digits. Timestamps count without their value, which is
//           another every time, lengths not at all; the end of the list ends it (RFC 9293 section 3.1)
// Flows keep a number; texts are made once per fingerprint.
import { createHash } from "node:crypto"
import type { Packet } from "../decode/packet.ts"

const END = 0
const NOP = 1
const MSS = 2
const WINDOW_SCALE = 3
const SACK_PERMITTED = 4
const TIMESTAMPS = 8

/** Different fingerprints that are kept; the flows of others have none. Attackers can make up any number. */
const MAX_FINGERPRINTS = 8192

export interface TcpFingerprint {
  readonly text: string
  /** Family of operating systems, null = not known. */
  readonly os: string | null
}

export class TcpFingerprints {
  /** Number by hash of what the text is made of. */
  private readonly numbers = new Map<number, number>()
  private readonly known: TcpFingerprint[] = []
  readonly limit = MAX_FINGERPRINTS
  refused = 0

  get size(): number {
    return this.known.length
  }

  /** Number of the SYN's fingerprint, 0 = none. Allocates only for one that is new. */
  numberOf(packet: Packet): number {
    const key = hashOf(packet)
    const before = this.numbers.get(key)
    if (before !== undefined) return before
    if (this.known.length >= MAX_FINGERPRINTS) {
      this.refused++
      return 0
    }
    this.known.push(fingerprint(packet))
    this.numbers.set(key, this.known.length)
    return this.known.length
  }

  find(number: number): TcpFingerprint | undefined {
    return number === 0 ? undefined : this.known[number - 1] // an index of -1 would be looked up as a name
  }
}

/** The options lie in the same memory as the payload, in front of it. */
function hashOf({ payloadSource: bytes, tcpOptionsStart, tcpOptionsBytes, tcpFlags, tcpWindow, ttl }: Packet): number {
  let a = Math.imul(0x811c9dc5 ^ tcpFlags, 0x01000193) ^ tcpWindow
  let b = Math.imul(initialTtl(ttl), 0x85ebca6b) ^ tcpWindow
  const end = tcpOptionsStart + tcpOptionsBytes
  for (let at = tcpOptionsStart; at < end; ) {
    const kind = bytes[at]
    a = Math.imul(a ^ kind, 0x01000193)
    b = Math.imul(b + kind, 0x85ebca6b) ^ (b >>> 15)
    if (kind === END) break
    const length = optionLength(bytes, at, end)
    if (length === 0) break
    if (kind !== TIMESTAMPS) {
      for (let i = at + 2; i < at + length; i++) {
        a = Math.imul(a ^ bytes[i], 0x01000193)
        b = Math.imul(b + bytes[i], 0x85ebca6b) ^ (b >>> 15)
      }
    }
    at += length
  }
  return (a >>> 6) * 67_108_864 + (b >>> 6)
}

/** 0 = broken. */
function optionLength(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at] === NOP) return 1
  const length = at + 1 < end ? bytes[at + 1] : 0
  return length < 2 || at + length > end ? 0 : length
}

function initialTtl(ttl: number): number {
  if (ttl <= 64) return 64
  if (ttl <= 128) return 128
  return ttl <= 192 ? 192 : 255
}

function fingerprint({ payloadSource: bytes, tcpOptionsStart, tcpOptionsBytes, tcpFlags, tcpWindow, ttl }: Packet): TcpFingerprint {
  let options = ""
  const kinds: number[] = []
  let scale = -1
  const end = tcpOptionsStart + tcpOptionsBytes
  for (let at = tcpOptionsStart; at < end; ) {
    const kind = bytes[at]
    kinds.push(kind)
    options += hexByte(kind)
    if (kind === END) break
    const length = optionLength(bytes, at, end)
    if (length === 0) break
    if (kind !== TIMESTAMPS) for (let i = at + 2; i < at + length; i++) options += hexByte(bytes[i])
    if (kind === WINDOW_SCALE) scale = bytes[at + 2]
    at += length
  }
  const startTtl = initialTtl(ttl)
  const hash = createHash("sha256").update(options).digest("hex").slice(0, 12)
  return { text: `${tcpFlags}_${startTtl}_${tcpWindow}_${hash}`, os: osOf(startTtl, tcpWindow, kinds.join(" "), scale, tcpFlags) }
}

function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, "0")
}

const layout = (...kinds: readonly number[]): string => kinds.join(" ")
const WINDOWS = [layout(MSS, NOP, WINDOW_SCALE, NOP, NOP, SACK_PERMITTED), layout(MSS, NOP, WINDOW_SCALE, SACK_PERMITTED, TIMESTAMPS), layout(MSS, NOP, NOP, SACK_PERMITTED)]
const LINUX = layout(MSS, SACK_PERMITTED, TIMESTAMPS, NOP, WINDOW_SCALE)
const APPLE = layout(MSS, NOP, WINDOW_SCALE, NOP, NOP, TIMESTAMPS, SACK_PERMITTED, END)
const FREEBSD = layout(MSS, NOP, WINDOW_SCALE, SACK_PERMITTED, TIMESTAMPS)
const ECN_FLAGS = 0xc0

/** Each family of TCP stacks writes its options in an order of its own. Only what is typical is named. */
function osOf(ttl: number, window: number, kinds: string, scale: number, flags: number): string | null {
  if (ttl === 128 && WINDOWS.includes(kinds)) return "Windows"
  if (ttl !== 64) return null
  if (kinds === APPLE) return window !== 65_535 ? null : (flags & ECN_FLAGS) === ECN_FLAGS ? "iOS/iPad" : "macOS"
  if (kinds === FREEBSD && window === 65_535) return "FreeBSD"
  if (kinds !== LINUX) return null
  // Android offers 64 KB where other Linux systems offer a multiple of the segment size.
  return window === 65_535 && scale >= 8 ? "Android" : "Linux"
}
