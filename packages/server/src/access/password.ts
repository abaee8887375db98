// scrypt (RFC 7914) by the parameters that OWASP gives as equal: N=2^15, r=8, p=3 takes 32 MB where 2^17 takes 128.
import { randomBytes, randomInt, scrypt, timingSafeEqual } from "node:crypto"
import { ProductError } from "../contract/errors.ts"

const LOG_N = 15
const R = 8
const P = 3
const HASH_BYTES = 32
/** Hashes computed at once: each holds 32 MB and one thread of the pool. */
const MAX_PARALLEL = 2
const MAX_WAITING = 32

let running = 0
const waiting: (() => void)[] = []

async function derive(password: string, salt: Buffer, logN: number, r: number, p: number): Promise<Buffer> {
  if (running >= MAX_PARALLEL) {
    if (waiting.length >= MAX_WAITING) throw new ProductError("rate-limited", { retryAfterSeconds: 5 })
    await new Promise<void>((resolve) => waiting.push(resolve)) // its place is handed over, not given up
  } else running++
  try {
    return await new Promise((resolve, reject) => {
      scrypt(password.normalize("NFKC"), salt, HASH_BYTES, { N: 2 ** logN, r, p, maxmem: 160 * 2 ** logN * r }, (error, key) => (error ? reject(error) : resolve(key)))
    })
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running--
  }
}

/** `scrypt$15$8$3$salt$hash` */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const hash = await derive(password, salt, LOG_N, R, P)
  return ["scrypt", LOG_N, R, P, salt.toString("base64"), hash.toString("base64")].join("$")
}

export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const [kind, logN, r, p, salt, hash] = stored.split("$")
  if (kind !== "scrypt" || hash === undefined || Number(logN) > 18 || Number(r) > 16 || Number(p) > 8) return false
  const expected = Buffer.from(hash, "base64")
  const given = await derive(password, Buffer.from(salt, "base64"), Number(logN), Number(r), Number(p))
  return expected.length === given.length && timingSafeEqual(expected, given)
}

/** Takes the time of a real check, so that an unknown name answers no faster than a wrong password. */
export async function verifyNothing(password: string): Promise<false> {
  await derive(password, Buffer.alloc(16), LOG_N, R, P)
  return false
}

// No letters that look alike: it is copied from a terminal by hand.
const LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
/** 16 of 56 letters: 92 bits. */
export const randomPassword = (): string => Array.from({ length: 16 }, () => LETTERS[randomInt(LETTERS.length)]).join("")
