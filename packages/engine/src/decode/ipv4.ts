// IPv4, RFC 791
//    0         1      2              4    6               8     9          10         12    16
//    | ver ihl | dscp | total length | id | flags, offset | ttl | protocol | checksum | src | dst | options ...
// The header checksum is not verified: offloading leaves it unfilled in our own packets, so a wrong one proves nothing.
import type { Decoder } from "./decoder.ts"
import { decodeFragment } from "./fragment.ts"
import { ODD_IP_LENGTH, ODD_IPV4_OPTIONS } from "./oddities.ts"
import { DROP_IPV4_MALFORMED, DROP_IPV4_TRUNCATED } from "./outcome.ts"
import { u16, u32 } from "./read.ts"
import { decodeTransport } from "./transport.ts"

const MIN_HEADER_BYTES = 20
const MORE_FRAGMENTS = 0x2000
const DONT_FRAGMENT = 0x4000

export function decodeIpv4(decoder: Decoder, bytes: Uint8Array, at: number, end: number, wireEnd: number): number {
  if (at + MIN_HEADER_BYTES > end) return DROP_IPV4_TRUNCATED
  const headerBytes = (bytes[at] & 15) << 2
  if (bytes[at] >>> 4 !== 4 || headerBytes < MIN_HEADER_BYTES) return DROP_IPV4_MALFORMED
  const totalBytes = u16(bytes, at + 2)
  // Zero: the kernel hands over segments of more than 64 kB before segmentation offload; the frame's length is the truth.
  let stop = totalBytes === 0 ? wireEnd : at + totalBytes
  if (stop < at + headerBytes) return DROP_IPV4_MALFORMED
  if (at + headerBytes > end) return DROP_IPV4_TRUNCATED
  const packet = decoder.packet
  if (stop > wireEnd) {
    packet.oddities |= ODD_IP_LENGTH
    stop = wireEnd
  }
  packet.etherType = 0x0800
  packet.ipVersion = 4
  const { src, dst } = packet
  src[0] = 0
  src[1] = 0
  src[2] = 0xffff
  src[3] = u32(bytes, at + 12)
  dst[0] = 0
  dst[1] = 0
  dst[2] = 0xffff
  dst[3] = u32(bytes, at + 16)
  packet.dscp = bytes[at + 1] >>> 2
  packet.ecn = bytes[at + 1] & 3
  packet.ttl = bytes[at + 8]
  packet.ipId = u16(bytes, at + 4)
  packet.ipBytes = stop - at
  const fragment = u16(bytes, at + 6)
  packet.dontFragment = (fragment & DONT_FRAGMENT) !== 0
  if (headerBytes > MIN_HEADER_BYTES && !areOptionsSound(bytes, at + MIN_HEADER_BYTES, at + headerBytes)) packet.oddities |= ODD_IPV4_OPTIONS
  const protocol = bytes[at + 9]
  const capturedEnd = end < stop ? end : stop
  if ((fragment & 0x3fff) !== 0) {
    const offset = (fragment & 0x1fff) << 3
    return decodeFragment(decoder, protocol, packet.ipId, offset, (fragment & MORE_FRAGMENTS) !== 0, bytes, at + headerBytes, capturedEnd, stop)
  }
  return decodeTransport(decoder, protocol, bytes, at + headerBytes, capturedEnd, stop)
}

/** RFC 791 section 3.1: type 0 ends, 1 pads, others have a length that counts type and length too. */
function areOptionsSound(bytes: Uint8Array, from: number, to: number): boolean {
  let at = from
  while (at < to) {
    const type = bytes[at]
    if (type === 0) return true
    if (type === 1) {
      at++
      continue
    }
    if (at + 1 >= to || bytes[at + 1] < 2) return false
    at += bytes[at + 1]
  }
  return at === to
}
