// Genshin Impact: KCP behind a handshake of 20 bytes: kind (connect 0xff, accept 0x145, end 0x194), conversation, token, 1234567890, closing magic.
// Its launcher's TCP connection: 1, length of the whole, kind 7, and an id that the answer (kind 8) repeats.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NEED_MORE, NO_MATCH, defineDissector } from "../inspect/types.ts"

const HANDSHAKE_BYTES = 20
const DATA = 1234567890
const ASK = 7
const ANSWER = 8
const ID_AT = 10

function isHandshake(payload: ByteWindow): boolean {
  if (payload.length !== HANDSHAKE_BYTES || payload.u32(12) !== DATA) return false
  const kind = payload.u32(0)
  const end = payload.u32(16)
  return (kind === 0xff && end === 0xffffffff) || (kind === 0x145 && end === 0x14514545) || (kind === 0x194 && end === 0x19419494)
}

export const genshinImpact = defineDissector({
  protocol: "GenshinImpact",
  transports: ["udp", "tcp"],
  hintPorts: [22101, 22102, 22103],
  firstBytes: [0, 1],
  minBytes: HANDSHAKE_BYTES,
  recognise(seen) {
    const { payload, stream } = seen
    if (seen.transport === "udp") return isHandshake(payload) ? MATCH : NO_MATCH
    if (stream.u32le(0) !== 1 || stream.u32le(4) >>> 16 !== 0 || stream.u8(4) !== stream.length) return NO_MATCH
    if (seen.toServer) {
      if (stream.u8(5) !== ASK || stream.u32(6) !== 0 || stream.u32(ID_AT) === 0) return NO_MATCH
      seen.state = stream.u32(ID_AT) | 0
      return NEED_MORE
    }
    return seen.state !== 0 && stream.u8(5) === ANSWER && (stream.u32(ID_AT) | 0) === seen.state ? MATCH : NO_MATCH
  },
})
