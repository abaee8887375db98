// Path of Exile (TCP 6112): the log-in is message 3: version of the game, a 2, and the account's name behind its length.
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const LOGIN = 3
const NAME_AT = 10
const MAX_NAME_BYTES = 64

export const pathOfExile = defineDissector({
  protocol: "PathofExile",
  transports: ["tcp"],
  hintPorts: [6112, 20481],
  onlyOnHintPorts: true,
  firstBytes: [0],
  minBytes: 16,
  recognise({ stream }) {
    const nameBytes = stream.u16(8)
    if (stream.u16(0) !== LOGIN || stream.u32(2) === 0 || stream.u16(6) !== 2 || nameBytes === 0 || nameBytes > MAX_NAME_BYTES) return NO_MATCH
    if (NAME_AT + nameBytes > stream.length) return NO_MATCH
    for (let at = NAME_AT; at < NAME_AT + nameBytes; at++) if (stream.u8(at) < 0x20) return NO_MATCH
    return MATCH
  },
})
