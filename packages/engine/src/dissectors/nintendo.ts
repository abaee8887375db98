// Nintendo's Pia, which consoles play with each other over: a magic number, then flags and version.
import { hex } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const MAGIC = hex("32ab9864")
const HEADER_BYTES = 24

export const nintendo = defineDissector({
  protocol: "Nintendo",
  transports: ["udp"],
  firstBytes: [MAGIC[0]],
  minBytes: HEADER_BYTES,
  recognise: ({ payload }) => (payload.has(0, MAGIC) ? MATCH : NO_MATCH),
})
