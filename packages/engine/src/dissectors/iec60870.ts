// IEC 60870-5-104: APDUs of 0x68 | length | four control octets (formats I, S, U) | ASDU.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const START = 0x68
const PORT = 2404
/** U format: one function (start, stop, test) asked for or confirmed, the rest zero. */
const unnumbered: ReadonlySet<number> = new Set([0x07, 0x0b, 0x13, 0x23, 0x43, 0x83])

function isUnnumbered(window: ByteWindow, at: number): boolean {
  return window.u8(at + 1) === 4 && unnumbered.has(window.u8(at + 2)) && window.u8(at + 3) === 0 && window.u16(at + 4) === 0
}

function isApdu(window: ByteWindow, at: number): boolean {
  const length = window.u8(at + 1)
  if (window.u8(at) !== START || length < 4 || length > 253) return false
  if (isUnnumbered(window, at)) return true
  if (window.u8(at + 2) === 1) return length === 4 && window.u8(at + 3) === 0 && (window.u8(at + 4) & 1) === 0 // S
  // I: type identification 1..127 and cause of transmission 1..47 (section 7.2.3).
  const cause = window.u8(at + 8) & 0x3f
  return (window.u8(at + 2) & 1) === 0 && (window.u8(at + 4) & 1) === 0 && length >= 10 && window.u8(at + 6) >= 1 && window.u8(at + 6) < 128 && cause >= 1 && cause <= 47
}

export const iec60870 = defineDissector({
  protocol: "IEC60870",
  transports: ["tcp"],
  firstBytes: [START],
  minBytes: 6,
  recognise(seen) {
    const { payload } = seen
    if (!isApdu(payload, 0)) return NO_MATCH
    const next = 2 + payload.u8(1)
    // Alone in its segment: off the port only the exact bytes of the U format.
    if (next === payload.length) return seen.hasPort(PORT) || isUnnumbered(payload, 0) ? MATCH : NO_MATCH
    if (!isApdu(payload, next)) return NO_MATCH
    return seen.hasPort(PORT) || next + 2 + payload.u8(next + 1) === payload.length ? MATCH : NO_MATCH
  },
})
