// Hash of a flow's key: the same for both directions, seeded per process so that nobody can aim at one chain.

const C1 = 0x9e3779b1
const C2 = 0x85ebca6b
const C3 = 0xc2b2ae35

function endHash(words: Uint32Array, at: number, port: number, isIpv6: boolean, seed: number): number {
  let hash = seed ^ Math.imul(port + 1, C3)
  if (isIpv6) {
    hash = Math.imul(hash ^ words[at], C1)
    hash ^= hash >>> 15
    hash = Math.imul(hash ^ words[at + 1], C2)
    hash ^= hash >>> 13
    hash = Math.imul(hash ^ words[at + 2], C3)
    hash ^= hash >>> 16
  }
  hash = Math.imul(hash ^ words[at + 3], C1)
  hash ^= hash >>> 15
  return Math.imul(hash, C2)
}

/** `meta`: vlan << 16 | IP version << 8 | IP protocol, as in word 9 of a key. */
export function flowHash(a: Uint32Array, aAt: number, aPort: number, b: Uint32Array, bAt: number, bPort: number, meta: number, seed: number): number {
  const isIpv6 = (meta & 0xff00) === 0x0600
  let hash = (endHash(a, aAt, aPort, isIpv6, seed) + endHash(b, bAt, bPort, isIpv6, seed)) ^ Math.imul(meta, C3)
  hash ^= hash >>> 16
  hash = Math.imul(hash, C2)
  hash ^= hash >>> 13
  hash = Math.imul(hash, C3)
  return hash ^ (hash >>> 16)
}
