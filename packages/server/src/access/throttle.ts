// Slows guessing: five failures of one user name from one address block lock that pair for 300 s; many names from one block lock the block.
// A user is never locked for the whole network: that would let anybody lock out the administrator.
import type { Clock } from "../settings/clock.ts"

export interface ThrottleLimits { readonly failures: number; readonly blockFailures: number; readonly lockMs: number; readonly maxEntries: number }
export const throttleLimits: ThrottleLimits = { failures: 5, blockFailures: 30, lockMs: 300_000, maxEntries: 20_000 }

export interface LoginThrottle {
  /** 0 = may try; counts the try as failed until `succeeded` (so parallel tries gain nothing). Otherwise seconds to wait. */
  begin(address: string, user: string): number
  succeeded(address: string, user: string): void
  readonly rejected: number
}

export function createThrottle(clock: Clock, limits: ThrottleLimits = throttleLimits): LoginThrottle {
  const entries = new Map<string, { failures: number; lastMs: number }>()
  let rejected = 0

  function waitMs(key: string, limit: number): number {
    const entry = entries.get(key)
    if (!entry) return 0
    const age = clock.nowMs() - entry.lastMs
    if (age >= limits.lockMs) {
      entries.delete(key)
      return 0
    }
    return entry.failures >= limit ? limits.lockMs - age : 0
  }
  function count(key: string, by: 1 | -1) {
    const entry = entries.get(key) ?? { failures: 0, lastMs: 0 }
    entry.failures += by
    if (by === 1) entry.lastMs = clock.nowMs()
    entries.delete(key) // re-insert: the map's order is that of the last try
    if (entry.failures > 0) entries.set(key, entry)
    if (entries.size > limits.maxEntries) entries.delete(entries.keys().next().value as string)
  }

  return {
    begin(address, user) {
      const block = addressBlock(address)
      const pair = `${block} ${user.slice(0, 64)}`
      const wait = Math.max(waitMs(pair, limits.failures), waitMs(block, limits.blockFailures))
      if (wait > 0) {
        rejected++
        return Math.ceil(wait / 1_000)
      }
      count(pair, 1)
      count(block, 1)
      return 0
    },
    succeeded(address, user) {
      const block = addressBlock(address)
      entries.delete(`${block} ${user.slice(0, 64)}`)
      if (entries.has(block)) count(block, -1)
    },
    get rejected() {
      return rejected
    },
  }
}

/** What one guesser can easily have: an IPv4 /24, an IPv6 /64. */
export function addressBlock(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+)\.\d+$/i.exec(address)
  if (mapped) return mapped[1]
  if (!address.includes(":")) return address.split(".").slice(0, 3).join(".")
  const [head, tail = ""] = address.split("%")[0].split("::")
  const front = head === "" ? [] : head.split(":")
  const back = tail === "" ? [] : tail.split(":")
  const zeros = address.includes("::") ? Array<string>(Math.max(0, 8 - front.length - back.length)).fill("0") : []
  return [...front, ...zeros, ...back].slice(0, 4).map((word) => word.toLowerCase().replace(/^0+(?=.)/, "")).join(":")
}
