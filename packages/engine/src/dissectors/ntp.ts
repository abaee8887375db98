// NTP, RFC 5905 section 7.3 (modes 1-5), RFC 9327 (control, mode 6) and the private mode 7 (monlist) of ntpd.
import { DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const NTP_PORT = 123
const HEADER_BYTES = 48

export const ntp = defineDissector({
  protocol: "NTP",
  transports: ["udp"],
  minBytes: 8,
  recognise(seen) {
    if (!seen.hasPort(NTP_PORT)) return NO_MATCH
    const { payload } = seen
    const version = (payload.u8(0) >> 3) & 7
    const mode = payload.u8(0) & 7
    if (version < 1 || version > 4) return NO_MATCH
    // The control and private modes have headers of 12 and 8 bytes; requests may be padded.
    if (mode === 6) return payload.length >= 12 && (payload.u8(1) & 0x1f) <= 31 ? MATCH : NO_MATCH
    if (mode === 7) return (payload.u8(3) >= 1 && payload.u8(3) <= 45) || payload.u8(2) <= 3 ? MATCH : NO_MATCH
    if (mode === 0 || payload.length < HEADER_BYTES) return NO_MATCH
    return payload.u8(1) <= 16 || mode === 3 ? MATCH : NO_MATCH // stratum: 16 is unsynchronised, more is reserved
  },
  extract(seen) {
    const { payload } = seen
    const mode = payload.u8(0) & 7
    seen.metadata.ntp = { version: (payload.u8(0) >> 3) & 7, mode, ...(mode === 7 ? { requestCode: payload.u8(3) } : { stratum: payload.u8(1) }) }
    return DONE
  },
})
