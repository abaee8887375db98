// NTP, RFC 5905 section 7.3 (modes 1-5), RFC 9327 (control, mode 6) and the private mode 7 (monlist) of ntpd.
import { DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const NTP_PORT = 123
const HEADER_BYTES = 48

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
      // Control: the header counts the data behind it, padded to words; an authenticator of up to 24 bytes may follow.
      const rest = payload.length - 12 - payload.u16(10)
      return payload.length >= 12 && rest >= 0 && rest < 28 ? MATCH : NO_MATCH
    }
    // Private: sequence number, implementation 0, 2 or 3, request code.
    if (mode === 7) return (payload.u8(2) === 0 || payload.u8(2) === 2 || payload.u8(2) === 3) && payload.u8(3) <= 45 ? MATCH : NO_MATCH
    if (mode === 0 || payload.length < HEADER_BYTES || payload.length % 4 !== 0) return NO_MATCH
    const stratum = payload.u8(1)
    const poll = payload.u8(2) // log2 of seconds, signed
    const precision = payload.u8(3) // log2 of seconds, signed: a clock is finer than a second, or the client does not say
    const isPlausible = stratum <= 16 && (poll <= 17 || poll >= 0xf8) && (precision === 0 || precision >= 0xe0)
    return isPlausible ? MATCH : NO_MATCH
  },
  extract(seen) {
    const { payload } = seen
    const mode = payload.u8(0) & 7
    seen.metadata.ntp = { version: (payload.u8(0) >> 3) & 7, mode, ...(mode === 7 ? { requestCode: payload.u8(3) } : { stratum: payload.u8(1) }) }
    return DONE
  },
})
