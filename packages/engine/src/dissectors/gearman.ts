// Gearman's binary protocol: NUL and "REQ" or "RES" | type u32 | size u32.
import { ascii } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const magics = [ascii("\0REQ"), ascii("\0RES")] as const
const LAST_TYPE = 43

export const gearman = defineDissector({
  protocol: "Gearman",
  transports: ["tcp"],
  firstBytes: [0],
  minBytes: 12,
  recognise({ stream }) {
    const type = stream.u32(4)
    return (stream.has(0, magics[0]) || stream.has(0, magics[1])) && type >= 1 && type <= LAST_TYPE && stream.u8(8) === 0 ? MATCH : NO_MATCH
  },
})
