// ICMP (RFC 792) and ICMPv6 (RFC 4443): | type | code | checksum 2 | ...; the payload is the whole message.
import type { Decoder } from "./decoder.ts"
import { ODD_TRANSPORT_TRUNCATED } from "./oddities.ts"
import { withoutTransport } from "./transport.ts"

export function decodeIcmp(decoder: Decoder, bytes: Uint8Array, at: number, end: number, wireEnd: number): number {
  const packet = decoder.packet
  packet.icmpType = at < end ? bytes[at] : 0
  packet.icmpCode = at + 1 < end ? bytes[at + 1] : 0
  if (at + 4 > end) packet.oddities |= ODD_TRANSPORT_TRUNCATED
  return withoutTransport(decoder, bytes, at, end, wireEnd)
}
