// Apple Filing Protocol over DSI: flags (request, reply) | command | request id u16 | error or offset u32 | length u32 | reserved 0 u32.
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const HEADER_BYTES = 16
const GET_STATUS = 3
const OPEN_SESSION = 4

export const afp = defineDissector({
  protocol: "AFP",
  transports: ["tcp"],
  hintPorts: [548],
  onlyOnHintPorts: true,
  firstBytes: [0, 1],
  minBytes: HEADER_BYTES,
  recognise({ stream }) {
    const command = stream.u8(1)
    const isReply = stream.u8(0) === 1
    if (command !== GET_STATUS && command !== OPEN_SESSION) return NO_MATCH
    if (stream.u32(12) !== 0 || stream.u32(4) !== 0) return NO_MATCH
    const bytes = HEADER_BYTES + stream.u32(8)
    return bytes === stream.length || (isReply && bytes > stream.length && bytes < 0x10000) ? MATCH : NO_MATCH
  },
})
