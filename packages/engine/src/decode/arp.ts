// ARP for IPv4 over Ethernet, RFC 826: who has which MAC. Other hardware is counted, not read.
//    0       2       4     5     6    8            14          18           24
//    | htype | ptype | hln | pln | op | sender MAC | sender IP | target MAC | target IP |
import type { Decoder } from "./decoder.ts"
import { NOT_IP } from "./outcome.ts"
import { u16, u32 } from "./read.ts"

export function decodeArp(decoder: Decoder, bytes: Uint8Array, at: number, end: number): number {
  const packet = decoder.packet
  packet.etherType = 0x0806
  packet.arpOperation = 0
  packet.arpSenderIpv4 = 0
  packet.arpTargetIpv4 = 0
  packet.arpSenderMacHigh = -1
  if (at + 28 > end || bytes[at + 4] !== 6 || bytes[at + 5] !== 4) return NOT_IP
  packet.arpOperation = u16(bytes, at + 6)
  packet.arpSenderMacHigh = u16(bytes, at + 8)
  packet.arpSenderMacLow = u32(bytes, at + 10)
  packet.arpSenderIpv4 = u32(bytes, at + 14)
  packet.arpTargetIpv4 = u32(bytes, at + 24)
  return NOT_IP
}
