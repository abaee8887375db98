// WebSocket, RFC 6455 section 5.2, on a connection whose HTTP upgrade was not seen: whole frames, the client's masked, the server's not.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NEED_MORE, NO_MATCH, defineDissector } from "../inspect/types.ts"

const FINAL = 0x80
const MASKED = 0x80
const LENGTH_16 = 126
const LENGTH_64 = 127
/** Text, binary, close, ping, pong: final and without extensions. */
const frames = [1, 2, 8, 9, 10].map((opcode) => FINAL | opcode)

// seen.state: frames of each direction
const MASKED_BY_ONE = 1
const PLAIN_BY_OTHER = 2

export const webSocket = defineDissector({
  protocol: "WebSocket",
  transports: ["tcp"],
  firstBytes: frames,
  minBytes: 3,
  recognise(seen) {
    const { payload } = seen
    if (!frames.includes(payload.u8(0)) || frameBytes(payload) !== seen.payloadWireBytes) return NO_MATCH
    const isMasked = (payload.u8(1) & MASKED) !== 0
    // Short text frames have 16 bits of proof each: both directions, one of them masked, and more than two frames.
    const mark = isMasked ? MASKED_BY_ONE : PLAIN_BY_OTHER
    const side = seen.toServer ? 4 : 8
    const both = seen.state & 3
    seen.state |= mark | (isMasked ? side : 0)
    const maskedBothWays = (seen.state & 12) === 12
    if (maskedBothWays) return NO_MATCH
    return (both | mark) === 3 && seen.payloadPackets >= 3 ? MATCH : NEED_MORE
  },
})

/** Wire bytes of the frame at the front; 0 when its length is not written as it must be. */
function frameBytes(payload: ByteWindow): number {
  const short = payload.u8(1) & 0x7f
  const mask = (payload.u8(1) & MASKED) !== 0 ? 4 : 0
  if (short < LENGTH_16) return 2 + mask + short
  if (payload.u8(0) >= (FINAL | 8)) return 0 // control frames are short
  if (short === LENGTH_64) return payload.u32(2) === 0 && payload.u32(6) > 0xffff ? 10 + mask + payload.u32(6) : 0
  return payload.u16(2) >= LENGTH_16 ? 4 + mask + payload.u16(2) : 0
}
