// DLMS/COSEM, IEC 62056-47 wrapper: version 1 u16 | source wPort | destination wPort | length u16 | APDU.
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const HEADER_BYTES = 8
/** APDU tags (IEC 62056-53 section 8): xDLMS 1..24, their ciphered forms, AARQ to RLRE, get, set, action and their answers, exception, general ciphering. */
function isApduTag(tag: number): boolean {
  return (tag >= 0x60 && tag <= 0x63) || (tag >= 0xc0 && tag <= 0xcf) || (tag >= 0xd8 && tag <= 0xe0) || tag === 0x01 || tag === 0x08 || tag === 0x0e || tag === 0x0f || tag === 0x21 || tag === 0x28
}

export const iec62056 = defineDissector({
  protocol: "IEC62056",
  transports: ["tcp", "udp"],
  hintPorts: [4059],
  firstBytes: [0],
  minBytes: HEADER_BYTES + 2,
  recognise({ payload }) {
    if (payload.u16(0) !== 1 || payload.u16(6) + HEADER_BYTES !== payload.length) return NO_MATCH
    return payload.u16(2) !== 0 && payload.u16(4) !== 0 && isApduTag(payload.u8(HEADER_BYTES)) ? MATCH : NO_MATCH
  },
})
