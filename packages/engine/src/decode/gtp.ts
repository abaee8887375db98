// GTP-U, 3GPP TS 29.281 section 5
//    0                                1      2        4      8
//    | version 3, PT, 0, E, S, PN     | type | length | TEID | (sequence 2, N-PDU 1, next extension 1) | extensions ...
import type { Decoder } from "./decoder.ts"
import { decodeRawIp } from "./raw-ip.ts"
import { TO_FLOW } from "./outcome.ts"
import { TUNNEL_GTP, enterTunnel, leaveTunnel } from "./tunnel.ts"

const USER_DATA = 0xff
const MAX_EXTENSIONS = 8

export function decodeGtp(decoder: Decoder, bytes: Uint8Array, at: number, end: number, wireEnd: number): number {
  if (at + 8 > end || bytes[at] >>> 5 !== 1 || (bytes[at] & 0x10) === 0 || bytes[at + 1] !== USER_DATA) return TO_FLOW
  let inner = at + 8
  if ((bytes[at] & 0x07) !== 0) {
    inner += 4
    let next = inner <= end ? bytes[inner - 1] : 0
    if ((bytes[at] & 0x04) === 0) next = 0 // the field is there but not valid without E
    for (let extensions = 0; next !== 0; extensions++) {
      const extensionBytes = inner < end ? bytes[inner] << 2 : 0
      if (extensionBytes === 0 || inner + extensionBytes > end || extensions === MAX_EXTENSIONS) return TO_FLOW
      inner += extensionBytes
      next = bytes[inner - 1]
    }
  }
  const version = inner < end ? bytes[inner] >>> 4 : 0
  if ((version !== 4 && version !== 6) || !enterTunnel(decoder, TUNNEL_GTP)) return TO_FLOW
  return leaveTunnel(decoder, decodeRawIp(decoder, bytes, inner, end, wireEnd))
}
