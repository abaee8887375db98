// The box of NaCl (Curve25519, XSalsa20, Poly1305) that CurveZMQ is built of. The curve is Node's, Salsa20 comes from a library.
import { hsalsa, xsalsa20poly1305 } from "@noble/ciphers/salsa.js"
import { createPrivateKey, createPublicKey, diffieHellman, generateKeyPairSync, type KeyObject } from "node:crypto"

export const KEY_BYTES = 32
/** A box is so much longer than what is in it. */
export const BOX_BYTES = 16
export const NONCE_BYTES = 24

export interface KeyPair { readonly publicKey: Uint8Array; readonly secretKey: Uint8Array }

// DER of an X25519 key without the key itself (RFC 8410).
const PKCS8_PREFIX = Buffer.from("302e020100300506032b656e04220420", "hex")
const SPKI_PREFIX = Buffer.from("302a300506032b656e032100", "hex")
/** "expand 32-byte k", the constant of Salsa20. */
const SIGMA = Uint32Array.of(0x61707865, 0x3320646e, 0x79622d32, 0x6b206574)

export function makeKeyPair(): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync("x25519")
  return { publicKey: publicOf(publicKey), secretKey: Uint8Array.from(privateKey.export({ format: "der", type: "pkcs8" }).subarray(-KEY_BYTES)) }
}

export function publicKeyOf(secretKey: Uint8Array): Uint8Array {
  return publicOf(createPublicKey(secretObject(secretKey)))
}

/** What both sides compute of the one's secret and the other's public key; null for a public key that nobody can have (all zero, low order). */
export function sharedKey(secretKey: Uint8Array, publicKey: Uint8Array): Uint8Array | null {
  let shared: Buffer
  try {
    const theirs = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, publicKey]), format: "der", type: "spki" })
    shared = diffieHellman({ privateKey: secretObject(secretKey), publicKey: theirs })
  } catch {
    return null // OpenSSL refuses points of low order by an exception
  }
  const key = new Uint32Array(8)
  hsalsa(SIGMA, wordsOf(shared), new Uint32Array(4), key)
  const bytes = new Uint8Array(KEY_BYTES)
  const view = new DataView(bytes.buffer)
  key.forEach((word, i) => view.setUint32(4 * i, word, true))
  return bytes
}

export function seal(key: Uint8Array, nonce: Uint8Array, plain: Uint8Array): Uint8Array {
  return xsalsa20poly1305(key, nonce).encrypt(plain)
}

/** Null when it was not sealed with this key and nonce. */
export function open(key: Uint8Array, nonce: Uint8Array, box: Uint8Array): Uint8Array | null {
  if (box.length < BOX_BYTES) return null
  try {
    return xsalsa20poly1305(key, nonce).decrypt(box)
  } catch {
    return null // the library says "invalid tag" by an exception
  }
}

function secretObject(secretKey: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, secretKey]), format: "der", type: "pkcs8" })
}

function publicOf(key: KeyObject): Uint8Array {
  return Uint8Array.from(key.export({ format: "der", type: "spki" }).subarray(-KEY_BYTES))
}

function wordsOf(bytes: Uint8Array): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  return Uint32Array.from({ length: bytes.length / 4 }, (_, i) => view.getUint32(4 * i, true))
}
