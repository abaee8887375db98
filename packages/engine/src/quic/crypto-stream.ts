// The CRYPTO stream of a client's Initials, as far as its pieces have come. Most hellos come in one packet: one stream serves all flows
// for as long as one call lasts; only what is still incomplete is kept per flow.
import { InitialKeys } from "./initial-keys.ts"

/** A ClientHello with post-quantum key shares needs two packets; more than this is nobody's hello. */
export const MAX_CRYPTO_BYTES = 16 * 1024

/** What a flow keeps between its packets. */
export interface KeptStream {
  readonly bytes: Uint8Array
  readonly known: Uint8Array
  readonly keys: InitialKeys | null
}

export class CryptoStream {
  readonly bytes = new Uint8Array(MAX_CRYPTO_BYTES)
  readonly keys = new InitialKeys()
  hasKeys = false
  /** 1 per byte that has come. */
  private readonly known = new Uint8Array(MAX_CRYPTO_BYTES)
  /** Nothing is known from here on. */
  private end = 0

  clear(): void {
    this.known.fill(0, 0, this.end)
    this.end = 0
    this.hasKeys = false
  }

  restore(kept: KeptStream): void {
    this.clear()
    this.end = kept.bytes.length
    this.bytes.set(kept.bytes)
    this.known.set(kept.known)
    this.hasKeys = kept.keys !== null
    if (kept.keys !== null) this.keys.copyFrom(kept.keys)
  }

  keep(): KeptStream {
    return { bytes: this.bytes.slice(0, this.end), known: this.known.slice(0, this.end), keys: this.hasKeys ? new InitialKeys().copyFrom(this.keys) : null }
  }

  put(at: number, source: Uint8Array, start: number, length: number): void {
    const end = at + length
    if (end > MAX_CRYPTO_BYTES || length === 0) return
    for (let i = 0; i < length; i++) this.bytes[at + i] = source[start + i]
    this.known.fill(1, at, end)
    if (end > this.end) this.end = end
  }

  /** Bytes known without a hole from the start. */
  contiguousBytes(): number {
    const hole = this.known.indexOf(0)
    return hole < 0 || hole > this.end ? this.end : hole
  }
}
