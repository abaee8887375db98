// Going into a tunnel and coming back out when its inside is no packet: then the tunnel itself is the flow.
import { tunnelKinds } from "@netweir/model"
import { type Decoder, MAX_TUNNEL_DEPTH } from "./decoder.ts"
import { ODD_TUNNEL_DEPTH, ODD_TUNNEL_INNER } from "./oddities.ts"
import { HELD, TO_FLOW } from "./outcome.ts"

/** Called with the tunnel's own flow filled in. False: too deep or switched off, the tunnel is the flow. */
export function enterTunnel(decoder: Decoder, kind: number): boolean {
  const packet = decoder.packet
  if (!decoder.decapsulate) return false
  if (decoder.depth >= MAX_TUNNEL_DEPTH) {
    packet.oddities |= ODD_TUNNEL_DEPTH
    return false
  }
  decoder.outer[decoder.depth++].copyHeadersFrom(packet)
  packet.tunnel = kind
  packet.etherType = 0
  packet.srcMacHigh = -1 // the frame's MACs belong to the tunnel's ends, not to the hosts inside
  packet.dstMacHigh = -1
  return true
}

/** Called with the outcome of the inside. */
export function leaveTunnel(decoder: Decoder, outcome: number): number {
  decoder.depth--
  if (outcome === TO_FLOW || outcome === HELD) return outcome
  decoder.packet.copyHeadersFrom(decoder.outer[decoder.depth])
  decoder.packet.oddities |= ODD_TUNNEL_INNER
  return TO_FLOW
}

export const TUNNEL_GRE = tunnelKinds.indexOf("gre")
export const TUNNEL_GTP = tunnelKinds.indexOf("gtp-u")
export const TUNNEL_VXLAN = tunnelKinds.indexOf("vxlan")
export const TUNNEL_TZSP = tunnelKinds.indexOf("tzsp")
export const TUNNEL_CAPWAP = tunnelKinds.indexOf("capwap")
export const TUNNEL_GENEVE = tunnelKinds.indexOf("geneve")
export const TUNNEL_L2TP = tunnelKinds.indexOf("l2tp")
export const TUNNEL_TEREDO = tunnelKinds.indexOf("teredo")
export const TUNNEL_IP_IN_IP = tunnelKinds.indexOf("ip-in-ip")
export const TUNNEL_ERSPAN = tunnelKinds.indexOf("erspan")
