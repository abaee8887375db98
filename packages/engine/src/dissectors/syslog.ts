// Syslog: "<PRI>" and a header, RFC 5424 section 6 ("<34>1 2026-…") or RFC 3164 section 4 ("<34>Oct 11 22:14:15 host …"); over TCP
// perhaps behind its length (RFC 6587 section 3.4.1).
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const SYSLOG_PORT = 514
const months = ["Jan ", "Feb ", "Mar ", "Apr ", "May ", "Jun ", "Jul ", "Aug ", "Sep ", "Oct ", "Nov ", "Dec "].map(ascii)
const VERSION_1 = ascii("1 ")
const MAX_PRIORITY = 191

/** Bytes of "<PRI>", 0 when there is none. */
function priorityBytes(window: ByteWindow): number {
  if (window.u8(0) !== 0x3c) return 0
  let value = 0
  for (let at = 1; at <= 4; at++) {
    const byte = window.u8(at)
    if (byte === 0x3e && at > 1) return value <= MAX_PRIORITY ? at + 1 : 0
    if (byte < 0x30 || byte > 0x39) return 0
    value = value * 10 + byte - 0x30
  }
  return 0
}

export const syslog = defineDissector({
  protocol: "Syslog",
  transports: ["udp", "tcp"],
  firstBytes: [0x3c],
  minBytes: 12,
  recognise(seen) {
    const { payload } = seen
    const at = priorityBytes(payload)
    if (at === 0) return NO_MATCH
    if (payload.has(at, VERSION_1)) return MATCH
    for (const month of months) if (payload.has(at, month)) return MATCH
    if (!seen.hasPort(SYSLOG_PORT)) return NO_MATCH
    // Devices write what they like behind the priority; it is text.
    for (let i = at; i < at + 8; i++) if (payload.u8(i) < 0x20 || payload.u8(i) > 0x7e) return NO_MATCH
    return MATCH
  },
  extract(seen) {
    const { payload } = seen
    const at = priorityBytes(payload)
    const priority = Number(printable(payload, 1, at - 2))
    seen.metadata.syslog = { facility: priority >> 3, severity: priority & 7, message: printable(payload, at, payload.length - at, 256).trim() }
    return DONE
  },
})
