// Tencent's games: the gateway protocol (TGCP: magic, version of header and body, command), and two more with magic and length.
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const GATEWAY = 0x3366
/** Open and data; an odd last nibble is the client's. */
const commands = new Set([0x1001, 0x1002, 0x2001, 0x2002])
const SECOND = 0x4366
const SECOND_HEADER = 0xaa
const THIRD = 0x4215f787
const THIRD_HEADER_BYTES = 10
const LOGIN = 1001
const LOGIN_ANSWER = 1002

export const tencentGames = defineDissector({
  protocol: "TencentGames",
  transports: ["tcp"],
  firstBytes: [GATEWAY >> 8, SECOND >> 8, THIRD >>> 24],
  minBytes: 12,
  recognise({ stream }) {
    if (stream.u16(0) === GATEWAY) {
      const version = stream.u16(2)
      return version > 0 && version < 0x40 && version === stream.u16(4) && commands.has(stream.u16(6)) ? MATCH : NO_MATCH
    }
    if (stream.u16(0) === SECOND) return stream.u8(2) === SECOND_HEADER && stream.u32(3) + 2 === stream.length ? MATCH : NO_MATCH
    if (stream.u32(0) !== THIRD) return NO_MATCH
    const command = stream.u16(4)
    return (command === LOGIN || command === LOGIN_ANSWER) && stream.u32(6) < 0x10000 && stream.u32(6) + THIRD_HEADER_BYTES >= stream.length ? MATCH : NO_MATCH
  },
})
