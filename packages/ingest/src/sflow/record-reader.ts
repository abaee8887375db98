// A cursor over one record whose lengths nobody trusts: reads beyond the end answer 0 or "" and set `truncated`. One instance is moved
// over all records.
import { formatIp, IPV4_MAPPED } from "@netweir/engine/addresses/ip-text.ts"
import { printableBytes } from "@netweir/engine/bytes/text.ts"
import { padded, u32 } from "./xdr.ts"

const MAX_TEXT_BYTES = 512
const ADDRESS_UNKNOWN = 0
const ADDRESS_IPV4 = 1
const ADDRESS_IPV6 = 2

export class RecordReader {
  bytes: Uint8Array = new Uint8Array(0)
  at = 0
  end = 0
  truncated = false
  /** What `address()` read last, IPv4 mapped. */
  readonly words = new Uint32Array(4)

  set(bytes: Uint8Array, at: number, end: number): this {
    this.bytes = bytes
    this.at = at
    this.end = end
    this.truncated = false
    return this
  }

  u32(): number {
    if (this.at + 4 > this.end) return this.#short()
    const value = u32(this.bytes, this.at)
    this.at += 4
    return value
  }

  /** Exact up to 2^53. */
  u64(): number {
    return this.u32() * 4_294_967_296 + this.u32()
  }

  skip(bytes: number): void {
    if (this.at + bytes > this.end) this.#short()
    else this.at += bytes
  }

  /** A counted string, printable and bounded. */
  text(maxBytes = MAX_TEXT_BYTES): string {
    const length = this.u32()
    if (this.truncated || this.at + length > this.end) {
      this.#short()
      return ""
    }
    const text = printableBytes(this.bytes, this.at, Math.min(length, maxBytes)).trim()
    this.at = Math.min(this.end, this.at + padded(length)) // some agents leave the padding of the last string out
    return text
  }

  /** Six bytes in eight. */
  mac(): string {
    if (this.at + 8 > this.end) {
      this.#short()
      return ""
    }
    const text = Array.from(this.bytes.subarray(this.at, this.at + 6), (byte) => byte.toString(16).padStart(2, "0")).join(":")
    this.at += 8
    return text
  }

  /** Fills `words`; true when it is an address other than 0. */
  address(): boolean {
    const { words } = this
    const kind = this.u32()
    words.fill(0)
    if (kind === ADDRESS_IPV4) {
      words[2] = IPV4_MAPPED
      words[3] = this.u32()
      return !this.truncated && words[3] !== 0
    }
    if (kind === ADDRESS_IPV6) {
      for (let i = 0; i < 4; i++) words[i] = this.u32()
      return !this.truncated && (words[0] | words[1] | words[2] | words[3]) !== 0
    }
    if (kind !== ADDRESS_UNKNOWN) this.#short()
    return false
  }

  /** "" when there is none. */
  addressText(): string {
    return this.address() ? formatIp(this.words, 0) : ""
  }

  /** Up to `max` words of a counted list; the others are skipped. */
  list(max: number): number[] {
    const count = this.u32()
    if (this.at + 4 * count > this.end) {
      this.#short()
      return []
    }
    const list: number[] = []
    for (let i = 0; i < Math.min(count, max); i++) list.push(u32(this.bytes, this.at + 4 * i))
    this.at += 4 * count
    return list
  }

  #short(): number {
    this.truncated = true
    this.at = this.end
    return 0
  }
}
