// L2TP version 2 data messages, RFC 2661 section 3.1
//    | T L x x S x O P x x x x, version 4 | (length 2) | tunnel id 2 | session id 2 | (Ns 2, Nr 2) | (offset 2, pad) | PPP ...
import type { Decoder } from "./decoder.ts"
import { decodePpp } from "./ppp.ts"
import { TO_FLOW } from "./outcome.ts"
import { u16 } from "./read.ts"
import { TUNNEL_L2TP, enterTunnel, leaveTunnel } from "./tunnel.ts"

const CONTROL = 0x8000
const LENGTH = 0x4000
const SEQUENCE = 0x0800
const OFFSET = 0x0200
const RESERVED = 0x34f0

export function decodeL2tp(decoder: Decoder, bytes: Uint8Array, start: number, end: number, wireEnd: number): number {
  if (start + 6 > end) return TO_FLOW
  const flags = u16(bytes, start)
  if ((flags & 0x000f) !== 2 || (flags & (CONTROL | RESERVED)) !== 0) return TO_FLOW
  let at = start + 6
  if ((flags & LENGTH) !== 0) at += 2
  if ((flags & SEQUENCE) !== 0) at += 4
  if ((flags & OFFSET) !== 0) at += at + 2 <= end ? 2 + u16(bytes, at) : 2
  if (at + 2 > end || !enterTunnel(decoder, TUNNEL_L2TP)) return TO_FLOW
  return leaveTunnel(decoder, decodePpp(decoder, bytes, at, end, wireEnd))
}
