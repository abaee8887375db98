// PPP, RFC 1661; with or without the HDLC address and control bytes FF 03 (RFC 1662), protocol field 2 bytes or compressed to 1.
import type { Decoder } from "./decoder.ts"
import { decodeIpv4 } from "./ipv4.ts"
import { decodeIpv6 } from "./ipv6.ts"
import { decodeMpls } from "./mpls.ts"
import { DROP_FRAME_TRUNCATED, NOT_IP } from "./outcome.ts"
import { u16 } from "./read.ts"

export function decodePpp(decoder: Decoder, bytes: Uint8Array, start: number, end: number, wireEnd: number): number {
  let at = start
  if (at + 2 > end) return DROP_FRAME_TRUNCATED
  if (bytes[at] === 0xff && bytes[at + 1] === 0x03) at += 2
  if (at + 2 > end) return DROP_FRAME_TRUNCATED
  const isCompressed = (bytes[at] & 1) === 1 // the first byte of a full protocol number is even
  const protocol = isCompressed ? bytes[at] : u16(bytes, at)
  at += isCompressed ? 1 : 2
  if (protocol === 0x0021) return decodeIpv4(decoder, bytes, at, end, wireEnd)
  if (protocol === 0x0057) return decodeIpv6(decoder, bytes, at, end, wireEnd)
  if (protocol === 0x0281 || protocol === 0x0283) return decodeMpls(decoder, bytes, at, end, wireEnd)
  if (decoder.packet.etherType === 0) decoder.packet.etherType = 0x880b
  return NOT_IP
}
