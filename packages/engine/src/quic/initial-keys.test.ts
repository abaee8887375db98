import { createCipheriv, createHash } from "node:crypto"
import { describe, expect, test } from "vitest"
import { hex } from "../bytes/byte-window.ts"
import { ROUND_KEY_WORDS, encryptBlock, expandKey } from "./aes128.ts"
import { InitialKeys, initialProtection } from "./initial-keys.ts"
import { BLOCK_WORDS, STATE_WORDS, begin, compress } from "./sha256.ts"

const wordsOf = (bytes: Uint8Array): Int32Array => Int32Array.from({ length: bytes.length / 4 }, (_, i) => Buffer.from(bytes).readInt32BE(4 * i))
const bytesOf = (words: Int32Array): string => Array.from(words, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("")
/** Bytes that look random and are the same every time. */
const noise = (seed: number, length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => Math.imul(seed * 977 + i + 1, 0x9e3779b1) >>> 24)

test.each([0, 1, 20, 55])("SHA-256 of %i bytes is Node's", (length) => {
  const message = noise(length, length)
  const padded = Buffer.alloc(64)
  padded.set(message)
  padded[length] = 0x80
  padded.writeUInt32BE(length * 8, 60)
  const state = new Int32Array(STATE_WORDS)
  begin(state)
  compress(state, wordsOf(padded))
  expect(wordsOf(padded)).toHaveLength(BLOCK_WORDS)
  expect(bytesOf(state)).toBe(createHash("sha256").update(message).digest("hex"))
})

test("AES-128 is Node's", () => {
  const roundKeys = new Int32Array(ROUND_KEY_WORDS)
  const out = new Int32Array(4)
  for (let seed = 0; seed < 200; seed++) {
    const key = noise(seed, 16)
    const block = noise(seed + 1000, 16)
    const [k0, k1, k2, k3] = wordsOf(key)
    const [w0, w1, w2, w3] = wordsOf(block)
    expandKey(roundKeys, k0, k1, k2, k3)
    encryptBlock(roundKeys, w0, w1, w2, w3, out)
    expect(bytesOf(out)).toBe(createCipheriv("aes-128-ecb", key, null).update(block).toString("hex"))
  }
})

describe("RFC 9001 appendix A", () => {
  const connectionId = hex("8394c8f03e515708")
  const key = hex("1f369613dd76d5467730efcbe3b1a22d")
  const iv = hex("fa044b2f42a3fd3b46fb255c")
  const protection = initialProtection(1)
  const keys = new InitialKeys()
  if (protection) keys.derive(protection, connectionId, 0, connectionId.length)

  test("header protection mask of the client's Initial", () => {
    const mask = new Int32Array(4)
    keys.headerMask(hex("ff d1b1c98dd7689fb8ec11d242b123dc9b"), 1, mask)
    expect(bytesOf(mask).slice(0, 10)).toBe("437b9aec36")
  })

  test.each([[2, 1162], [0x01020304, 5], [0, 16]])("payload of packet %i with %i bytes, in two steps", (number, length) => {
    const nonce = Buffer.from(iv)
    nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ number) >>> 0, 8)
    const text = noise(number, length)
    const sealed = createCipheriv("aes-128-gcm", key, nonce).update(text)
    const out = new Uint8Array(length)
    const middle = Math.min(length, 256)
    keys.open(number, sealed, 0, 0, middle, out)
    keys.open(number, sealed, 0, middle, length, out)
    expect(Buffer.from(out).equals(text)).toBe(true)
  })
})
