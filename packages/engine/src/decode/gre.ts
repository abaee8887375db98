// GRE: version 0 RFC 2784 and RFC 2890, version 1 (PPTP) RFC 2637
//    v0 | C R K S s, recursion 3, flags 5, version 3 | protocol 2 | (checksum 2, offset 2) | (key 4) | (sequence 4) |
//    v1 | C R K S s, recursion 3, A, flags 4, version 3 | 880B | payload length 2 | call id 2 | (sequence 4) | (ack 4) |
import { decodeErspan2, decodeErspan3 } from "./erspan.ts"
import { decodeEtherType } from "./ether-type.ts"
import type { Decoder } from "./decoder.ts"
import { decodeEthernet } from "./ethernet.ts"
import { u16 } from "./read.ts"
import { truncated, withoutTransport } from "./transport.ts"
import { TUNNEL_ERSPAN, TUNNEL_GRE, enterTunnel, leaveTunnel } from "./tunnel.ts"

const CHECKSUM = 0x8000
const ROUTING = 0x4000
const KEY = 0x2000
const SEQUENCE = 0x1000
const ACKNOWLEDGEMENT = 0x0080
const PROTOCOL_WCCP = 0x883e
const PROTOCOL_ERSPAN = 0x88be
const PROTOCOL_ERSPAN3 = 0x22eb

export function decodeGre(decoder: Decoder, bytes: Uint8Array, start: number, end: number, wireEnd: number): number {
  if (start + 4 > end) return truncated(decoder, bytes, start, end, wireEnd)
  const outcome = withoutTransport(decoder, bytes, start, end, wireEnd)
  const flags = u16(bytes, start)
  const version = flags & 7
  const protocol = u16(bytes, start + 2)
  let at = start + 4
  if (version === 0) {
    if ((flags & ROUTING) !== 0) return outcome // source routing of RFC 1701, gone since RFC 2784
    if ((flags & CHECKSUM) !== 0) at += 4
    if ((flags & KEY) !== 0) at += 4
    if ((flags & SEQUENCE) !== 0) at += 4
  } else if (version === 1) {
    if ((flags & SEQUENCE) === 0) return outcome // an acknowledgement without payload
    at += 4 + 4
    if ((flags & ACKNOWLEDGEMENT) !== 0) at += 4
  } else return outcome
  if (at >= end) return outcome
  const isErspan = protocol === PROTOCOL_ERSPAN || protocol === PROTOCOL_ERSPAN3
  if (!enterTunnel(decoder, isErspan ? TUNNEL_ERSPAN : TUNNEL_GRE)) return outcome
  let inner: number
  if (protocol === PROTOCOL_ERSPAN3) inner = decodeErspan3(decoder, bytes, at, end, wireEnd)
  else if (protocol === PROTOCOL_ERSPAN && (flags & SEQUENCE) === 0) inner = decodeEthernet(decoder, bytes, at, end, wireEnd) // type I has no header
  else if (protocol === PROTOCOL_ERSPAN) inner = decodeErspan2(decoder, bytes, at, end, wireEnd)
  // WCCP version 2 puts a 4-byte redirect header first; version 1 begins with the IPv4 header at once.
  else if (protocol === PROTOCOL_WCCP) inner = decodeEtherType(decoder, 0x0800, bytes, bytes[at] >>> 4 === 4 ? at : at + 4, end, wireEnd)
  else inner = decodeEtherType(decoder, protocol, bytes, at, end, wireEnd)
  return leaveTunnel(decoder, inner)
}
