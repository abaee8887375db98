// Syslog: "<PRI>" and a header, RFC 5424 section 6 ("<34>1 2026-…") or RFC 3164 section 4 ("<34>Oct 11 22:14:15 host …"); over TCP
// perhaps behind its length (RFC 6587 section 3.4.1).
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const SYSLOG_PORT = 514
const months = ["Jan ", "Feb ", "Mar ", "Apr ", "May ", "Jun ", "Jul ", "Aug ", "Sep ", "Oct ", "Nov ", "Dec "].map(ascii)
const VERSION_1 = ascii("1 ")
const MAX_PRIORITY = 191
const MAX_COUNT_DIGITS = 5
/** Behind the priority, for a message of a form of its own on another port. */
const MIN_TEXT_BYTES = 24
const COLON = 0x3a
const MAX_COLON_AT = 64

/** Where "<" stands: 0, or behind the octet count of RFC 6587; -1 when there is no such count. */
function priorityAt(window: ByteWindow): number {
  for (let at = 0; at <= MAX_COUNT_DIGITS; at++) {
    const byte = window.u8(at)
    if (byte === 0x20) return at > 0 && window.u8(at + 1) === 0x3c ? at + 1 : -1
    if (byte === 0x3c) return at === 0 ? 0 : -1
    if (byte < 0x30 || byte > 0x39) return -1
  }
  return -1
}

/** Where "<PRI>" ends, 0 when there is none. */
function priorityBytes(window: ByteWindow, isStream: boolean): number {
  const start = isStream ? priorityAt(window) : 0
  if (start < 0 || window.u8(start) !== 0x3c) return 0
  let value = 0
  for (let at = start + 1; at <= start + 4; at++) {
    const byte = window.u8(at)
    if (byte === 0x3e && at > start + 1) return value <= MAX_PRIORITY ? at + 1 : 0
    if (byte < 0x30 || byte > 0x39) return 0
    value = value * 10 + byte - 0x30
  }
  return 0
}

export const syslog = defineDissector({
  protocol: "Syslog",
  transports: ["udp", "tcp"],
  firstBytes: [0x3c, ...ascii("123456789")],
  minBytes: 12,
  recognise(seen) {
    const { payload } = seen
    const at = priorityBytes(payload, seen.transport === "tcp")
    if (at === 0) return NO_MATCH
    if (payload.has(at, VERSION_1)) return MATCH
    for (const month of months) if (payload.has(at, month)) return MATCH
    const isOnPort = seen.hasPort(SYSLOG_PORT)
    // Elsewhere two digits of priority, and a time or a tag, both of which have a colon.
    if (!isOnPort && (seen.transport === "tcp" || at < 4 || payload.length < at + MIN_TEXT_BYTES || payload.indexOfByte(COLON, at, at + MAX_COLON_AT) < 0)) return NO_MATCH
    // Devices write what they like behind the priority; it is text.
    for (let i = at; i < at + (isOnPort ? 8 : MIN_TEXT_BYTES); i++) if (payload.u8(i) < 0x20 || payload.u8(i) > 0x7e) return NO_MATCH
    return MATCH
  },
  extract(seen) {
    const { payload } = seen
    const at = priorityBytes(payload, seen.transport === "tcp")
    const start = seen.transport === "tcp" ? Math.max(0, priorityAt(payload)) : 0
    const priority = Number(printable(payload, start + 1, at - start - 2))
    seen.metadata.syslog = { facility: priority >> 3, severity: priority & 7, message: printable(payload, at, payload.length - at, 256).trim() }
    return DONE
  },
})
