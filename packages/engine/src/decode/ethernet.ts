// Ethernet II and IEEE 802.3
//    0         6         12
//    | dst MAC | src MAC | type or length | ...
import { decodeEtherType, decodeLlc } from "./ether-type.ts"
import type { Decoder } from "./decoder.ts"
import { DROP_FRAME_TRUNCATED } from "./outcome.ts"
import { u16, u32 } from "./read.ts"

const ETHERNET_HEADER_BYTES = 14
/** Below it the field is a length (IEEE 802.3 clause 3.2.6). */
const FIRST_ETHER_TYPE = 0x0600

export function decodeEthernet(decoder: Decoder, bytes: Uint8Array, at: number, end: number, wireEnd: number): number {
  if (at + ETHERNET_HEADER_BYTES > end) return DROP_FRAME_TRUNCATED
  const packet = decoder.packet
  packet.dstMacHigh = u16(bytes, at)
  packet.dstMacLow = u32(bytes, at + 2)
  packet.srcMacHigh = u16(bytes, at + 6)
  packet.srcMacLow = u32(bytes, at + 8)
  const type = u16(bytes, at + 12)
  if (type >= FIRST_ETHER_TYPE) return decodeEtherType(decoder, type, bytes, at + ETHERNET_HEADER_BYTES, end, wireEnd)
  return decodeLlc(decoder, bytes, at + ETHERNET_HEADER_BYTES, end, wireEnd)
}
