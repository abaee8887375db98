// Dofus. Version 1 (text ended by zeros): the server says "HC" and 32 letters to hide the password with, or "HG". Version 2: messages of id (14 bits) and
// size of their length; the server's first is ProtocolRequired (id 1): wanted and present version.
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector, type Verdict } from "../inspect/types.ts"

const HELLO = ascii("HC")
const HELLO_GAME = ascii("HG\0")
const KEY_BYTES = 32
const PROTOCOL_REQUIRED = 0x000508
const MAX_VERSION = 5000
const MIN_VERSION = 1000

function helloVerdict(stream: ByteWindow): Verdict {
  const end = HELLO.length + KEY_BYTES
  if (stream.length !== end + 1 || stream.u8(end) !== 0) return NO_MATCH
  for (let at = HELLO.length; at < end; at++) if (stream.u8(at) < 0x61 || stream.u8(at) > 0x7a) return NO_MATCH
  return MATCH
}

export const dofus = defineDissector({
  protocol: "Dofus",
  transports: ["tcp"],
  hintPorts: [5555, 443],
  firstBytes: [HELLO[0], 0],
  minBytes: 3,
  recognise(seen) {
    const { stream } = seen
    if (seen.toServer) return NO_MATCH
    if (stream.has(0, HELLO)) return helloVerdict(stream)
    if (stream.length === HELLO_GAME.length) return stream.has(0, HELLO_GAME) && seen.hasPort(5555) ? MATCH : NO_MATCH
    if (stream.u24(0) !== PROTOCOL_REQUIRED) return NO_MATCH
    const wanted = stream.u32(3)
    const present = stream.u32(7)
    return wanted >= MIN_VERSION && wanted <= MAX_VERSION && present >= wanted && present <= MAX_VERSION ? MATCH : NO_MATCH
  },
})
