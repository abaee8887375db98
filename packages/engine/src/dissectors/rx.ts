// Rx, the remote procedure calls of AFS: epoch u32 | connection u32 | call u32 | sequence u32 | serial u32 | type | flags | status |
// security class | checksum u16 | service u16 | ...
import type { ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NEED_MORE, NO_MATCH, defineDissector, type Inspection } from "../inspect/types.ts"

const HEADER_BYTES = 28
const LAST_TYPE = 13
const LAST_SECURITY = 5
const MAX_FLAGS = 0x3f
/** afs3-fileserver to afs3-update. */
const FIRST_PORT = 7000
const LAST_PORT = 7009

function isPacket(payload: ByteWindow): boolean {
  const type = payload.u8(20)
  return type >= 1 && type <= LAST_TYPE && payload.u8(21) <= MAX_FLAGS && payload.u8(23) <= LAST_SECURITY && payload.u32(0) > 0xffff && payload.u32(4) > 0xffff && payload.u32(8) < 0x100000 && payload.u32(12) < 0x100000 && payload.u32(16) < 0x100000
}
const isAfsPort = (port: number) => port >= FIRST_PORT && port <= LAST_PORT

export const rx = defineDissector({
  protocol: "RX",
  transports: ["udp"],
  minBytes: HEADER_BYTES,
  recognise(seen: Inspection) {
    const { payload } = seen
    if (!isPacket(payload)) return NO_MATCH
    // The first packet of a connection on a port of AFS, or the other side's answer in the same connection.
    const id = (payload.u32(0) ^ (payload.u32(4) >>> 2) * 2) | 1
    if (seen.payloadPackets === 1) {
      seen.state = id
      const isFirst = (isAfsPort(seen.serverPort) || isAfsPort(seen.clientPort)) && payload.u32(16) !== 0 && payload.u32(16) < 0x1000
      return isFirst && payload.u16(26) !== 0 ? MATCH : NEED_MORE
    }
    if (seen.state !== id) return NO_MATCH
    return seen.payloadPacketsToServer > 0 && seen.payloadPacketsToClient > 0 ? MATCH : NEED_MORE
  },
})
