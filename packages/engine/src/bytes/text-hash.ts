// Fingerprints are hashes of short texts that repeat all day: the same browser sends the same list. Hashing costs microseconds,
// a look-up a tenth of that. Bounded: when full, the cache starts anew.
import { createHash } from "node:crypto"

const MAX_ENTRIES = 4096

/** A function that answers the hash (hexadecimal) of a text, with memory. */
export function cachedHash(algorithm: "md5" | "sha256", digits: number): (text: string) => string {
  const known = new Map<string, string>()
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found
    const hash = createHash(algorithm).update(text).digest("hex").slice(0, digits)
    if (known.size >= MAX_ENTRIES) known.clear()
    known.set(text, hash)
    return hash
  }
}
