// Guild Wars: the client opens with its version: messages 0x0400 (log-in servers) and 0x0500 (games), little-endian, 12 bytes of content in the first.
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const LOGIN_VERSION = 0x00040c00
const LOGIN_BYTES = 16

export const guildwars = defineDissector({
  protocol: "Guildwars",
  transports: ["tcp"],
  hintPorts: [6112],
  firstBytes: [0],
  minBytes: LOGIN_BYTES,
  recognise({ stream, toServer }) {
    if (!toServer || stream.length !== LOGIN_BYTES || stream.u32(0) !== LOGIN_VERSION) return NO_MATCH
    return stream.u32le(4) > 0 && stream.u32le(4) < 0x1000000 && stream.u32le(8) === 1 && stream.u32le(12) === 4 ? MATCH : NO_MATCH
  },
})
