// No link header: the version nibble tells IPv4 from IPv6.
import type { Decoder } from "./decoder.ts"
import { decodeIpv4 } from "./ipv4.ts"
import { decodeIpv6 } from "./ipv6.ts"
import { DROP_FRAME_TRUNCATED, NOT_IP } from "./outcome.ts"

export function decodeRawIp(decoder: Decoder, bytes: Uint8Array, at: number, end: number, wireEnd: number): number {
  if (at >= end) return DROP_FRAME_TRUNCATED
  const version = bytes[at] >>> 4
  if (version === 4) return decodeIpv4(decoder, bytes, at, end, wireEnd)
  if (version === 6) return decodeIpv6(decoder, bytes, at, end, wireEnd)
  return NOT_IP
}
