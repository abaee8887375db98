// Agora's SD-RTN: tagged values like in Google's QUIC: the client's hello has the server's name (SNI), the answer the peer's id (PEID).
import { ascii } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const TAG_AT = 13
const NAME = ascii("SNI\0")
const PEER = ascii("PEID")
const NAME_AT = 19

export const sdRtn = defineDissector({
  protocol: "SD-RTN",
  transports: ["udp"],
  minBytes: 20,
  recognise({ payload }) {
    if (payload.u8(4) !== 0 || payload.u8(5) !== 0) return NO_MATCH
    const kind = payload.u8(6)
    if (kind === 0x21) return payload.has(TAG_AT, NAME) ? MATCH : NO_MATCH
    return kind === 0x23 && payload.indexOf(PEER, 8, 16) > 0 ? MATCH : NO_MATCH
  },
  extract(seen) {
    const { payload } = seen
    if (payload.has(TAG_AT, NAME)) seen.setHostname(printable(payload, NAME_AT, payload.u16le(NAME_AT - 2)))
    return DONE
  },
})
