// Addresses that name services answered with: they name a later flow that shows nothing itself. Bounded; expires by packet clock.

export interface LearnedAddress { readonly name: string; readonly expiresUs: number }

/** Programs keep an address longer than its TTL says, and a TTL of a week is no promise to us. */
const MIN_SECONDS = 300
const MAX_SECONDS = 6 * 3600

export class LearnedAddresses {
  private readonly byIp = new Map<string, LearnedAddress>()
  private readonly limit: number
  evicted = 0

  constructor(limit: number) {
    this.limit = limit
  }

  get size(): number {
    return this.byIp.size
  }

  learn(ip: string, name: string, nowUs: number, ttlSeconds = 0): void {
    this.byIp.delete(ip) // to the end of the order of age
    if (this.byIp.size >= this.limit) {
      const oldest = this.byIp.keys().next()
      if (!oldest.done) this.byIp.delete(oldest.value)
      this.evicted++
    }
    const seconds = Math.min(MAX_SECONDS, Math.max(MIN_SECONDS, ttlSeconds))
    this.byIp.set(ip, { name, expiresUs: nowUs + seconds * 1e6 })
  }

  /** The name that was last answered with this address, null = none (any more). */
  nameOf(ip: string, nowUs: number): string | null {
    const found = this.byIp.get(ip)
    return found !== undefined && found.expiresUs >= nowUs ? found.name : null
  }
}
