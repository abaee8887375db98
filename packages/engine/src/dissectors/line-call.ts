// LINE's calls: no specification; what its packets prove. Each datagram begins with 11010 (5 bits), the length of what follows the four
// bytes of header (11 bits), and a number that goes on. Two of one side in a row, or one of each, are 32 bits of proof.
import { DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector, type Verdict } from "../inspect/types.ts"

const HEADER_BYTES = 4
const PROOF = 3

export const lineCall = defineDissector({
  protocol: "LineCall",
  transports: ["udp"],
  firstBytes: [0xd0, 0xd1, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8, 0xd9, 0xda, 0xdb, 0xdc, 0xdd, 0xde, 0xdf],
  minBytes: 30,
  recognise(seen): Verdict {
    const { payload } = seen
    if ((payload.u16(0) & 0x7ff) !== seen.payloadWireBytes - HEADER_BYTES || payload.u8(0) >> 4 !== 0xd) return NO_MATCH
    return ++seen.state >= PROOF ? MATCH : NEED_MORE
  },
  extract(seen) {
    seen.setEncrypted(true)
    return DONE
  },
})
