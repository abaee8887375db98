// AES-128 (FIPS 197), encryption only: the counter mode under GCM and the mask of QUIC headers need no more. A cipher object of
// Node's costs as much as sixty blocks here. Table look-ups leak time to whoever shares the processor, but the keys of QUIC Initials
// are no secret: everybody derives them from the packet.

export const AES_BLOCK_BYTES = 16
export const ROUND_KEY_WORDS = 44

const SBOX = new Uint8Array(256)
/** SubBytes and MixColumns of one byte; the other three columns are rotations. */
const T0 = new Int32Array(256)
const T1 = new Int32Array(256)
const T2 = new Int32Array(256)
const T3 = new Int32Array(256)
fillTables()

/** Section 5.1.1: multiplicative inverse in GF(2^8), walked by the generator 3 and its inverse, then an affine transformation. */
function fillTables(): void {
  let p = 1
  let q = 1
  do {
    p = (p ^ (p << 1) ^ (p & 0x80 ? 0x11b : 0)) & 255
    q ^= q << 1
    q ^= q << 2
    q ^= q << 4
    q &= 255
    if (q & 0x80) q ^= 0x09
    SBOX[p] = q ^ rotateByte(q, 1) ^ rotateByte(q, 2) ^ rotateByte(q, 3) ^ rotateByte(q, 4) ^ 0x63
  } while (p !== 1)
  SBOX[0] = 0x63
  for (let i = 0; i < 256; i++) {
    const s = SBOX[i]
    const twice = ((s << 1) ^ (s & 0x80 ? 0x11b : 0)) & 255
    const word = (twice << 24) | (s << 16) | (s << 8) | (twice ^ s)
    T0[i] = word
    T1[i] = (word >>> 8) | (word << 24)
    T2[i] = (word >>> 16) | (word << 16)
    T3[i] = (word >>> 24) | (word << 8)
  }
}

function rotateByte(byte: number, by: number): number {
  return ((byte << by) | (byte >>> (8 - by))) & 255
}

/** Section 5.2: the round keys of four key words. */
export function expandKey(keys: Int32Array, k0: number, k1: number, k2: number, k3: number): void {
  keys[0] = k0
  keys[1] = k1
  keys[2] = k2
  keys[3] = k3
  let constant = 1
  for (let i = 4; i < ROUND_KEY_WORDS; i += 4) {
    const last = keys[i - 1]
    keys[i] = keys[i - 4] ^ (constant << 24) ^ (SBOX[(last >>> 16) & 255] << 24) ^ (SBOX[(last >>> 8) & 255] << 16) ^ (SBOX[last & 255] << 8) ^ SBOX[last >>> 24]
    keys[i + 1] = keys[i - 3] ^ keys[i]
    keys[i + 2] = keys[i - 2] ^ keys[i + 1]
    keys[i + 3] = keys[i - 1] ^ keys[i + 2]
    constant = (constant << 1) ^ (constant & 0x80 ? 0x11b : 0)
  }
}

/** Encrypts the block of four big-endian words into `out`. */
export function encryptBlock(keys: Int32Array, w0: number, w1: number, w2: number, w3: number, out: Int32Array): void {
  let a = w0 ^ keys[0]
  let b = w1 ^ keys[1]
  let c = w2 ^ keys[2]
  let d = w3 ^ keys[3]
  for (let k = 4; k < 40; k += 4) {
    const e = T0[a >>> 24] ^ T1[(b >>> 16) & 255] ^ T2[(c >>> 8) & 255] ^ T3[d & 255] ^ keys[k]
    const f = T0[b >>> 24] ^ T1[(c >>> 16) & 255] ^ T2[(d >>> 8) & 255] ^ T3[a & 255] ^ keys[k + 1]
    const g = T0[c >>> 24] ^ T1[(d >>> 16) & 255] ^ T2[(a >>> 8) & 255] ^ T3[b & 255] ^ keys[k + 2]
    d = T0[d >>> 24] ^ T1[(a >>> 16) & 255] ^ T2[(b >>> 8) & 255] ^ T3[c & 255] ^ keys[k + 3]
    a = e
    b = f
    c = g
  }
  out[0] = ((SBOX[a >>> 24] << 24) | (SBOX[(b >>> 16) & 255] << 16) | (SBOX[(c >>> 8) & 255] << 8) | SBOX[d & 255]) ^ keys[40]
  out[1] = ((SBOX[b >>> 24] << 24) | (SBOX[(c >>> 16) & 255] << 16) | (SBOX[(d >>> 8) & 255] << 8) | SBOX[a & 255]) ^ keys[41]
  out[2] = ((SBOX[c >>> 24] << 24) | (SBOX[(d >>> 16) & 255] << 16) | (SBOX[(a >>> 8) & 255] << 8) | SBOX[b & 255]) ^ keys[42]
  out[3] = ((SBOX[d >>> 24] << 24) | (SBOX[(a >>> 16) & 255] << 16) | (SBOX[(b >>> 8) & 255] << 8) | SBOX[c & 255]) ^ keys[43]
}
