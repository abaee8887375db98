// CAPWAP data channel, RFC 5415 section 4.3
//    0                     1                                              4
//    | version 4, type 4 | header words 5, radio 5, binding 5, T F L W M K | fragment id 2 | fragment offset 2 | ...
// Type 1 = DTLS. T = 802.11 frame (binding 1), else 802.3. F = fragment, K = keep-alive: nothing to unwrap in these.
import type { Decoder } from "./decoder.ts"
import { decodeEthernet } from "./ethernet.ts"
import { decodeIeee80211 } from "./ieee80211.ts"
import { TO_FLOW } from "./outcome.ts"
import { TUNNEL_CAPWAP, enterTunnel, leaveTunnel } from "./tunnel.ts"

const NATIVE_FRAME = 0x01 // T: last bit of the third byte
const FRAGMENT = 0x80
const KEEP_ALIVE = 0x08

export function decodeCapwap(decoder: Decoder, bytes: Uint8Array, at: number, end: number, wireEnd: number): number {
  if (at + 8 > end || bytes[at] !== 0) return TO_FLOW
  const headerBytes = (bytes[at + 1] >>> 3) << 2
  if (headerBytes < 8 || at + headerBytes >= end || (bytes[at + 3] & (FRAGMENT | KEEP_ALIVE)) !== 0) return TO_FLOW
  if (!enterTunnel(decoder, TUNNEL_CAPWAP)) return TO_FLOW
  const inner = at + headerBytes
  if ((bytes[at + 2] & NATIVE_FRAME) === 0) return leaveTunnel(decoder, decodeEthernet(decoder, bytes, inner, end, wireEnd))
  return leaveTunnel(decoder, decodeIeee80211(decoder, bytes, inner, end, wireEnd, false))
}
