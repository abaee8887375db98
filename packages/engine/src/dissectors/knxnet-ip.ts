// KNXnet/IP, ISO 22510 section 5.3: header size 6 | version 1.0 | service u16 | length u16 of all.
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const HEADER = 0x0610
/** Families: core, device management, tunnelling, routing, remote logging, configuration, object server, security. */
function isService(service: number): boolean {
  const number = service & 0xff
  switch (service >> 8) {
    case 0x02: return number >= 1 && number <= 0x0f
    case 0x03: return number >= 0x10 && number <= 0x13
    case 0x04: return number >= 0x20 && number <= 0x25
    case 0x05: return number >= 0x30 && number <= 0x33
    case 0x07: return number >= 0x40 && number <= 0x43
    case 0x09: return number >= 0x50 && number <= 0x56
    default: return false
  }
}

export const knxnetIp = defineDissector({
  protocol: "KNXnet_IP",
  transports: ["udp", "tcp"],
  firstBytes: [HEADER >> 8],
  minBytes: 8,
  recognise({ payload, transport }) {
    const bytes = payload.u16(4)
    if (payload.u16(0) !== HEADER || !isService(payload.u16(2))) return NO_MATCH
    return bytes === payload.length || (transport === "tcp" && bytes < payload.length && payload.u16(bytes) === HEADER) ? MATCH : NO_MATCH
  },
})
