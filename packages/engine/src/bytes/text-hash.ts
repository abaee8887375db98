// Fingerprints are hashes of short texts that repeat all day: the same browser sends the same list. Hashing costs a microsecond,
// a look-up a tenth of that.
import { hash } from "node:crypto"
import { remembered } from "./remembered.ts"

/** A function that answers the hash (hexadecimal) of a text, with memory. */
export function cachedHash(algorithm: "md5" | "sha256", digits: number): (text: string) => string {
  return remembered((text: string) => hash(algorithm, text, "hex").slice(0, digits))
}
