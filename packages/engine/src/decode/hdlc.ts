// Cisco HDLC and frame relay: what WAN links carry.
import { decodeEtherType } from "./ether-type.ts"
import type { Decoder } from "./decoder.ts"
import { decodeIpv4 } from "./ipv4.ts"
import { decodeIpv6 } from "./ipv6.ts"
import { DROP_FRAME_TRUNCATED, NOT_IP } from "./outcome.ts"
import { u16 } from "./read.ts"

/** | address | control | ethertype 2 |; routers without protocol translation put PPP there (address FF). */
export function decodeCiscoHdlc(decoder: Decoder, bytes: Uint8Array, at: number, end: number, wireEnd: number): number {
  if (at + 4 > end) return DROP_FRAME_TRUNCATED
  return decodeEtherType(decoder, u16(bytes, at + 2), bytes, at + 4, end, wireEnd)
}

/** RFC 2427: | Q.922 address 2 | control 03 | NLPID |. Some routers write Cisco's form: | address 2 | ethertype 2 |. */
export function decodeFrameRelay(decoder: Decoder, bytes: Uint8Array, at: number, end: number, wireEnd: number): number {
  if (at + 4 > end) return DROP_FRAME_TRUNCATED
  if (bytes[at + 2] !== 0x03) return decodeEtherType(decoder, u16(bytes, at + 2), bytes, at + 4, end, wireEnd)
  const nlpid = bytes[at + 3]
  if (nlpid === 0xcc) return decodeIpv4(decoder, bytes, at + 4, end, wireEnd)
  if (nlpid === 0x8e) return decodeIpv6(decoder, bytes, at + 4, end, wireEnd)
  if (nlpid === 0 && at + 10 <= end && bytes[at + 4] === 0x80) return decodeEtherType(decoder, u16(bytes, at + 8), bytes, at + 10, end, wireEnd)
  return NOT_IP
}
