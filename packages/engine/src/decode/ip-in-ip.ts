// IP in IP: RFC 2003 (protocol 4), RFC 4213 and RFC 2473 (protocol 41). The inner version nibble is believed.
import type { Decoder } from "./decoder.ts"
import { decodeRawIp } from "./raw-ip.ts"
import { withoutTransport } from "./transport.ts"
import { TUNNEL_IP_IN_IP, enterTunnel, leaveTunnel } from "./tunnel.ts"

export function decodeIpInIp(decoder: Decoder, bytes: Uint8Array, at: number, end: number, wireEnd: number): number {
  const outcome = withoutTransport(decoder, bytes, at, end, wireEnd)
  if (!enterTunnel(decoder, TUNNEL_IP_IN_IP)) return outcome
  return leaveTunnel(decoder, decodeRawIp(decoder, bytes, at, end, wireEnd))
}
