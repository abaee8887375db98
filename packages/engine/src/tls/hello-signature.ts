// A number for what repeats in the hellos of one program, so that its fingerprints are computed once: two independent multiplicative
// hashes side by side, 52 bits. Seeded per process: nobody can make a hello of his own answer for another's.
import { getRandomValues } from "node:crypto"

const [SEED_A, SEED_B] = getRandomValues(new Int32Array(2))
let hashA = 0
let hashB = 0

export function beginSignature(kind: number): void {
  hashA = SEED_A ^ kind
  hashB = SEED_B + kind
}

export function mix(value: number): void {
  hashA = Math.imul(hashA ^ value, 0x01000193)
  hashA ^= hashA >>> 15
  hashB = Math.imul(hashB + value, 0x85ebca6b) ^ (hashB >>> 15)
}

export function signature(): number {
  return (hashA >>> 6) * 67108864 + (hashB >>> 6)
}
