// PPPoE session stage, RFC 2516: | version 4, type 4 | code | session id 2 | length 2 | PPP protocol ...
import type { Decoder } from "./decoder.ts"
import { DROP_FRAME_TRUNCATED, NOT_IP } from "./outcome.ts"
import { decodePpp } from "./ppp.ts"
import { u16 } from "./read.ts"

export function decodePppoe(decoder: Decoder, bytes: Uint8Array, at: number, end: number, wireEnd: number): number {
  if (at + 6 > end) return DROP_FRAME_TRUNCATED
  decoder.packet.etherType = 0x8864
  if (bytes[at] !== 0x11 || bytes[at + 1] !== 0) return NOT_IP
  const stop = at + 6 + u16(bytes, at + 4)
  return decodePpp(decoder, bytes, at + 6, Math.min(end, stop), Math.min(wireEnd, stop))
}
