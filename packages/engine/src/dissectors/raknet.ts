// RakNet: unconnected messages carry 16 magic bytes near their beginning, behind the message id and perhaps a time.
import { hex } from "../bytes/byte-window.ts"
import { DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const MAGIC = hex("00ffff00fefefefefdfdfdfd12345678")
/** Message ids that carry it, Roblox's own among them (which put a header of their own before it). */
const ids = [0x01, 0x02, 0x1c, 0x05, 0x06, 0x07, 0x08, 0x12, 0x14, 0x17, 0x19, 0x78, 0x7b, 0x7e]
const MAX_MAGIC_AT = 48

export const raknet = defineDissector({
  protocol: "RakNet",
  transports: ["udp"],
  firstBytes: ids,
  minBytes: 17,
  recognise: ({ payload }) => (payload.indexOf(MAGIC, 1, MAX_MAGIC_AT) > 0 ? MATCH : NO_MATCH),
  extract: () => DONE,
})
