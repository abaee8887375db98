// Clients that send HTTP Basic with every call must not cost a scrypt each: a checked pair is remembered for a minute.
import { createHmac, randomBytes } from "node:crypto"
import type { Clock } from "../settings/clock.ts"

const KEEP_MS = 60_000
const MAX_ENTRIES = 1_000

export interface BasicCache {
  /** True if this pair was right within the last minute and the user's password hash is still the same. */
  isKnown(user: string, password: string, passwordHash: string): boolean
  remember(user: string, password: string, passwordHash: string): void
}

export function createBasicCache(clock: Clock): BasicCache {
  const key = randomBytes(32) // of this process only: the cache holds nothing that another could use
  const entries = new Map<string, number>()
  const digest = (...parts: string[]) => createHmac("sha256", key).update(parts.map((part) => `${part.length}:${part}`).join("")).digest("base64")
  return {
    isKnown(user, password, passwordHash) {
      const untilMs = entries.get(digest(user, password, passwordHash))
      return untilMs !== undefined && untilMs > clock.nowMs()
    },
    remember(user, password, passwordHash) {
      const entry = digest(user, password, passwordHash)
      entries.delete(entry)
      entries.set(entry, clock.nowMs() + KEEP_MS)
      if (entries.size > MAX_ENTRIES) entries.delete(entries.keys().next().value as string)
    },
  }
}
