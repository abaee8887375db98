// DingTalk's own transport (LWS): a record type 10, its length, and the client's name in the first message; what its packets prove.
import { ascii } from "../bytes/byte-window.ts"
import { DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const NAME = ascii("dingtal")

export const dingTalk = defineDissector({
  protocol: "DingTalk",
  transports: ["tcp"],
  hintPorts: [443, 80],
  firstBytes: [0x10],
  minBytes: 32,
  recognise({ stream, streamFromStart }) {
    // Length behind itself: one byte, or two.
    const length = stream.u8(1)
    if (!streamFromStart || (length + 4 !== stream.length && stream.u16(1) + 3 > stream.length + 4)) return NO_MATCH
    return stream.indexOf(NAME, 8, 256) > 0 ? MATCH : NO_MATCH
  },
  extract(seen) {
    seen.setEncrypted(true)
    return DONE
  },
})
