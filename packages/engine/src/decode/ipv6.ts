// IPv6, RFC 8200
//    0                           4                6             7           8     24
//    | version, class, flow label | payload length | next header | hop limit | src | dst | extension headers ...
import type { Decoder } from "./decoder.ts"
import { decodeFragment } from "./fragment.ts"
import { ODD_IP_LENGTH, ODD_IPV6_EXTENSIONS } from "./oddities.ts"
import { DROP_IPV6_MALFORMED, DROP_IPV6_TRUNCATED } from "./outcome.ts"
import { u16, u32 } from "./read.ts"
import { decodeTransport } from "./transport.ts"

const HEADER_BYTES = 40
/** Legitimate packets carry at most four or five; a longer chain hides something (RFC 7045). */
const MAX_EXTENSION_HEADERS = 16
/** IANA "no next header", and what a malformed chain is counted as. */
const NO_NEXT_HEADER = 59

export function decodeIpv6(decoder: Decoder, bytes: Uint8Array, at: number, end: number, wireEnd: number): number {
  if (at + HEADER_BYTES > end) return DROP_IPV6_TRUNCATED
  if (bytes[at] >>> 4 !== 6) return DROP_IPV6_MALFORMED
  const packet = decoder.packet
  const payloadLength = u16(bytes, at + 4)
  // Zero: a jumbogram (RFC 2675) or segmentation offload; in both the frame's length is the truth.
  let stop = payloadLength === 0 ? wireEnd : at + HEADER_BYTES + payloadLength
  if (stop > wireEnd) {
    packet.oddities |= ODD_IP_LENGTH
    stop = wireEnd
  }
  packet.etherType = 0x86dd
  packet.ipVersion = 6
  for (let i = 0; i < 4; i++) {
    packet.src[i] = u32(bytes, at + 8 + 4 * i)
    packet.dst[i] = u32(bytes, at + 24 + 4 * i)
  }
  const trafficClass = (u16(bytes, at) >>> 4) & 0xff
  packet.dscp = trafficClass >>> 2
  packet.ecn = trafficClass & 3
  packet.ttl = bytes[at + 7]
  packet.ipId = 0
  packet.ipBytes = stop - at
  packet.dontFragment = true
  return decodeNextHeader(decoder, bytes[at + 6], bytes, at + HEADER_BYTES, end < stop ? end : stop, stop)
}

/** Walks the extension headers; also used on a reassembled datagram. */
export function decodeNextHeader(decoder: Decoder, first: number, bytes: Uint8Array, start: number, end: number, wireEnd: number): number {
  let next = first
  let at = start
  for (let headers = 0; headers < MAX_EXTENSION_HEADERS; headers++) {
    let headerBytes: number
    switch (next) {
      // hop-by-hop, routing, destination options, mobility, HIP, shim6: length in units of 8 bytes, the first not counted
      case 0: case 43: case 60: case 135: case 139: case 140:
        headerBytes = at + 2 > end ? 0 : 8 + 8 * bytes[at + 1]
        break
      case 51: // authentication header, RFC 4302: in units of 4 bytes, the first two not counted
        headerBytes = at + 2 > end ? 0 : 8 + 4 * bytes[at + 1]
        break
      case 44: { // fragment: | next | reserved | offset 13, reserved 2, more 1 | id 4 |
        if (at + 8 > end) return malformed(decoder, bytes, at, end, wireEnd)
        const field = u16(bytes, at + 2)
        const offset = field & 0xfff8
        const hasMore = (field & 1) === 1
        // Both zero: an "atomic fragment" is no fragment (RFC 6946).
        if (offset !== 0 || hasMore) return decodeFragment(decoder, bytes[at], u32(bytes, at + 4), offset, hasMore, bytes, at + 8, end, wireEnd)
        headerBytes = 8
        break
      }
      default:
        return decodeTransport(decoder, next, bytes, at, end, wireEnd)
    }
    if (headerBytes === 0 || at + headerBytes > end) return malformed(decoder, bytes, at, end, wireEnd)
    next = bytes[at]
    at += headerBytes
  }
  return malformed(decoder, bytes, at, end, wireEnd)
}

function malformed(decoder: Decoder, bytes: Uint8Array, at: number, end: number, wireEnd: number): number {
  decoder.packet.oddities |= ODD_IPV6_EXTENSIONS
  return decodeTransport(decoder, NO_NEXT_HEADER, bytes, Math.min(at, end), end, wireEnd)
}
