// The CURVE key pair of collectors: probes encrypt for its public key. Made once, kept in the data directory; a secret key can be given.
import { readFileSync, writeFileSync } from "node:fs"
import path from "node:path"
import { SourceError } from "../source.ts"
import type { ZmqOptions } from "../source-options.ts"
import { KEY_BYTES, makeKeyPair, publicKeyOf, type KeyPair } from "../zmtp/crypto-box.ts"
import { fromZ85, toZ85 } from "../zmtp/z85.ts"

export const PUBLIC_KEY_FILE = "zmq-key.pub"
export const SECRET_KEY_FILE = "zmq-key.priv"

/** Null when nothing is encrypted. */
export function collectorKeys({ encrypt, secretKey, keyDir }: ZmqOptions): KeyPair | null {
  if (secretKey !== "") return pairOf(secretKey, "the key given")
  if (!encrypt) return null
  return keyDir === "" ? makeKeyPair() : keysIn(keyDir)
}

/** Of a Z85 text; throws SourceError. */
export function readKey(text: string, what: string): Uint8Array {
  const bytes = fromZ85(text.trim())
  if (bytes === null || bytes.length !== KEY_BYTES) throw new SourceError("key-invalid", `${what} is no CURVE key`, "A key is 40 characters of Z85, as curve_keygen and zmq-key.pub have it.")
  return bytes
}

function pairOf(secret: string, what: string): KeyPair {
  const secretKey = readKey(secret, what)
  return { secretKey, publicKey: publicKeyOf(secretKey) }
}

/** Two interfaces may come here at once: who is second takes what the first wrote. */
function keysIn(folder: string): KeyPair {
  const file = path.join(folder, SECRET_KEY_FILE)
  const made = makeKeyPair()
  try {
    writeFileSync(file, `${toZ85(made.secretKey)}\n`, { mode: 0o600, flag: "wx" })
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause && cause.code === "EEXIST")) throw keyFailure(file, cause)
  }
  try {
    const pair = pairOf(readFileSync(file, "utf8"), file)
    writeFileSync(path.join(folder, PUBLIC_KEY_FILE), `${toZ85(pair.publicKey)}\n`, { mode: 0o644 })
    return pair
  } catch (cause) {
    throw cause instanceof SourceError ? cause : keyFailure(file, cause)
  }
}

function keyFailure(file: string, cause: unknown): SourceError {
  return new SourceError("key-unreadable", `${file} can't be read or written: ${cause instanceof Error ? cause.message : String(cause)}.`, "Check the rights of the data directory.", { cause })
}
