// UFTP (multicast file transfer), versions 4 and 5 (the project's protocol.txt): a header of 16 bytes with version and function, then
// the function's own header: function again and its length in words.
import { DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const UFTP_PORT = 1044
const VERSION_4 = 0x40
const VERSION_5 = 0x50
const HEADER_BYTES = 16
const ANNOUNCE = 1
const LAST_FUNCTION = 17

export const uftp = defineDissector({
  protocol: "UFTP",
  transports: ["udp"],
  hintPorts: [UFTP_PORT],
  firstBytes: [VERSION_4, VERSION_5],
  minBytes: HEADER_BYTES + 4,
  recognise(seen) {
    const { payload } = seen
    const func = payload.u8(1)
    const own = payload.u8(17) * 4
    if (func === 0 || func > LAST_FUNCTION || payload.u8(HEADER_BYTES) !== func || own < 4 || HEADER_BYTES + own > seen.payloadWireBytes) return NO_MATCH
    if (seen.hasPort(UFTP_PORT)) return MATCH
    return func === ANNOUNCE && own >= 24 && payload.u16(18) < 0x2000 ? MATCH : NO_MATCH
  },
  extract(seen) {
    seen.metadata.uftp = { version: seen.payload.u8(0) >> 4 }
    return DONE
  },
})
