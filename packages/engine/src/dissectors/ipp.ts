// CUPS browsing (CUPS Implementation of IPP, "CUPS Browse Protocol"): printer type and state in hexadecimal, then the printer's address.
// Printing itself is HTTP.
import { ascii } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const MAX_TYPE_DIGITS = 8
const addresses = ["ipp://", "ipps://"].map(ascii)
const SPACE = 0x20
const QUOTE = 0x22

const isHexDigit = (byte: number): boolean => (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66)

export const ipp = defineDissector({
  protocol: "IPP",
  transports: ["udp"],
  hintPorts: [631],
  firstBytes: [...ascii("0123456789abcdefABCDEF")],
  minBytes: 12,
  recognise({ payload }) {
    let at = 0
    while (at < MAX_TYPE_DIGITS && isHexDigit(payload.u8(at))) at++
    // State: 3 idle, 4 processing, 5 stopped
    if (at === 0 || payload.u8(at) !== SPACE || payload.u8(at + 1) < 0x33 || payload.u8(at + 1) > 0x35 || payload.u8(at + 2) !== SPACE) return NO_MATCH
    for (const address of addresses) if (payload.has(at + 3, address)) return MATCH
    return NO_MATCH
  },
  extract(seen) {
    const { payload } = seen
    const at = payload.indexOfByte(0x69) // "i"
    let end = at
    while (end < payload.length && payload.u8(end) > SPACE && payload.u8(end) !== QUOTE) end++
    const printer = printable(payload, at, end - at, 256)
    seen.metadata.ipp = { printer }
    seen.setInfo(printer)
    return DONE
  },
})
