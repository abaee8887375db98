// TCP, RFC 9293
//    0          2          4     8     12       13      14       16         18       20
//    | src port | dst port | seq | ack | offset | flags | window | checksum | urgent | options ...
import type { Decoder } from "./decoder.ts"
import { ODD_TCP_HEADER, ODD_TCP_OPTIONS, ODD_TRANSPORT_TRUNCATED } from "./oddities.ts"
import type { Packet } from "./packet.ts"
import { u16, u32 } from "./read.ts"
import { setPayload, truncated } from "./transport.ts"

const MIN_HEADER_BYTES = 20
export const TCP_FIN = 1
export const TCP_SYN = 2
export const TCP_RST = 4
export const TCP_PSH = 8
export const TCP_ACK = 16

export function decodeTcp(decoder: Decoder, bytes: Uint8Array, at: number, end: number, wireEnd: number): number {
  const packet = decoder.packet
  packet.tcpFlags = 0
  packet.tcpOptionsBytes = 0
  if (at + 4 > end) return truncated(decoder, bytes, at, end, wireEnd)
  packet.srcPort = u16(bytes, at)
  packet.dstPort = u16(bytes, at + 2)
  if (at + MIN_HEADER_BYTES > end) {
    packet.oddities |= ODD_TRANSPORT_TRUNCATED
    return setPayload(decoder, bytes, end, end, end)
  }
  const headerBytes = (bytes[at + 12] >>> 4) << 2
  if (headerBytes < MIN_HEADER_BYTES || at + headerBytes > wireEnd) {
    packet.oddities |= ODD_TCP_HEADER
    return setPayload(decoder, bytes, end, end, end)
  }
  packet.tcpSequence = u32(bytes, at + 4)
  packet.tcpAcknowledgement = u32(bytes, at + 8)
  packet.tcpFlags = bytes[at + 13]
  packet.tcpWindow = u16(bytes, at + 14)
  const optionsEnd = at + headerBytes < end ? at + headerBytes : end
  packet.tcpOptionsStart = at + MIN_HEADER_BYTES
  packet.tcpOptionsBytes = optionsEnd - packet.tcpOptionsStart
  setPayload(decoder, bytes, optionsEnd, end, wireEnd)
  packet.payloadWireBytes = wireEnd - at - headerBytes
  if ((packet.tcpFlags & TCP_SYN) !== 0) readSynOptions(packet, bytes, packet.tcpOptionsStart, optionsEnd)
  return 0
}

/** RFC 9293 section 3.1, RFC 7323: kind 0 ends, 1 pads, others | kind | length | value. Only a SYN's are negotiated. */
function readSynOptions(packet: Packet, bytes: Uint8Array, from: number, to: number): void {
  packet.tcpMss = -1
  packet.tcpWindowScale = -1
  packet.tcpTimestamp = -1
  let at = from
  while (at < to) {
    const kind = bytes[at]
    if (kind === 0) return
    if (kind === 1) {
      at++
      continue
    }
    const length = at + 1 < to ? bytes[at + 1] : 0
    if (length < 2 || at + length > to) {
      packet.oddities |= ODD_TCP_OPTIONS
      return
    }
    if (kind === 2 && length === 4) packet.tcpMss = u16(bytes, at + 2)
    else if (kind === 3 && length === 3) packet.tcpWindowScale = bytes[at + 2]
    else if (kind === 8 && length === 10) packet.tcpTimestamp = u32(bytes, at + 2)
    at += length
  }
}
