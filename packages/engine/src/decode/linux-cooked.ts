// Linux cooked capture: what the `any` device gives instead of a link header.
import { decodeEtherType, decodeLlc } from "./ether-type.ts"
import type { Decoder } from "./decoder.ts"
import { DROP_FRAME_TRUNCATED } from "./outcome.ts"
import { u16, u32 } from "./read.ts"

/** LINUX_SLL_P_802_2: 802.2 LLC follows. */
const PROTOCOL_LLC = 0x0004

/** v1 | packet type 2 | ARPHRD 2 | address length 2 | address 8 | protocol 2 | */
export function decodeLinuxCooked(decoder: Decoder, bytes: Uint8Array, at: number, end: number, wireEnd: number): number {
  if (at + 16 > end) return DROP_FRAME_TRUNCATED
  if (u16(bytes, at + 4) === 6) setSender(decoder, bytes, at + 6)
  return decodeProtocol(decoder, u16(bytes, at + 14), bytes, at + 16, end, wireEnd)
}

/** v2 | protocol 2 | reserved 2 | interface 4 | ARPHRD 2 | packet type 1 | address length 1 | address 8 | */
export function decodeLinuxCooked2(decoder: Decoder, bytes: Uint8Array, at: number, end: number, wireEnd: number): number {
  if (at + 20 > end) return DROP_FRAME_TRUNCATED
  if (bytes[at + 11] === 6) setSender(decoder, bytes, at + 12)
  return decodeProtocol(decoder, u16(bytes, at), bytes, at + 20, end, wireEnd)
}

function setSender(decoder: Decoder, bytes: Uint8Array, at: number): void {
  decoder.packet.srcMacHigh = u16(bytes, at)
  decoder.packet.srcMacLow = u32(bytes, at + 2)
}

function decodeProtocol(decoder: Decoder, protocol: number, bytes: Uint8Array, at: number, end: number, wireEnd: number): number {
  if (protocol === PROTOCOL_LLC) return decodeLlc(decoder, bytes, at, end, wireEnd)
  return decodeEtherType(decoder, protocol, bytes, at, end, wireEnd)
}
