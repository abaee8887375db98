// The first bytes of an HTTP body against what its header says.
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import type { Inspection } from "../inspect/types.ts"
import { executableAt, isScript } from "./payload-signs.ts"

const TEXT = /^(?:text\/|application\/(?:json|xml|javascript|x-www-form-urlencoded))/i
const JUDGED_BYTES = 8
/** CVE-2021-44228. Form fields come percent-encoded, too. */
const JNDI = ascii("jndi:")
const SEARCHED_BYTES = 2048

export function judgeHttpBody(seen: Inspection, body: ByteWindow, at: number, contentType: string | undefined): void {
  if (at >= body.length) return
  const executable = executableAt(body, at)
  if (executable !== null) return seen.risk("binary_application_transfer", `${executable} found`)
  if (isScript(body, at) && !seen.toServer) return seen.risk("binary_application_transfer", "Unix script found")
  if (body.indexOf(JNDI, at, at + SEARCHED_BYTES) >= 0) seen.risk("possible_exploit", "Log4Shell in the body")
  if (contentType !== undefined && TEXT.test(contentType) && !isPlausibleText(body, at)) seen.risk("http_suspicious_content", `${contentType} that is no text`)
}

/** Text, or text that was packed: gzip (RFC 1952), zlib (RFC 1950), Brotli has no mark, so few odd bytes are let pass. */
function isPlausibleText(body: ByteWindow, at: number): boolean {
  const first = body.u8(at)
  const second = body.u8(at + 1)
  if ((first === 0x1f && second === 0x8b) || (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0) return true
  let odd = 0
  const end = Math.min(body.length, at + JUDGED_BYTES)
  for (let i = at; i < end; i++) {
    const byte = body.u8(i)
    const isText = byte >= 0x20 ? byte !== 0x7f : byte === 0x09 || byte === 0x0a || byte === 0x0d
    if (!isText) odd++
  }
  return odd * 2 < end - at
}
