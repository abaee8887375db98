// MapleStory: the server greets with a packet of 13 to 16 bytes: its length, version, subversion text, two initialisation vectors
// and a locale. (Its patcher speaks HTTP: http-applications.ts.)
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const MAX_VERSION = 400
const MAX_LOCALE = 9
const VECTORS_BYTES = 8

export const maplestory = defineDissector({
  protocol: "MapleStory",
  transports: ["tcp"],
  hintPorts: [8484, 7575, 7576, 7577],
  firstBytes: [13, 14, 15, 16],
  minBytes: 15,
  recognise({ stream, toServer }) {
    const version = stream.u16le(2)
    const textBytes = stream.u16le(4)
    if (toServer || stream.u16le(0) !== stream.length - 2 || version < 20 || version > MAX_VERSION || textBytes > 3) return NO_MATCH
    if (stream.length !== 6 + textBytes + VECTORS_BYTES + 1) return NO_MATCH
    for (let at = 6; at < 6 + textBytes; at++) if (stream.u8(at) < 0x30 || stream.u8(at) > 0x39) return NO_MATCH
    const locale = stream.u8(stream.length - 1)
    return textBytes > 0 && locale > 0 && locale <= MAX_LOCALE ? MATCH : NO_MATCH
  },
})
