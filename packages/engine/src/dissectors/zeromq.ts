// ZeroMQ, ZMTP (RFC 23 and 37/ZMTP section 3.1): the signature ff, eight bytes, 7f; in version 3 padding or a length of one, 2 likewise.
import { hex } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const SIGNATURE = hex("ff 00000000000000")

export const zeromq = defineDissector({
  protocol: "ZeroMQ",
  transports: ["tcp"],
  hintPorts: [5555, 5556],
  firstBytes: [SIGNATURE[0]],
  minBytes: 10,
  recognise: ({ stream }) => (stream.has(0, SIGNATURE) && stream.u8(9) === 0x7f && (stream.length === 10 || stream.u8(10) <= 3) ? MATCH : NO_MATCH),
})
