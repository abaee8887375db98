// PPTP, RFC 2637 section 2: length, message type 1, magic cookie, control type.
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const MAGIC_COOKIE = 0x1a2b3c4d

export const pptp = defineDissector({
  protocol: "PPTP",
  transports: ["tcp"],
  hintPorts: [1723],
  firstBytes: [0],
  minBytes: 12,
  recognise: ({ stream }) => (stream.u16(2) === 1 && stream.u32(4) === MAGIC_COOKIE && stream.u16(8) >= 1 && stream.u16(8) <= 15 ? MATCH : NO_MATCH),
})
