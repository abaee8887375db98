// Half-Life 2 and its kin before a game: out-of-band packets (0xffffffff) of both sides, whose challenges are text padded with the digit 0.
import { hex, type ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NEED_MORE, NO_MATCH, defineDissector } from "../inspect/types.ts"

const OUT_OF_BAND = hex("ffffffff")
const PADDING = hex("30303000")

function isChallenge(payload: ByteWindow): boolean {
  return payload.has(0, OUT_OF_BAND) && payload.has(payload.length - 4, PADDING)
}

export const halfLife2 = defineDissector({
  protocol: "HalfLife2",
  transports: ["udp"],
  firstBytes: [0xff],
  minBytes: 20,
  recognise(seen) {
    if (!isChallenge(seen.payload)) return NO_MATCH
    // state: which sides have spoken
    seen.state |= seen.toServer ? 1 : 2
    return seen.state === 3 ? MATCH : NEED_MORE
  },
})
