// PFCP, 3GPP TS 29.244 section 7.2.2: version 1, flags, message type, length of what follows it.
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const FOLLOWED = 0x04 // another message comes in the same datagram (FO)
const VERSION = 0x20

export const pfcp = defineDissector({
  protocol: "PFCP",
  transports: ["udp"],
  hintPorts: [8805],
  onlyOnHintPorts: true,
  firstBytes: Array.from({ length: 8 }, (_, flags) => VERSION | flags),
  minBytes: 8,
  recognise({ payload, payloadWireBytes }) {
    const flags = payload.u8(0)
    const type = payload.u8(1)
    const isKnown = (type >= 1 && type <= 17) || (type >= 50 && type <= 57)
    const length = payload.u16(2) + 4
    const fits = (flags & FOLLOWED) === 0 ? length === payloadWireBytes : length < payloadWireBytes && payload.u8(length) >> 3 === VERSION >> 3 && payload.u8(length + 1) < 60
    return isKnown && fits ? MATCH : NO_MATCH
  },
})
