// Call of Duty (Activision) from UDP port 3074: the opening has the sender's own address and port at its end, the answer repeats them.
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const OPENING = 0x0d
const ANSWER = 0x0c
const BYTES = 29
const PORT_AT = 21

export const activision = defineDissector({
  protocol: "Activision",
  transports: ["udp"],
  hintPorts: [3074],
  firstBytes: [OPENING, ANSWER],
  minBytes: BYTES,
  recognise({ payload, srcPort, dstPort }) {
    if (payload.length !== BYTES || payload.u16(1) !== 0x0200) return NO_MATCH
    return payload.u16le(PORT_AT) === (payload.u8(0) === OPENING ? srcPort : dstPort) ? MATCH : NO_MATCH
  },
})
