// Guild Wars: the client opens with its version: messages 0x0400 (log-in servers) and 0x0500 (games), little-endian, 12 bytes of content in the first; the second's
// (it names map and character too) are as many as it says, on the game's port.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const LOGIN_VERSION = 0x00040c00
const LOGIN_BYTES = 16
const GAME_VERSION = 0x0500
const MIN_GAME_BYTES = 40
const MAX_GAME_BYTES = 128
const PORT = 6112
const MAX_BUILD = 0x1000000

export const guildwars = defineDissector({
  protocol: "Guildwars",
  transports: ["tcp"],
  hintPorts: [6112],
  firstBytes: [0],
  minBytes: LOGIN_BYTES,
  recognise(seen) {
    const { stream, toServer } = seen
    if (!toServer) return NO_MATCH
    if (stream.u16le(0) === GAME_VERSION) return seen.hasPort(PORT) && isGameVersion(stream) ? MATCH : NO_MATCH
    if ( stream.length !== LOGIN_BYTES || stream.u32(0) !== LOGIN_VERSION) return NO_MATCH
    return stream.u32le(4) > 0 && stream.u32le(4) < MAX_BUILD && stream.u32le(8) === 1 && stream.u32le(12) === 4 ? MATCH : NO_MATCH
  },
})

function isGameVersion(stream: ByteWindow): boolean {
  const bytes = 4 + stream.u16le(2)
  return bytes === stream.length && bytes >= MIN_GAME_BYTES && bytes <= MAX_GAME_BYTES && stream.u32le(4) > 0 && stream.u32le(4) < MAX_BUILD
}
