// A window over bytes that nobody trusts: reads beyond its end answer 0 (and text ends early), never throw.
// One instance is moved over many payloads, so looking at a packet allocates nothing.
import { latin1 } from "./latin1.ts"

export class ByteWindow {
  /** The memory; only [start, start + length) belongs to the window. */
  bytes: Uint8Array = EMPTY
  start = 0
  length = 0

  set(bytes: Uint8Array, start: number, length: number): this {
    this.bytes = bytes
    this.start = start
    this.length = length
    return this
  }

  u8(at: number): number {
    return at >= 0 && at < this.length ? this.bytes[this.start + at] : 0
  }
  /** Big-endian. */
  u16(at: number): number {
    if (at < 0 || at + 2 > this.length) return 0
    const i = this.start + at
    return (this.bytes[i] << 8) | this.bytes[i + 1]
  }
  u24(at: number): number {
    if (at < 0 || at + 3 > this.length) return 0
    const i = this.start + at
    return (this.bytes[i] << 16) | (this.bytes[i + 1] << 8) | this.bytes[i + 2]
  }
  /** Big-endian, unsigned. */
  u32(at: number): number {
    if (at < 0 || at + 4 > this.length) return 0
    const i = this.start + at
    return ((this.bytes[i] << 24) | (this.bytes[i + 1] << 16) | (this.bytes[i + 2] << 8) | this.bytes[i + 3]) >>> 0
  }
  u16le(at: number): number {
    if (at < 0 || at + 2 > this.length) return 0
    const i = this.start + at
    return this.bytes[i] | (this.bytes[i + 1] << 8)
  }
  /** Little-endian, unsigned. */
  u32le(at: number): number {
    if (at < 0 || at + 4 > this.length) return 0
    const i = this.start + at
    return (this.bytes[i] | (this.bytes[i + 1] << 8) | (this.bytes[i + 2] << 16) | (this.bytes[i + 3] << 24)) >>> 0
  }
  /** Big-endian 64 bits as a double (exact up to 2^53). */
  u64(at: number): number {
    if (at < 0 || at + 8 > this.length) return 0
    return this.u32(at) * 4294967296 + this.u32(at + 4)
  }

  /** Do these bytes stand at `at`? `want` is made once, by `ascii("GET ")` or `hex("16 03")`. */
  has(at: number, want: Uint8Array): boolean {
    if (at < 0 || at + want.length > this.length) return false
    const from = this.start + at
    for (let i = 0; i < want.length; i++) if (this.bytes[from + i] !== want[i]) return false
    return true
  }
  /** The same, ASCII letters compared without case; `want` in lower case. */
  hasNoCase(at: number, want: Uint8Array): boolean {
    if (at < 0 || at + want.length > this.length) return false
    const from = this.start + at
    for (let i = 0; i < want.length; i++) {
      let byte = this.bytes[from + i]
      if (byte >= 0x41 && byte <= 0x5a) byte |= 0x20
      if (byte !== want[i]) return false
    }
    return true
  }
  /** Position of a byte in [from, to), or -1. */
  indexOfByte(byte: number, from = 0, to = this.length): number {
    const { bytes, start } = this
    const end = start + Math.min(to, this.length)
    for (let i = start + Math.max(0, from); i < end; i++) if (bytes[i] === byte) return i - start
    return -1
  }
  /** Position of `want` starting in [from, to), or -1. */
  indexOf(want: Uint8Array, from = 0, to = this.length): number {
    const { bytes, start } = this
    const first = want[0]
    const last = start + Math.min(to, this.length - want.length + 1)
    for (let i = start + Math.max(0, from); i < last; i++) if (bytes[i] === first && this.has(i - start, want)) return i - start
    return -1
  }
  /** Allocates: for extraction after a match only. One character per byte; see `printable` for what may leave the engine. */
  latin1(at: number, length: number): string {
    const from = this.start + Math.max(0, at)
    const to = Math.min(from + Math.max(0, length), this.start + this.length)
    return to > from ? latin1(this.bytes, from, to) : ""
  }
  /** Allocates a copy. */
  copy(at = 0, length = this.length - at): Uint8Array {
    const from = this.start + Math.max(0, at)
    return this.bytes.slice(from, Math.min(from + Math.max(0, length), this.start + this.length))
  }
}

const EMPTY = new Uint8Array(0)

/** Bytes of an ASCII constant; call once at module load. */
export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}
/** Bytes of a hexadecimal constant, blanks allowed; call once at module load. */
export function hex(text: string): Uint8Array {
  const digits = text.replace(/\s+/g, "")
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16))
}
