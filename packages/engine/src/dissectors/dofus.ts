// Dofus. Version 1 (text ended by zeros): the server says "HC" and 32 letters to hide the password with, or "HG". Version 2: messages of id (14 bits) and
// size of their length; the server's first is ProtocolRequired (id 1): wanted and present version.
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector, type Verdict } from "../inspect/types.ts"

const HELLO = ascii("HC")
const HELLO_GAME = ascii("HG\0")
const KEY_BYTES = 32
const PROTOCOL_REQUIRED = 0x000508
/** The same header with a length of its own behind it. */
const PROTOCOL_REQUIRED_ID = 0x0005
const MIN_VERSION_BYTES = 5
const MAX_VERSION = 5000
const MIN_VERSION = 1000

function helloVerdict(stream: ByteWindow): Verdict {
  const end = HELLO.length + KEY_BYTES
  if (stream.length !== end + 1 || stream.u8(end) !== 0) return NO_MATCH
  for (let at = HELLO.length; at < end; at++) if (stream.u8(at) < 0x61 || stream.u8(at) > 0x7a) return NO_MATCH
  return MATCH
}

/** Since 2.57 the required version is a text: "1.0.3+4c8a1f2". */
function isVersionText(stream: ByteWindow): boolean {
  const bytes = stream.u16(3)
  if (stream.u16(0) !== PROTOCOL_REQUIRED_ID || stream.u8(2) !== bytes + 2 || bytes < MIN_VERSION_BYTES || stream.length < 5 + bytes) return false
  let dots = 0
  for (let at = 5; at < 5 + bytes; at++) {
    const byte = stream.u8(at)
    const isHex = (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66)
    if (byte === 0x2e) dots++
    else if (!isHex && byte !== 0x2b && byte !== 0x2d) return false
  }
  return dots === 2
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
    if (isVersionText(stream)) return MATCH
    if (stream.u24(0) !== PROTOCOL_REQUIRED) return NO_MATCH
    const wanted = stream.u32(3)
    const present = stream.u32(7)
    return wanted >= MIN_VERSION && wanted <= MAX_VERSION && present >= wanted && present <= MAX_VERSION ? MATCH : NO_MATCH
  },
})
