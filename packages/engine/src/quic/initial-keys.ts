// Keys of QUIC Initial packets: derived from a salt that everybody knows and the client's connection id (RFC 9001 section 5.2).
import { createCipheriv, createDecipheriv, hash } from "node:crypto"

interface Labels { readonly key: Buffer; readonly iv: Buffer; readonly headerKey: Buffer }
interface QuicVersion {
  readonly salt: Buffer
  readonly labels: Labels
  /** Labels and packet types of RFC 9369. */
  readonly isVersion2: boolean
}

const SHA256_BYTES = 32

/** What HKDF-Expand-Label (RFC 8446 section 7.1) hashes for a label without context, with the counter of its only block. */
function labelInfo(label: string, length: number): Buffer {
  return Buffer.concat([Buffer.from([0, length, 6 + label.length]), Buffer.from(`tls13 ${label}`), Buffer.from([0, 1])])
}

function labelsOf(prefix: string): Labels {
  return { key: labelInfo(`${prefix}key`, 16), iv: labelInfo(`${prefix}iv`, 12), headerKey: labelInfo(`${prefix}hp`, 16) }
}

const clientIn = labelInfo("client in", SHA256_BYTES)
const asVersion1 = { labels: labelsOf("quic "), isVersion2: false }
const asVersion2 = { labels: labelsOf("quicv2 "), isVersion2: true }
const bytes = (text: string) => Buffer.from(text, "hex")
const version1: QuicVersion = { salt: bytes("38762cf7f55934b34d179ae6a4c80cadccbb7f0a"), ...asVersion1 }
const version2: QuicVersion = { salt: bytes("0dede3def700a6db819381be6e269dcbf9bd2ed9"), ...asVersion2 }
const draft29: QuicVersion = { salt: bytes("afbfec289993d24c9e9786f19c6111e04390a899"), ...asVersion1 }
const draft23: QuicVersion = { salt: bytes("c3eef712c72ebb5a11a7d2432bb46365bef9f502"), ...asVersion1 }
const draft22: QuicVersion = { salt: bytes("7fbcdb0e7c66bbe9193a96cd21519ebd7a02644a"), ...asVersion1 }
// Google's versions with TLS and with an obfuscated CHLO.
const t050: QuicVersion = { salt: bytes("7ff579e5acd072915580304c43a2367c60488310"), ...asVersion1 }
const t051: QuicVersion = { salt: bytes("7a4edef4e7ccee5fa4506c19124fc8ccda6e033d"), ...asVersion1 }
export const q050: QuicVersion = { salt: bytes("504574efd066fe2f9d945cfcdbd3a7f0d3b56b45"), ...asVersion1 }

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

export interface InitialKeys { readonly key: Buffer; readonly iv: Buffer; readonly headerKey: Buffer }

const BLOCK_BYTES = 64
const MAX_MESSAGE_BYTES = 64
const inner = Buffer.alloc(BLOCK_BYTES + MAX_MESSAGE_BYTES)
const outer = Buffer.alloc(BLOCK_BYTES + SHA256_BYTES)

/** HMAC-SHA-256 (RFC 2104) of a short message with a short key: Node's own costs an object per call, twice the time of two hashes. */
function hmac(key: Uint8Array, message: Uint8Array): Buffer {
  inner.fill(0x36, 0, BLOCK_BYTES)
  outer.fill(0x5c, 0, BLOCK_BYTES)
  for (let i = 0; i < key.length; i++) {
    inner[i] ^= key[i]
    outer[i] ^= key[i]
  }
  inner.set(message, BLOCK_BYTES)
  outer.set(hash("sha256", inner.subarray(0, BLOCK_BYTES + message.length), "buffer"), BLOCK_BYTES)
  return hash("sha256", outer, "buffer")
}

/** Keys of the client's Initials; HKDF (RFC 5869) with SHA-256. A connection id has at most 20 bytes. */
export function clientInitialKeys(protection: QuicVersion, destinationConnectionId: Uint8Array): InitialKeys {
  const secret = hmac(hmac(protection.salt, destinationConnectionId), clientIn)
  const { labels } = protection
  return {
    key: hmac(secret, labels.key).subarray(0, 16),
    iv: hmac(secret, labels.iv).subarray(0, 12),
    headerKey: hmac(secret, labels.headerKey).subarray(0, 16),
  }
}

/** The mask that hides first byte and packet number (RFC 9001 section 5.4.3). */
export function headerMask(keys: InitialKeys, sample: Uint8Array): Buffer {
  const cipher = createCipheriv("aes-128-ecb", keys.headerKey, null)
  cipher.setAutoPadding(false)
  return cipher.update(sample)
}

/** AES-128-GCM; null when the tag does not fit (not an Initial of this client, or not QUIC at all). */
export function openPayload(keys: InitialKeys, packetNumber: number, header: Uint8Array, sealed: Uint8Array): Buffer | null {
  if (sealed.length < 16) return null
  const nonce = Buffer.from(keys.iv)
  for (let i = 0; i < 4; i++) nonce[11 - i] ^= Math.floor(packetNumber / 2 ** (8 * i)) & 255
  const decipher = createDecipheriv("aes-128-gcm", keys.key, nonce)
  decipher.setAAD(header)
  decipher.setAuthTag(sealed.subarray(sealed.length - 16))
  const plain = decipher.update(sealed.subarray(0, sealed.length - 16))
  try {
    decipher.final()
  } catch {
    return null // a wrong tag is the answer, not an error: garbage, or somebody else's version
  }
  return plain
}
