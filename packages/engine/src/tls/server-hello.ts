// ServerHello, RFC 8446 section 4.1.3, with the JA3S fingerprint.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { cachedHash } from "../bytes/text-hash.ts"
import { isGrease } from "./client-hello.ts"
import { beginSignature, mix, signature } from "./hello-signature.ts"

export interface ServerHello {
  /** From supported_versions when it is there, else the legacy one. */
  readonly version: number
  readonly cipherSuite: number
  /** MD5 of version, suite, extensions. */
  readonly ja3s: string
  readonly alpn: string | null
  readonly isHelloRetry: boolean
}

const md5 = cachedHash("md5", 32)

/** First bytes of SHA-256("HelloRetryRequest"), which stands in place of the random value. */
const HELLO_RETRY_RANDOM = 0xcf21ad74
const MAX_EXTENSIONS = 64
const ALPN = 16
const SUPPORTED_VERSIONS = 43

/** A server answers with the same few hellos all day. Bounded: when full, it starts anew. */
const known = new Map<number, ServerHello>()
const MAX_KNOWN = 4096

// The hello at hand.
const types = new Uint16Array(MAX_EXTENSIONS)
let extensionCount = 0
let alpnAt = 0
let alpnBytes = 0

export function readServerHello(bytes: ByteWindow, at: number, length: number): ServerHello | null {
  const end = Math.min(at + length, bytes.length)
  if (end - at < 38) return null
  const legacyVersion = bytes.u16(at)
  const isHelloRetry = bytes.u32(at + 2) === HELLO_RETRY_RANDOM
  let next = at + 2 + 32
  // Drafts of TLS 1.3 before 22 had no session id and no compression here.
  const isOldDraft = legacyVersion >> 8 === 0x7f
  if (!isOldDraft) next += 1 + bytes.u8(next)
  const cipherSuite = bytes.u16(next)
  const version = scanExtensions(bytes, next + (isOldDraft ? 2 : 3), end, legacyVersion)
  beginSignature(isHelloRetry ? 5 : 4)
  mix(legacyVersion)
  mix(version)
  mix(cipherSuite)
  for (let i = 0; i < extensionCount; i++) mix(types[i])
  mix(0x10000 | alpnBytes)
  for (let i = 0; i < alpnBytes; i++) mix(bytes.u8(alpnAt + i))
  const key = signature()
  let hello = known.get(key)
  if (hello === undefined) {
    hello = { version, cipherSuite, ja3s: ja3s(legacyVersion, cipherSuite), alpn: alpnAt === 0 ? null : printable(bytes, alpnAt, alpnBytes, 64), isHelloRetry }
    if (known.size >= MAX_KNOWN) known.clear()
    known.set(key, hello)
  }
  return hello
}

/** Notes extensions and ALPN; answers the version. */
function scanExtensions(bytes: ByteWindow, at: number, end: number, legacyVersion: number): number {
  let version = legacyVersion
  extensionCount = alpnAt = alpnBytes = 0
  if (at + 2 > end) return version
  const extensionsEnd = Math.min(at + 2 + bytes.u16(at), end)
  let next = at + 2
  while (next + 4 <= extensionsEnd && extensionCount < MAX_EXTENSIONS) {
    const type = bytes.u16(next)
    const size = bytes.u16(next + 2)
    types[extensionCount++] = type
    if (type === SUPPORTED_VERSIONS && size === 2) version = bytes.u16(next + 4)
    else if (type === ALPN && size > 3) {
      alpnAt = next + 7
      alpnBytes = Math.max(0, Math.min(bytes.u8(next + 6), extensionsEnd - next - 7))
    }
    next += 4 + size
  }
  return version
}

function ja3s(legacyVersion: number, cipherSuite: number): string {
  return md5(`${legacyVersion},${cipherSuite},${Array.from(types.subarray(0, extensionCount)).filter((value) => !isGrease(value)).join("-")}`)
}
