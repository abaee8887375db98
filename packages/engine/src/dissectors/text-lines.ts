// Line protocols (FTP, SMTP, POP3, IMAP): commands and numbered or tagged answers, ended by CR LF.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"

const LF = 0x0a
const CR = 0x0d
const MAX_LINE_BYTES = 1024

/** Length of the line at `at`, its line end included; 0 when it has not come whole. */
export function lineBytes(stream: ByteWindow, at: number): number {
  const end = stream.indexOfByte(LF, at, at + MAX_LINE_BYTES)
  return end < 0 ? 0 : end + 1 - at
}

/** The line at `at` of `size` bytes, without its line end. */
export function lineText(stream: ByteWindow, at: number, size: number): string {
  let end = at + size
  while (end > at && (stream.u8(end - 1) === LF || stream.u8(end - 1) === CR)) end--
  return printable(stream, at, end - at)
}

/** Three digits, then blank or hyphen: the answer code, else 0 (RFC 959 section 4.2, RFC 5321 section 4.2). */
export function replyCode(stream: ByteWindow, at: number): number {
  const a = stream.u8(at) - 0x30
  const b = stream.u8(at + 1) - 0x30
  const c = stream.u8(at + 2) - 0x30
  const after = stream.u8(at + 3)
  if (a < 1 || a > 5 || b < 0 || b > 5 || c < 0 || c > 9 || (after !== 0x20 && after !== 0x2d && after !== CR)) return 0
  return a * 100 + b * 10 + c
}

/** Are the bytes of [at, at + size) all text? */
export function isText(stream: ByteWindow, at: number, size: number): boolean {
  for (let i = at; i < at + size; i++) {
    const byte = stream.u8(i)
    if (byte < 0x20 ? byte !== CR && byte !== LF && byte !== 9 : byte === 0x7f) return false
  }
  return true
}

/** Value of a header (HTTP-like: "name: value"), `name` in lower case with line end before and colon behind: "\nuser-agent:". Null when it is not there. */
export function headerValue(stream: ByteWindow, name: Uint8Array, maxBytes = MAX_LINE_BYTES): string | null {
  for (let at = stream.indexOfByte(LF); at >= 0; at = stream.indexOfByte(LF, at + 1)) {
    if (!stream.hasNoCase(at, name)) continue
    const value = at + name.length
    const end = stream.indexOfByte(CR, value, value + maxBytes)
    return printable(stream, value, (end < 0 ? Math.min(stream.length, value + maxBytes) : end) - value).trim()
  }
  return null
}
