// Tunnelling component networks (LonWorks) over IP, CEA-852 section 6: length u16 of all | version 1 | type | extended header bytes |
// flags | vendor u16 | session u32 | sequence u32 | time stamp u32.
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const HEADER_BYTES = 20
/** Data, configuration requests and responses, acknowledge, statistics. */
const types: ReadonlySet<number> = new Set([0x01, 0x03, 0x04, 0x06, 0x07, 0x08, 0x60, 0x61, 0x63, 0x64, 0x66, 0x67, 0x68, 0x70, 0x71, 0x72, 0x7f])
const MAX_EXTENSION_WORDS = 8

export const cnpIp = defineDissector({
  protocol: "CNP-IP",
  transports: ["udp"],
  hintPorts: [1628, 1629],
  minBytes: HEADER_BYTES,
  recognise(seen) {
    const { payload } = seen
    if (payload.u16(0) !== seen.payloadWireBytes || payload.u8(2) !== 1 || !types.has(payload.u8(3))) return NO_MATCH
    return payload.u8(4) <= MAX_EXTENSION_WORDS && payload.u8(4) * 4 + HEADER_BYTES <= seen.payloadWireBytes && payload.u16(6) < 0x100 ? MATCH : NO_MATCH
  },
})
