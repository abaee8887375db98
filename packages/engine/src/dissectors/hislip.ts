// HiSLIP, IVI-6.1 section 2.5: "HS" | message type | control code | parameter u32 | payload length u64.
import { ascii } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const PROLOGUE = ascii("HS")
const LAST_TYPE = 37

export const hislip = defineDissector({
  protocol: "HiSLIP",
  transports: ["tcp"],
  firstBytes: [PROLOGUE[0]],
  minBytes: 16,
  recognise: ({ stream }) => (stream.has(0, PROLOGUE) && stream.u8(2) <= LAST_TYPE && stream.u32(8) === 0 && stream.u8(12) === 0 ? MATCH : NO_MATCH),
})
