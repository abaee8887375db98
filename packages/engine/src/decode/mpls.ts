// MPLS label stack, RFC 3032: | label 20, class 3, bottom 1, TTL 8 | per label. Nothing says what follows the bottom
// label; as routers do, the first nibble decides (RFC 4928): 4, 6, or 0 for a pseudowire with a control word.
import type { Decoder } from "./decoder.ts"
import { decodeEthernet } from "./ethernet.ts"
import { decodeIpv4 } from "./ipv4.ts"
import { decodeIpv6 } from "./ipv6.ts"
import { DROP_FRAME_TRUNCATED, NOT_IP } from "./outcome.ts"

const MAX_LABELS = 16

export function decodeMpls(decoder: Decoder, bytes: Uint8Array, start: number, end: number, wireEnd: number): number {
  let at = start
  for (let labels = 0; labels < MAX_LABELS; labels++) {
    if (at + 4 > end) return DROP_FRAME_TRUNCATED
    const isBottom = (bytes[at + 2] & 1) === 1
    at += 4
    if (isBottom) break
  }
  if (at >= end) return DROP_FRAME_TRUNCATED
  const version = bytes[at] >>> 4
  if (version === 4) return decodeIpv4(decoder, bytes, at, end, wireEnd)
  if (version === 6) return decodeIpv6(decoder, bytes, at, end, wireEnd)
  if (version === 0 && at + 4 + 14 <= end) return decodeEthernet(decoder, bytes, at + 4, end, wireEnd) // RFC 4385, RFC 4448
  decoder.packet.etherType = 0x8847
  return NOT_IP
}
