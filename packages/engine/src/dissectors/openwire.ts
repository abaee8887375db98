// OpenWire (Apache ActiveMQ): the first command is WireFormatInfo: size u32 | type 1 | "ActiveMQ" | version u32.
import { ascii } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const INFO = ascii("\x01ActiveMQ")

export const openwire = defineDissector({
  protocol: "OpenWire",
  transports: ["tcp"],
  firstBytes: [0, INFO[0]],
  minBytes: 13,
  // The size prefix can be negotiated away; the first command then stands alone.
  recognise: ({ stream }) => (stream.has(4, INFO) || stream.has(0, INFO) ? MATCH : NO_MATCH),
})
