// Keys of QUIC Initial packets: derived from a salt that everybody knows and the client's connection id (RFC 9001 section 5.2).
import { createCipheriv, createDecipheriv, createHmac } from "node:crypto"

interface QuicVersion {
  readonly salt: Buffer
  /** Label prefix: "quic " in version 1 and drafts, "quicv2 " in version 2 (RFC 9369). */
  readonly labels: string
}

const bytes = (text: string) => Buffer.from(text, "hex")
const version1: QuicVersion = { salt: bytes("38762cf7f55934b34d179ae6a4c80cadccbb7f0a"), labels: "quic " }
const version2: QuicVersion = { salt: bytes("0dede3def700a6db819381be6e269dcbf9bd2ed9"), labels: "quicv2 " }
const draft29: QuicVersion = { salt: bytes("afbfec289993d24c9e9786f19c6111e04390a899"), labels: "quic " }
const draft23: QuicVersion = { salt: bytes("c3eef712c72ebb5a11a7d2432bb46365bef9f502"), labels: "quic " }
const draft22: QuicVersion = { salt: bytes("7fbcdb0e7c66bbe92a96cd21519ebd7a02dafdf7"), labels: "quic " }
// Google's versions with TLS and with an obfuscated CHLO.
const t050: QuicVersion = { salt: bytes("7ff579e5acd072915580304c43a2367c60488310"), labels: "quic " }
const t051: QuicVersion = { salt: bytes("7a4edef4e7ccee5fa4506c19124fc8ccda6e033d"), labels: "quic " }
export const q050: QuicVersion = { salt: bytes("504574efd066fe2f9d945cfcdbd3a7f0d3b56b45"), labels: "quic " }

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

function expandLabel(secret: Buffer, label: string, length: number): Buffer {
  const info = Buffer.concat([Buffer.from([length >> 8, length & 255, 6 + label.length]), Buffer.from(`tls13 ${label}`), Buffer.from([0])])
  return createHmac("sha256", secret).update(Buffer.concat([info, Buffer.from([1])])).digest().subarray(0, length)
}

/** Keys of the client's Initials; HKDF (RFC 5869) with SHA-256. */
export function clientInitialKeys(protection: QuicVersion, destinationConnectionId: Uint8Array): InitialKeys {
  const initialSecret = createHmac("sha256", protection.salt).update(destinationConnectionId).digest()
  const secret = expandLabel(initialSecret, "client in", 32)
  return {
    key: expandLabel(secret, `${protection.labels}key`, 16),
    iv: expandLabel(secret, `${protection.labels}iv`, 12),
    headerKey: expandLabel(secret, `${protection.labels}hp`, 16),
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
