// Teredo, RFC 4380 section 5.1.1: (authentication 00 01 ...) (origin 00 00, 8 bytes) IPv6 packet, which must fill the datagram.
import type { Decoder } from "./decoder.ts"
import { decodeIpv6 } from "./ipv6.ts"
import { TO_FLOW } from "./outcome.ts"
import { u16 } from "./read.ts"
import { TUNNEL_TEREDO, enterTunnel, leaveTunnel } from "./tunnel.ts"

export function decodeTeredo(decoder: Decoder, bytes: Uint8Array, start: number, end: number, wireEnd: number): number {
  let at = start
  if (at + 4 <= end && u16(bytes, at) === 1) at += 4 + bytes[at + 2] + bytes[at + 3] + 9 // id, value, nonce 8, confirmation 1
  if (at + 8 <= end && u16(bytes, at) === 0) at += 8
  if (at + 40 > end || bytes[at] >>> 4 !== 6 || at + 40 + u16(bytes, at + 4) !== wireEnd) return TO_FLOW
  if (!enterTunnel(decoder, TUNNEL_TEREDO)) return TO_FLOW
  return leaveTunnel(decoder, decodeIpv6(decoder, bytes, at, end, wireEnd))
}
