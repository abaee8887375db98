// Ethernet Global Data of GE's controllers (UDP 18246): production messages: type 13, version 1, request, producer (its IPv4 address), exchange, time,
// status, signature, a reserved zero, then the data. Little-endian.
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const DATA_PRODUCTION = 0x0d
const VERSION = 1
const HEADER_BYTES = 32
const MAX_DATA_BYTES = 1400
const NANOSECONDS_AT = 16
const RESERVED_AT = 28
const PORT = 18246

export const ethernetGlobalData = defineDissector({
  protocol: "EthernetGlobalData",
  transports: ["udp"],
  hintPorts: [PORT],
  firstBytes: [DATA_PRODUCTION],
  minBytes: HEADER_BYTES + 1,
  recognise(seen) {
    const { payload } = seen
    if (payload.u8(1) !== VERSION || payload.u32(4) === 0 || payload.u32le(8) === 0 || payload.u32(RESERVED_AT) !== 0) return NO_MATCH
    if (payload.u32le(NANOSECONDS_AT) >= 1e9 || seen.payloadWireBytes > HEADER_BYTES + MAX_DATA_BYTES) return NO_MATCH
    return payload.u32(4) === seen.srcIpv4 || seen.hasPort(PORT) ? MATCH : NO_MATCH
  },
})
