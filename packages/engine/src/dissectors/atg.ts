// Automatic tank gauges, Veeder-Root TLS serial interface (576013-635): SOH, a function letter, three digits of function, two of tank.
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const SOH = 1
const LF = 0x0a
const CR = 0x0d
/** I and S: displayed reports and settings; i and s: the same for computers. */
const letters: readonly number[] = [0x49, 0x53, 0x69, 0x73]
const CODE_CHARACTERS = 5

export const atg = defineDissector({
  protocol: "ATG",
  transports: ["tcp"],
  hintPorts: [10001],
  firstBytes: [SOH, LF],
  minBytes: 7,
  recognise({ stream }) {
    // Answers put line ends around the SOH.
    let at = stream.u8(0) === LF ? 1 : 0
    if (stream.u8(at++) !== SOH) return NO_MATCH
    while (at < 4 && (stream.u8(at) === LF || stream.u8(at) === CR)) at++
    if (!letters.includes(stream.u8(at++))) return NO_MATCH
    for (const end = at + CODE_CHARACTERS; at < end; at++) {
      const byte = stream.u8(at)
      if ((byte < 0x30 || byte > 0x39) && (byte < 0x41 || byte > 0x46)) return NO_MATCH
    }
    return MATCH
  },
})
