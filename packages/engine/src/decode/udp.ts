// UDP, RFC 768, and UDP-Lite, RFC 3828; all fields big-endian
//    0          2          4        6          8
//    | src port | dst port | length | checksum | payload ...
import type { Decoder } from "./decoder.ts"
import { ODD_UDP_LENGTH, ODD_TRANSPORT_TRUNCATED } from "./oddities.ts"
import { TO_FLOW } from "./outcome.ts"
import { u16 } from "./read.ts"
import { setPayload, truncated } from "./transport.ts"
import { decodeUdpTunnel, tunnelByPort } from "./udp-tunnels.ts"

const HEADER_BYTES = 8
const UDP = 17

export function decodeUdp(decoder: Decoder, bytes: Uint8Array, at: number, end: number, wireEnd: number): number {
  if (at + 4 > end) return truncated(decoder, bytes, at, end, wireEnd)
  const packet = decoder.packet
  packet.srcPort = u16(bytes, at)
  packet.dstPort = u16(bytes, at + 2)
  if (at + HEADER_BYTES > end) {
    packet.oddities |= ODD_TRANSPORT_TRUNCATED
    return setPayload(decoder, bytes, end, end, end)
  }
  let stop = wireEnd
  if (packet.ipProtocol === UDP) { // UDP-Lite has the checksum coverage in this field: its length is IP's
    const length = u16(bytes, at + 4)
    // Zero is legal only in a jumbogram (RFC 2675 section 4) and before segmentation offload: IP knows the length then.
    if (length !== 0 && (length < HEADER_BYTES || at + length > wireEnd)) packet.oddities |= ODD_UDP_LENGTH
    else if (length !== 0) stop = at + length
  }
  const start = at + HEADER_BYTES
  const capturedEnd = end < stop ? end : stop
  setPayload(decoder, bytes, start, capturedEnd, stop)
  const kind = tunnelByPort[packet.dstPort] | tunnelByPort[packet.srcPort]
  if (kind !== 0 && decoder.decapsulate) return decodeUdpTunnel(decoder, bytes, start, capturedEnd, stop)
  return TO_FLOW
}
