// NTP, RFC 5905 section 7.3 (modes 1-5), RFC 9327 (control, mode 6) and the private mode 7 (monlist) of ntpd.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const NTP_PORT = 123
const HEADER_BYTES = 48
const MAX_FIELDS = 16

/** Error and count of items (4 and 12 bits), their size (12 bits), the items; requests are padded to one of a few lengths. */
function isPrivateLength(payload: ByteWindow): boolean {
  const { length } = payload
  return length === 8 || length === 48 || length === 192 || length === 8 + (payload.u16(4) & 0xfff) * (payload.u16(6) & 0xfff)
}

/** Behind the header: extension fields of 16 bytes and more (RFC 7822), then a key id with a digest, a bare key id, or nothing. */
function isTail(payload: ByteWindow): boolean {
  let at = HEADER_BYTES
  for (let fields = 0; fields < MAX_FIELDS; fields++) {
    const rest = payload.length - at
    if (rest === 0 || rest === 4 || rest === 20 || rest === 24 || rest === 36) return true
    const fieldBytes = payload.u16(at + 2)
    if (fieldBytes < 16 || fieldBytes % 4 !== 0 || fieldBytes > rest) return false
    at += fieldBytes
  }
  return false
}

export const ntp = defineDissector({
  protocol: "NTP",
  transports: ["udp"],
  onlyOnHintPorts: true,
  minBytes: 8,
  recognise(seen) {
    if (!seen.hasPort(NTP_PORT)) return NO_MATCH
    const { payload } = seen
    const version = (payload.u8(0) >> 3) & 7
    const mode = payload.u8(0) & 7
    if (version < 1 || version > 4) return NO_MATCH
    if (mode === 6) {
      // Control: the header counts the data behind it, padded to words; an authenticator of 16 to 24 bytes may follow.
      const rest = payload.length - 12 - payload.u16(10)
      // No leap bits, and an operation: 0 is reserved.
      return payload.length >= 12 && payload.u8(0) < 0x40 && (payload.u8(1) & 0x1f) !== 0 && rest >= 0 && (rest < 4 || (rest >= 16 && rest < 28)) ? MATCH : NO_MATCH
    }
    // Private: sequence number, implementation 0, 2 or 3, request code.
    if (mode === 7) return (payload.u8(2) === 0 || payload.u8(2) === 2 || payload.u8(2) === 3) && payload.u8(3) <= 45 && isPrivateLength(payload) ? MATCH : NO_MATCH
    if (mode === 0 || payload.length < HEADER_BYTES || payload.length % 4 !== 0) return NO_MATCH
    const stratum = payload.u8(1)
    const poll = payload.u8(2) // log2 of seconds, signed
    const precision = payload.u8(3) // log2 of seconds, signed: a clock is finer than a second, or the client does not say
    const isPlausible = stratum <= 16 && (poll <= 17 || poll >= 0xf8) && (precision === 0 || precision >= 0xe0)
    // Who tells the time tells one; simple clients ask with nothing but zeros.
    const hasTime = mode === 3 || payload.u32(40) !== 0
    return isPlausible && hasTime && isTail(payload) ? MATCH : NO_MATCH
  },
  extract(seen) {
    const { payload } = seen
    const mode = payload.u8(0) & 7
    seen.metadata.ntp = { version: (payload.u8(0) >> 3) & 7, mode, ...(mode === 7 ? { requestCode: payload.u8(3) } : { stratum: payload.u8(1) }) }
    return DONE
  },
})
