// BACnet/IP, ASHRAE 135 annex J: BVLC type 0x81 | function | length u16, all included | NPDU (version 1) behind most functions.
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const BVLC = 0x81
const MAX_FUNCTION = 0x0c
/** Forwarded-NPDU names its origin first. */
const FORWARDED = 4
const carriesNpdu: readonly number[] = [4, 9, 10, 11]

export const bacnet = defineDissector({
  protocol: "BACnet",
  transports: ["udp"],
  firstBytes: [BVLC],
  minBytes: 6,
  recognise(seen) {
    const { payload } = seen
    const kind = payload.u8(1)
    if (kind > MAX_FUNCTION || payload.u16(2) !== payload.length) return NO_MATCH
    if (!carriesNpdu.includes(kind)) return seen.hasPort(47808) ? MATCH : NO_MATCH
    return payload.u8(kind === FORWARDED ? 10 : 4) === 1 ? MATCH : NO_MATCH
  },
})
