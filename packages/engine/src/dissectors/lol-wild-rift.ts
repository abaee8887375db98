// League of Legends: Wild Rift: the lobby's opening of 69 bytes is answered by one of 359; the match begins with its own magic.
import { hex } from "../bytes/byte-window.ts"
import { MATCH, NEED_MORE, NO_MATCH, defineDissector } from "../inspect/types.ts"

const MATCH_MAGIC = hex("0102c841")
const OPENING = hex("04000000")
const OPENING_BYTES = 69
const ANSWER = hex("10000000")
const ANSWER_BYTES = 359

// state: the opening was seen
export const lolWildRift = defineDissector({
  protocol: "LoLWildRift",
  transports: ["udp"],
  firstBytes: [MATCH_MAGIC[0], OPENING[0], ANSWER[0]],
  minBytes: 20,
  recognise(seen) {
    const { payload } = seen
    if (payload.has(0, MATCH_MAGIC)) return payload.u32(4) === 1 ? MATCH : NO_MATCH
    if (seen.toServer) {
      if (payload.length !== OPENING_BYTES || !payload.has(0, OPENING)) return NO_MATCH
      seen.state = 1
      return NEED_MORE
    }
    return seen.state === 1 && payload.length === ANSWER_BYTES && payload.has(0, ANSWER) ? MATCH : NO_MATCH
  },
})
