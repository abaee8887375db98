// MapleStory: the server greets with a packet of 13 to 16 bytes: its length, version, subversion text, two initialisation vectors
// and a locale. The patcher fetches over HTTP as "AspINet".
import { ascii } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const PATCH = ascii("GET /maplestory/")
const PATCHER = ascii("User-Agent: AspINet")
const MAX_VERSION = 400
const MAX_LOCALE = 9
const VECTORS_BYTES = 8

export const maplestory = defineDissector({
  protocol: "MapleStory",
  transports: ["tcp"],
  hintPorts: [8484, 7575, 7576, 7577, 80],
  firstBytes: [0x47, 13, 14, 15, 16],
  minBytes: 15,
  recognise({ stream, toServer }) {
    if (stream.u8(0) === PATCH[0]) return stream.has(0, PATCH) && stream.indexOf(PATCHER, PATCH.length) > 0 ? MATCH : NO_MATCH
    const version = stream.u16le(2)
    const textBytes = stream.u16le(4)
    if (toServer || stream.u16le(0) !== stream.length - 2 || version < 20 || version > MAX_VERSION || textBytes > 3) return NO_MATCH
    if (stream.length !== 6 + textBytes + VECTORS_BYTES + 1) return NO_MATCH
    for (let at = 6; at < 6 + textBytes; at++) if (stream.u8(at) < 0x30 || stream.u8(at) > 0x39) return NO_MATCH
    const locale = stream.u8(stream.length - 1)
    return textBytes > 0 && locale > 0 && locale <= MAX_LOCALE ? MATCH : NO_MATCH
  },
})
