// StarCraft: its product code in Battle.net's opening. StarCraft II on port 1119: the request for information that opens a connection
// to its front servers (bit-packed, the same for all clients).
import { ascii, hex } from "../bytes/byte-window.ts"
import { MATCH, NEED_MORE, NO_MATCH, defineDissector } from "../inspect/types.ts"
import { productAt } from "./battle-net.ts"

const products = ["RATS", "PXES", "RTSJ"].map(ascii)
const INFORMATION_REQUEST = hex("4a00000a66020aed2d66")
const STARCRAFT2_PORT = 1119

export const starcraft = defineDissector({
  protocol: "Starcraft",
  transports: ["tcp"],
  hintPorts: [STARCRAFT2_PORT, 6112],
  firstBytes: [0x4a, 0x01, 0xff],
  recognise(seen) {
    const { stream } = seen
    if (stream.has(0, INFORMATION_REQUEST) && seen.hasPort(STARCRAFT2_PORT)) return MATCH
    if (stream.length === 1 && stream.u8(0) === 1 && seen.toServer) return NEED_MORE
    const at = productAt(stream)
    if (at > 0) for (const product of products) if (stream.has(at, product)) return MATCH
    return NO_MATCH
  },
})
