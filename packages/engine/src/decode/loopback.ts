// BSD loopback: an address family in 4 bytes, in the byte order of the machine that captured (NULL) or big-endian (LOOP).
import type { Decoder } from "./decoder.ts"
import { decodeIpv4 } from "./ipv4.ts"
import { decodeIpv6 } from "./ipv6.ts"
import { DROP_FRAME_TRUNCATED, NOT_IP } from "./outcome.ts"
import { u32, u32le } from "./read.ts"

export function decodeLoopback(decoder: Decoder, bytes: Uint8Array, at: number, end: number, wireEnd: number): number {
  if (at + 4 > end) return DROP_FRAME_TRUNCATED
  const family = Math.min(u32(bytes, at), u32le(bytes, at)) // families are small, so the smaller reading is the right one
  if (family === 2) return decodeIpv4(decoder, bytes, at + 4, end, wireEnd)
  // AF_INET6: 10 Linux, 24 NetBSD and OpenBSD, 28 FreeBSD, 30 macOS
  if (family === 10 || family === 24 || family === 28 || family === 30) return decodeIpv6(decoder, bytes, at + 4, end, wireEnd)
  decoder.packet.etherType = 0
  return NOT_IP
}
