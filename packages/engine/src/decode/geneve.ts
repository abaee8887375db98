// Geneve, RFC 8926: | version 2, option length 6 | O, C, reserved | ethertype 2 | VNI 3 | reserved 1 | options | ...
import { decodeEtherType } from "./ether-type.ts"
import type { Decoder } from "./decoder.ts"
import { TO_FLOW } from "./outcome.ts"
import { u16 } from "./read.ts"
import { TUNNEL_GENEVE, enterTunnel, leaveTunnel } from "./tunnel.ts"

export function decodeGeneve(decoder: Decoder, bytes: Uint8Array, at: number, end: number, wireEnd: number): number {
  if (at + 8 > end || bytes[at] >>> 6 !== 0 || bytes[at + 7] !== 0) return TO_FLOW
  const inner = at + 8 + ((bytes[at] & 0x3f) << 2)
  if (inner >= end || !enterTunnel(decoder, TUNNEL_GENEVE)) return TO_FLOW
  return leaveTunnel(decoder, decodeEtherType(decoder, u16(bytes, at + 2), bytes, inner, end, wireEnd))
}
