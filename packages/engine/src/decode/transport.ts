// The layer above IP, by protocol number (IANA "Protocol Numbers").
import type { Decoder } from "./decoder.ts"
import { decodeGre } from "./gre.ts"
import { decodeIcmp } from "./icmp.ts"
import { decodeIpInIp } from "./ip-in-ip.ts"
import { ODD_TRANSPORT_TRUNCATED } from "./oddities.ts"
import { TO_FLOW } from "./outcome.ts"
import { u16 } from "./read.ts"
import { decodeTcp } from "./tcp.ts"
import { decodeUdp } from "./udp.ts"

export function decodeTransport(decoder: Decoder, protocol: number, bytes: Uint8Array, at: number, end: number, wireEnd: number): number {
  decoder.packet.ipProtocol = protocol
  switch (protocol) {
    case 6: return decodeTcp(decoder, bytes, at, end, wireEnd)
    case 17: case 136: return decodeUdp(decoder, bytes, at, end, wireEnd)
    case 1: case 58: return decodeIcmp(decoder, bytes, at, end, wireEnd)
    case 132: return decodePorts(decoder, bytes, at, end, wireEnd, 12) // SCTP common header, RFC 9260
    case 33: return decodePorts(decoder, bytes, at, end, wireEnd, 12) // DCCP, RFC 4340
    case 4: case 41: return decodeIpInIp(decoder, bytes, at, end, wireEnd)
    case 47: return decodeGre(decoder, bytes, at, end, wireEnd)
    default: return withoutTransport(decoder, bytes, at, end, wireEnd)
  }
}

/** No ports; the payload is all that IP carries. */
export function withoutTransport(decoder: Decoder, bytes: Uint8Array, at: number, end: number, wireEnd: number): number {
  decoder.packet.srcPort = 0
  decoder.packet.dstPort = 0
  return setPayload(decoder, bytes, at, end, wireEnd)
}

export function setPayload(decoder: Decoder, bytes: Uint8Array, at: number, end: number, wireEnd: number): number {
  const packet = decoder.packet
  packet.payloadSource = bytes
  packet.payloadStart = at
  packet.payloadBytes = end > at ? end - at : 0
  packet.payloadWireBytes = wireEnd > at ? wireEnd - at : 0
  return TO_FLOW
}

/** Protocols that begin with | src port 2 | dst port 2 | and are otherwise not read here. */
function decodePorts(decoder: Decoder, bytes: Uint8Array, at: number, end: number, wireEnd: number, headerBytes: number): number {
  if (at + 4 > end) return truncated(decoder, bytes, at, end, wireEnd)
  decoder.packet.srcPort = u16(bytes, at)
  decoder.packet.dstPort = u16(bytes, at + 2)
  return setPayload(decoder, bytes, Math.min(at + headerBytes, end), end, wireEnd)
}

/** Not even the ports are there. */
export function truncated(decoder: Decoder, bytes: Uint8Array, at: number, end: number, wireEnd: number): number {
  decoder.packet.oddities |= ODD_TRANSPORT_TRUNCATED
  return withoutTransport(decoder, bytes, Math.min(at, end), end, wireEnd)
}
