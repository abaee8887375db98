// Saia-Burgess Ether-S-Bus: length u32 of all | version 1 | type 0 | sequence u16 | attribute (request, response, acknowledgement) | telegram | CRC-CCITT.
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"
import { crcCcitt } from "./checksums.ts"

const MIN_BYTES = 11

export const etherSBus = defineDissector({
  protocol: "Ether-S-Bus",
  transports: ["udp"],
  firstBytes: [0],
  minBytes: MIN_BYTES,
  recognise({ payload }) {
    const { length } = payload
    if (payload.u32(0) !== length || payload.u8(4) > 1 || payload.u8(5) !== 0 || payload.u8(8) > 2) return NO_MATCH
    return crcCcitt(payload, 0, length - 2, 0) === payload.u16(length - 2) ? MATCH : NO_MATCH
  },
})
