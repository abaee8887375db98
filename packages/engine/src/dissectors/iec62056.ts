// DLMS/COSEM, IEC 62056-47 wrapper: version 1 u16 | source wPort | destination wPort | length u16 | APDU.
// Meters behind serial gateways keep their HDLC frames (IEC 62056-46 section 6.4): 7e | format 1010 and length (11 bits) | addresses | control | ... | FCS | 7e.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"
import { crcX25 } from "./checksums.ts"

const HEADER_BYTES = 8
/** APDU tags (IEC 62056-53 section 8): xDLMS 1..24, their ciphered forms, AARQ to RLRE, get, set, action and their answers, exception, general ciphering. */
function isApduTag(tag: number): boolean {
  return (tag >= 0x60 && tag <= 0x63) || (tag >= 0xc0 && tag <= 0xcf) || (tag >= 0xd8 && tag <= 0xe0) || tag === 0x01 || tag === 0x08 || tag === 0x0e || tag === 0x0f || tag === 0x21 || tag === 0x28
}

const HDLC_FLAG = 0x7e
const HDLC_FORMAT = 0xa
const MIN_HDLC_BYTES = 9

function isHdlcFrame(payload: ByteWindow): boolean {
  const bytes = payload.u16(1) & 0x7ff
  if (payload.u8(1) >> 4 !== HDLC_FORMAT || bytes + 2 < MIN_HDLC_BYTES || bytes + 2 > payload.length || payload.u8(bytes + 1) !== HDLC_FLAG) return false
  return crcX25(payload, 1, bytes - 1) === payload.u16le(bytes - 1)
}

export const iec62056 = defineDissector({
  protocol: "IEC62056",
  transports: ["tcp", "udp"],
  hintPorts: [4059],
  firstBytes: [0, HDLC_FLAG],
  minBytes: MIN_HDLC_BYTES,
  recognise({ payload, payloadWireBytes }) {
    if (payload.u8(0) === HDLC_FLAG) return isHdlcFrame(payload) ? MATCH : NO_MATCH
    const end = payload.u16(6) + HEADER_BYTES
    // Several in a segment: the next begins alike.
    if (payload.u16(0) !== 1 || (end !== payloadWireBytes && payload.u16(end) !== 1)) return NO_MATCH
    return payload.u16(2) !== 0 && payload.u16(4) !== 0 && isApduTag(payload.u8(HEADER_BYTES)) ? MATCH : NO_MATCH
  },
})
