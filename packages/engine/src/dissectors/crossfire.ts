// Crossfire, the open role-playing game (its handbook "Crossfire Protocol", section "Packet Format"): messages behind their 16-bit length; both
// sides open with "version <client's number> <server's number> <name>".
// The shooter of the same name: messages f1 | length of what follows the header u16le | kind u16 | sub-kind | ... | f2, as the emulators of its servers write them; one
// or several fill a segment.
import { isDigit } from "../bytes/ascii.ts"
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const OPENING = ascii("version ")
const LENGTH_BYTES = 2
const MAX_MESSAGE_BYTES = 256
const SPACE = 0x20

const MESSAGE_START = 0xf1
const MESSAGE_END = 0xf2
const MESSAGE_FRAME_BYTES = 7
/** Kinds are log-in 0, lobby and rooms 1, more rooms 2, shop and missions 10. */
const MAX_KIND = 10
const MAX_MESSAGES = 16

/** Messages of the shooter that fill the segment. */
function areGameMessages(payload: ByteWindow): boolean {
  let at = 0
  for (let i = 0; i < MAX_MESSAGES && at < payload.length; i++) {
    const end = at + payload.u16le(at + 1) + MESSAGE_FRAME_BYTES
    if (payload.u8(at) !== MESSAGE_START || payload.u8(at + 3) > MAX_KIND || payload.u8(end - 1) !== MESSAGE_END) return false
    at = end
  }
  return at === payload.length
}

/** Two numbers and a space behind the command. */
function isVersion(stream: ByteWindow): boolean {
  const bytes = stream.u16(0)
  if (bytes < OPENING.length + 3 || bytes > MAX_MESSAGE_BYTES || stream.length < LENGTH_BYTES + bytes || !stream.has(LENGTH_BYTES, OPENING)) return false
  let at = LENGTH_BYTES + OPENING.length
  let digits = 0
  while (isDigit(stream.u8(at))) {
    at++
    digits++
  }
  return digits > 0 && digits <= 5 && stream.u8(at) === SPACE && isDigit(stream.u8(at + 1))
}

export const crossfire = defineDissector({
  protocol: "Crossfire",
  transports: ["tcp"],
  hintPorts: [13327],
  firstBytes: [0, MESSAGE_START],
  minBytes: MESSAGE_FRAME_BYTES,
  recognise({ stream, payload }) {
    if (stream.u8(0) === MESSAGE_START) return areGameMessages(payload) ? MATCH : NO_MATCH
    return isVersion(stream) ? MATCH : NO_MATCH
  },
  extract(seen) {
    if (seen.stream.u8(0) === MESSAGE_START) return DONE
    const version = printable(seen.stream, LENGTH_BYTES + OPENING.length, seen.stream.u16(0) - OPENING.length, 128)
    seen.metadata.crossfire = { version }
    seen.setInfo(version)
    return DONE
  },
})
