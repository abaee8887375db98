// C-Raft (dqlite) over TCP: the handshake: protocol version 1 u64 | server id u64 | address length u64 | address, filled up with NULs; little-endian.
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const ADDRESS_AT = 24
const MAX_ADDRESS_BYTES = 128

export const raft = defineDissector({
  protocol: "Raft",
  transports: ["tcp"],
  firstBytes: [1],
  minBytes: ADDRESS_AT + 8,
  recognise({ stream }) {
    const addressBytes = stream.u32le(16)
    if (stream.u32le(0) !== 1 || stream.u32le(4) !== 0 || stream.u32le(20) !== 0) return NO_MATCH
    if (addressBytes < 8 || addressBytes % 8 !== 0 || addressBytes > MAX_ADDRESS_BYTES || stream.length < ADDRESS_AT + addressBytes) return NO_MATCH
    const end = stream.indexOfByte(0, ADDRESS_AT, ADDRESS_AT + addressBytes)
    const to = end < 0 ? ADDRESS_AT + addressBytes : end
    if (to - ADDRESS_AT < 2 || ADDRESS_AT + addressBytes - to > 8) return NO_MATCH
    for (let at = ADDRESS_AT; at < to; at++) if (stream.u8(at) < 0x21 || stream.u8(at) > 0x7e) return NO_MATCH
    return MATCH
  },
})
