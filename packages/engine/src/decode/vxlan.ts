// VXLAN, RFC 7348: | flags 1 (0x08 = VNI valid) | reserved 3 | VNI 3 | reserved 1 | Ethernet ...
// Generic protocol extension (draft-ietf-nvo3-vxlan-gpe): flag 0x04 = the byte before the VNI names the inner protocol.
import type { Decoder } from "./decoder.ts"
import { decodeEthernet } from "./ethernet.ts"
import { decodeRawIp } from "./raw-ip.ts"
import { TO_FLOW } from "./outcome.ts"
import { TUNNEL_VXLAN, enterTunnel, leaveTunnel } from "./tunnel.ts"

export function decodeVxlan(decoder: Decoder, bytes: Uint8Array, at: number, end: number, wireEnd: number): number {
  if (at + 8 + 14 > end || (bytes[at] & 0x08) === 0 || bytes[at + 7] !== 0) return TO_FLOW
  const innerProtocol = (bytes[at] & 0x04) !== 0 ? bytes[at + 3] : 3
  if (innerProtocol < 1 || innerProtocol > 3 || !enterTunnel(decoder, TUNNEL_VXLAN)) return TO_FLOW
  if (innerProtocol === 3) return leaveTunnel(decoder, decodeEthernet(decoder, bytes, at + 8, end, wireEnd))
  return leaveTunnel(decoder, decodeRawIp(decoder, bytes, at + 8, end, wireEnd)) // 1 = IPv4, 2 = IPv6
}
