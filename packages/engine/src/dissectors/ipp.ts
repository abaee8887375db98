// CUPS browsing: printers announce themselves over UDP port 631: type in hex, state, URI, and texts in quotes. (IPP itself is HTTP.)
import { ascii } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const SPACE = 0x20
const IPP = ascii("ipp://")
const MAX_TYPE_DIGITS = 8
const MAX_URI_BYTES = 256
/** Idle, processing, stopped (RFC 8011 section 5.4.11). */
const states: readonly number[] = [0x33, 0x34, 0x35]

export const ippBrowsing = defineDissector({
  protocol: "IPP",
  transports: ["udp"],
  hintPorts: [631],
  firstBytes: [..."0123456789abcdefABCDEF"].map((digit) => digit.charCodeAt(0)),
  minBytes: 16,
  recognise({ payload }) {
    const end = payload.indexOfByte(SPACE, 1, MAX_TYPE_DIGITS + 1)
    return end > 0 && states.includes(payload.u8(end + 1)) && payload.u8(end + 2) === SPACE && payload.has(end + 3, IPP) ? MATCH : NO_MATCH
  },
  extract(seen) {
    const { payload } = seen
    const at = payload.indexOf(IPP, 0, MAX_TYPE_DIGITS + 8)
    const end = payload.indexOfByte(SPACE, at, at + MAX_URI_BYTES)
    const uri = printable(payload, at, (end < 0 ? payload.length : end) - at, MAX_URI_BYTES)
    seen.metadata.ipp = { uri }
    seen.setInfo(uri)
    return DONE
  },
})
