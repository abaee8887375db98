// CryEngine's network: the opening of a connection is 0x3c, the build, zeros and small numbers, the last of them (the socket) twice.
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const CONNECTION_REQUEST = 0x3c
const MAX_SMALL = 0xff

export const cryNetwork = defineDissector({
  protocol: "CryNetwork",
  transports: ["udp"],
  firstBytes: [CONNECTION_REQUEST],
  minBytes: 60,
  recognise({ payload }) {
    const build = payload.u32(1)
    if (build === 0 || build > 0xffff || payload.u32(5) !== 0 || payload.u32(9) !== 0 || payload.u32(13) !== 1) return NO_MATCH
    if (payload.u32(17) === 0 || payload.u32(17) > MAX_SMALL || payload.u32(21) === 0 || payload.u32(21) > MAX_SMALL) return NO_MATCH
    return payload.u32(26) !== 0 && payload.u32(26) <= MAX_SMALL && payload.u32(30) === 0 && payload.u32(34) === payload.u32(26) ? MATCH : NO_MATCH
  },
})
