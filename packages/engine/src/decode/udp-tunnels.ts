// Tunnels that ride on UDP, by their registered port; each still proves itself by its header before anything is unwrapped.
import { decodeCapwap } from "./capwap.ts"
import type { Decoder } from "./decoder.ts"
import { decodeGeneve } from "./geneve.ts"
import { decodeGtp } from "./gtp.ts"
import { decodeL2tp } from "./l2tp.ts"
import { TO_FLOW } from "./outcome.ts"
import { decodeTeredo } from "./teredo.ts"
import { decodeTzsp } from "./tzsp.ts"
import { decodeVxlan } from "./vxlan.ts"

type TunnelDecoder = (decoder: Decoder, bytes: Uint8Array, at: number, end: number, wireEnd: number) => number

const tunnels: readonly (readonly [ports: readonly number[], decode: TunnelDecoder])[] = [
  [[2152], decodeGtp],
  [[4789, 4790, 8472], decodeVxlan], // 4790: generic protocol extension; 8472: Linux before the port was registered
  [[6081], decodeGeneve],
  [[37008], decodeTzsp],
  [[5247], decodeCapwap],
  [[1701], decodeL2tp],
  [[3544], decodeTeredo],
]

/** 0, or 1 + index into `tunnels`: one look per UDP packet. */
export const tunnelByPort = new Uint8Array(65_536)
for (const [index, [ports]] of tunnels.entries()) for (const port of ports) tunnelByPort[port] = index + 1

/** Called with the tunnel's own flow filled in. */
export function decodeUdpTunnel(decoder: Decoder, bytes: Uint8Array, at: number, end: number, wireEnd: number): number {
  const { dstPort, srcPort } = decoder.packet
  const index = tunnelByPort[dstPort] || tunnelByPort[srcPort]
  return index === 0 ? TO_FLOW : tunnels[index - 1][1](decoder, bytes, at, end, wireEnd)
}
