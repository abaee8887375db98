// Captured bytes become text here, once: bounded, printable, valid Unicode. Nothing that comes out can move a cursor, end a
// line, hide or reorder other text; it is still attacker's text, so pages, SQL and shells escape it as always.
import { isUtf8 } from "node:buffer"
import type { ByteWindow } from "./byte-window.ts"
import { latin1 } from "./latin1.ts"

export const MAX_TEXT_BYTES = 512
/** A host name of the DNS has at most 253 characters (RFC 1035 section 3.1); a little more shows that somebody cheats. */
export const MAX_HOSTNAME_BYTES = 256

const utf8 = new TextDecoder("utf-8")

/** Bytes [at, at + length) of the window as text; unprintable bytes become "?". Valid UTF-8 stays as it is. */
export function printable(window: ByteWindow, at: number, length: number, maxBytes = MAX_TEXT_BYTES): string {
  const from = Math.min(Math.max(0, at), window.length)
  const take = Math.min(length, maxBytes, window.length - from)
  return take <= 0 ? "" : printableBytes(window.bytes, window.start + from, take)
}

/** The same over plain memory; the caller has checked the bounds. */
export function printableBytes(bytes: Uint8Array, start: number, length: number): string {
  const end = start + length
  let hasControls = false
  for (let i = start; i < end; i++) {
    const byte = bytes[i]
    if (byte >= 0x80) return printableUtf8(bytes.subarray(start, end))
    if (byte < 0x20 || byte === 0x7f) hasControls = true
  }
  const text = latin1(bytes, start, end)
  return hasControls ? text.replace(UNPRINTABLE, "?") : text
}

function printableUtf8(bytes: Uint8Array): string {
  // Asked first, as binary data is common here and an exception for it is dear.
  if (isUtf8(bytes)) return cleanText(utf8.decode(bytes))
  // Not UTF-8 (or cut in the middle of a character): ASCII is kept, the rest is shown as unprintable.
  const plain = bytes.length <= scratch.length ? scratch : new Uint8Array(bytes.length)
  for (let i = 0; i < bytes.length; i++) plain[i] = bytes[i] < 0x20 || bytes[i] > 0x7e ? QUESTION_MARK : bytes[i]
  return latin1(plain, 0, bytes.length)
}

const QUESTION_MARK = 0x3f
const scratch = new Uint8Array(4096)
// Controls (C0, DEL, C1), zero-width and direction marks, line separators, byte order mark, lone surrogates.
// eslint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|\p{Surrogate}/gu

/** Text that was decoded elsewhere (UTF-16 names of SMB, punycode): the same promise. */
export function cleanText(text: string, maxCharacters = MAX_TEXT_BYTES): string {
  const bounded = text.length > maxCharacters ? text.slice(0, maxCharacters) : text
  return isPlainAscii(bounded) ? bounded : bounded.replace(UNPRINTABLE, "?")
}

function isPlainAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x20 || unit > 0x7e) return false
  }
  return true
}

/** UTF-16 little-endian (SMB, NTLM, RDP). */
export function printableUtf16le(window: ByteWindow, at: number, lengthBytes: number, maxCharacters = MAX_TEXT_BYTES): string {
  const end = Math.min(at + lengthBytes, at + 2 * maxCharacters, window.length - 1)
  let text = ""
  for (let i = at; i < end; i += 2) {
    const unit = window.u16le(i)
    if (unit === 0) break
    text += String.fromCharCode(unit)
  }
  return cleanText(text)
}

/** A host name as flows carry it: lower case (ASCII), no root dot, no blanks around, bounded. */
export function normaliseHostname(text: string): string {
  let name = text.length > MAX_HOSTNAME_BYTES ? text.slice(text.length - MAX_HOSTNAME_BYTES) : text
  name = name.trim().toLowerCase()
  return name.length > 1 && name.endsWith(".") ? name.slice(0, -1) : name
}

/** Host and port of "name:port", "[v6]:port" or a bare name; port 0 when there is none. */
export function splitHostPort(text: string): { host: string; port: number } {
  if (!text.includes(":") && !text.startsWith("[")) return { host: text, port: 0 }
  const match = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/.exec(text)
  if (!match) return { host: text, port: 0 }
  return { host: match[1], port: match[2] ? Number(match[2]) : 0 }
}
