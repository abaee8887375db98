// ServerHello, RFC 8446 section 4.1.3, with the JA3S fingerprint.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { cachedHash } from "../bytes/text-hash.ts"
import { isGrease } from "./client-hello.ts"

export interface ServerHello {
  readonly legacyVersion: number
  /** From supported_versions when it is there, else the legacy one. */
  readonly version: number
  readonly cipherSuite: number
  readonly extensions: readonly number[]
  readonly alpn: string | null
  readonly isHelloRetry: boolean
}

const md5 = cachedHash("md5", 32)

/** First bytes of SHA-256("HelloRetryRequest"), which stands in place of the random value. */
const HELLO_RETRY_RANDOM = 0xcf21ad74

export function parseServerHello(bytes: ByteWindow, at: number, length: number): ServerHello | null {
  const end = Math.min(at + length, bytes.length)
  if (end - at < 38) return null
  const legacyVersion = bytes.u16(at)
  const isHelloRetry = bytes.u32(at + 2) === HELLO_RETRY_RANDOM
  let next = at + 2 + 32
  // Drafts of TLS 1.3 before 22 had no session id and no compression here.
  const isOldDraft = legacyVersion >> 8 === 0x7f
  if (!isOldDraft) next += 1 + bytes.u8(next)
  const cipherSuite = bytes.u16(next)
  next += isOldDraft ? 2 : 3
  let version = legacyVersion
  let alpn: string | null = null
  const extensions: number[] = []
  if (next + 2 <= end) {
    const extensionsEnd = Math.min(next + 2 + bytes.u16(next), end)
    next += 2
    while (next + 4 <= extensionsEnd && extensions.length < 64) {
      const type = bytes.u16(next)
      const size = bytes.u16(next + 2)
      extensions.push(type)
      if (type === 43 && size === 2) version = bytes.u16(next + 4)
      else if (type === 16 && size > 3) alpn = printable(bytes, next + 7, Math.min(bytes.u8(next + 6), extensionsEnd - next - 7), 64)
      next += 4 + size
    }
  }
  return { legacyVersion, version, cipherSuite, extensions, alpn, isHelloRetry }
}

/** JA3S: MD5 of version, suite, extensions. */
export function ja3s(hello: ServerHello): string {
  return md5(`${hello.legacyVersion},${hello.cipherSuite},${hello.extensions.filter((value) => !isGrease(value)).join("-")}`)
}
