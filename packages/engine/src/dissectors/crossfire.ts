// Crossfire, the open role-playing game (its handbook "Crossfire Protocol", section "Packet Format"): messages behind their 16-bit length; both
// sides open with "version <client's number> <server's number> <name>". Of the shooter of the same name no description is public.
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const OPENING = ascii("version ")
const LENGTH_BYTES = 2
const MAX_MESSAGE_BYTES = 256
const SPACE = 0x20

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
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
  firstBytes: [0],
  minBytes: LENGTH_BYTES + OPENING.length + 3,
  recognise: ({ stream }) => (isVersion(stream) ? MATCH : NO_MATCH),
  extract(seen) {
    const version = printable(seen.stream, LENGTH_BYTES + OPENING.length, seen.stream.u16(0) - OPENING.length, 128)
    seen.metadata.crossfire = { version }
    seen.setInfo(version)
    return DONE
  },
})
