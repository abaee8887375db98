// ERSPAN, draft-foschiano-erspan: a mirrored Ethernet frame behind a header of Cisco's.
//    II  | version 4 (1), VLAN 12 | class 3, encapsulation 2, truncated 1, session 10 | reserved 12, index 20 |
//    III | version 4 (2), VLAN 12 | ... | timestamp 4 | ..., O 1 | (platform specific 8 when O) |
import type { Decoder } from "./decoder.ts"
import { decodeEthernet } from "./ethernet.ts"
import { DROP_FRAME_TRUNCATED } from "./outcome.ts"

export function decodeErspan2(decoder: Decoder, bytes: Uint8Array, at: number, end: number, wireEnd: number): number {
  if (at + 8 > end) return DROP_FRAME_TRUNCATED
  return decodeEthernet(decoder, bytes, at + 8, end, wireEnd)
}

export function decodeErspan3(decoder: Decoder, bytes: Uint8Array, at: number, end: number, wireEnd: number): number {
  if (at + 12 > end) return DROP_FRAME_TRUNCATED
  const hasPlatformHeader = (bytes[at + 11] & 1) === 1
  return decodeEthernet(decoder, bytes, at + (hasPlatformHeader ? 20 : 12), end, wireEnd)
}
