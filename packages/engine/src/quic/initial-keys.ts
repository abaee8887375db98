// Keys of QUIC Initial packets: derived from a salt that everybody knows and the client's connection id (RFC 9001 section 5.2).
// HKDF with SHA-256 (RFC 5869): all that is hashed fits into single blocks, most of which are known beforehand.
import { ROUND_KEY_WORDS, encryptBlock, expandKey } from "./aes128.ts"
import { BLOCK_WORDS, STATE_WORDS, begin, compress } from "./sha256.ts"

/** Last block of a message of at most 55 bytes that follows one block of key, padded (FIPS 180-4 section 5.1.1). */
type Block = Int32Array
interface Labels { readonly key: Block; readonly iv: Block; readonly headerKey: Block }
interface QuicVersion {
  readonly salt: HmacKey
  readonly labels: Labels
  /** Labels and packet types of RFC 9369. */
  readonly isVersion2: boolean
}

/** HMAC (RFC 2104): the states after the block of the key. */
interface HmacKey { readonly inner: Int32Array; readonly outer: Int32Array }

const SHA256_BYTES = 32
const KEY_BLOCK_BYTES = 64

function newHmacKey(): HmacKey {
  return { inner: new Int32Array(STATE_WORDS), outer: new Int32Array(STATE_WORDS) }
}

const block: Block = new Int32Array(BLOCK_WORDS)
const outerBlock: Block = new Int32Array(BLOCK_WORDS)
outerBlock[STATE_WORDS] = 0x80000000 | 0
outerBlock[BLOCK_WORDS - 1] = (KEY_BLOCK_BYTES + SHA256_BYTES) * 8

/** A key of at most 64 bytes, as words, the rest zero. */
function setHmacKey(target: HmacKey, words: Int32Array): void {
  for (let i = 0; i < BLOCK_WORDS; i++) block[i] = (i < words.length ? words[i] : 0) ^ 0x36363636
  begin(target.inner)
  compress(target.inner, block)
  for (let i = 0; i < BLOCK_WORDS; i++) block[i] ^= 0x36363636 ^ 0x5c5c5c5c
  begin(target.outer)
  compress(target.outer, block)
}

/** HMAC of one block; `out` takes all eight words. */
function hmac(key: HmacKey, message: Block, out: Int32Array): void {
  out.set(key.inner)
  compress(out, message)
  for (let i = 0; i < STATE_WORDS; i++) outerBlock[i] = out[i]
  out.set(key.outer)
  compress(out, outerBlock)
}

function fillBlock(target: Block, bytes: Uint8Array, start: number, length: number): void {
  target.fill(0)
  for (let i = 0; i < length; i++) target[i >> 2] |= bytes[start + i] << (24 - 8 * (i & 3))
  target[length >> 2] |= 0x80 << (24 - 8 * (length & 3))
  target[BLOCK_WORDS - 1] = (KEY_BLOCK_BYTES + length) * 8
}

/** What HKDF-Expand-Label (RFC 8446 section 7.1) hashes for a label without context, with the counter of its only block. */
function labelBlock(label: string, length: number): Block {
  const info = Uint8Array.from([0, length, 6 + label.length, ...Array.from(`tls13 ${label}`, (character) => character.charCodeAt(0)), 0, 1])
  const target = new Int32Array(BLOCK_WORDS)
  fillBlock(target, info, 0, info.length)
  return target
}

function labelsOf(prefix: string): Labels {
  return { key: labelBlock(`${prefix}key`, 16), iv: labelBlock(`${prefix}iv`, 12), headerKey: labelBlock(`${prefix}hp`, 16) }
}

function salt(text: string): HmacKey {
  const key = newHmacKey()
  setHmacKey(key, Int32Array.from({ length: text.length / 8 }, (_, i) => Number.parseInt(text.slice(8 * i, 8 * i + 8), 16)))
  return key
}

const clientIn = labelBlock("client in", SHA256_BYTES)
const asVersion1 = { labels: labelsOf("quic "), isVersion2: false }
const asVersion2 = { labels: labelsOf("quicv2 "), isVersion2: true }
const version1: QuicVersion = { salt: salt("38762cf7f55934b34d179ae6a4c80cadccbb7f0a"), ...asVersion1 }
const version2: QuicVersion = { salt: salt("0dede3def700a6db819381be6e269dcbf9bd2ed9"), ...asVersion2 }
const draft29: QuicVersion = { salt: salt("afbfec289993d24c9e9786f19c6111e04390a899"), ...asVersion1 }
const draft23: QuicVersion = { salt: salt("c3eef712c72ebb5a11a7d2432bb46365bef9f502"), ...asVersion1 }
const draft22: QuicVersion = { salt: salt("7fbcdb0e7c66bbe9193a96cd21519ebd7a02644a"), ...asVersion1 }
// Google's versions with TLS and with an obfuscated CHLO.
const t050: QuicVersion = { salt: salt("7ff579e5acd072915580304c43a2367c60488310"), ...asVersion1 }
const t051: QuicVersion = { salt: salt("7a4edef4e7ccee5fa4506c19124fc8ccda6e033d"), ...asVersion1 }
const q050: QuicVersion = { salt: salt("504574efd066fe2f9d945cfcdbd3a7f0d3b56b45"), ...asVersion1 }

/** How Initials of this version are protected; null when we don't know it. */
export function initialProtection(version: number): QuicVersion | null {
  if (version === 1) return version1
  if (version === 0x6b3343cf || version === 0x709a50c4) return version2
  if (version >>> 8 === 0xff0000) {
    const draft = version & 0xff
    return draft >= 29 ? draft29 : draft >= 23 ? draft23 : draft >= 21 ? draft22 : null
  }
  if (version >>> 8 === 0xfaceb0) return (version & 0xff) >= 2 || version === 0xfaceb00e ? draft23 : draft22 // Facebook's mvfst
  if (version === 0x54303530) return t050
  if (version === 0x54303531) return t051
  if (version === 0x51303530 || version === 0x51303531) return q050
  // Reserved versions that force negotiation (0x?a?a?a?a) are protected like version 1.
  if ((version & 0x0f0f0f0f) === 0x0a0a0a0a) return version1
  return null
}

export class InitialKeys {
  private readonly payload = new Int32Array(ROUND_KEY_WORDS)
  private readonly header = new Int32Array(ROUND_KEY_WORDS)
  private readonly iv = new Int32Array(3)

  /** Of the client's Initials. A connection id has at most 20 bytes. */
  derive({ salt: extractor, labels }: QuicVersion, bytes: Uint8Array, connectionIdAt: number, connectionIdBytes: number): void {
    fillBlock(message, bytes, connectionIdAt, connectionIdBytes)
    hmac(extractor, message, secret)
    setHmacKey(secretKey, secret)
    hmac(secretKey, clientIn, secret)
    setHmacKey(secretKey, secret)
    hmac(secretKey, labels.key, secret)
    expandKey(this.payload, secret[0], secret[1], secret[2], secret[3])
    hmac(secretKey, labels.headerKey, secret)
    expandKey(this.header, secret[0], secret[1], secret[2], secret[3])
    hmac(secretKey, labels.iv, secret)
    for (let i = 0; i < 3; i++) this.iv[i] = secret[i]
  }

  copyFrom(other: InitialKeys): this {
    this.payload.set(other.payload)
    this.header.set(other.header)
    this.iv.set(other.iv)
    return this
  }

  /** The mask that hides first byte and packet number (RFC 9001 section 5.4.3): `out` takes sixteen bytes as words. */
  headerMask(bytes: Uint8Array, sampleAt: number, out: Int32Array): void {
    encryptBlock(this.header, word(bytes, sampleAt), word(bytes, sampleAt + 4), word(bytes, sampleAt + 8), word(bytes, sampleAt + 12), out)
  }

  /**
   * Opens bytes [from, to) of the sealed payload at `sealedAt`; `from` is a multiple of sixteen. Counter mode as in GCM (NIST SP 800-38D),
   * whose tag is not verified: with keys that everybody has it proves nothing about the sender, and whether they fit shows in the frames.
   */
  open(packetNumber: number, bytes: Uint8Array, sealedAt: number, from: number, to: number, out: Uint8Array): void {
    const { payload, iv } = this
    for (let at = from, counter = 2 + (from >>> 4); at < to; at += 16, counter++) {
      encryptBlock(payload, iv[0], iv[1], iv[2] ^ packetNumber, counter, pad)
      const stop = Math.min(16, to - at)
      for (let i = 0; i < stop; i++) out[at + i] = bytes[sealedAt + at + i] ^ (pad[i >> 2] >>> (24 - 8 * (i & 3)))
    }
  }
}

const message: Block = new Int32Array(BLOCK_WORDS)
const secret = new Int32Array(STATE_WORDS)
const secretKey = newHmacKey()
const pad = new Int32Array(4)

function word(bytes: Uint8Array, at: number): number {
  return (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]
}
