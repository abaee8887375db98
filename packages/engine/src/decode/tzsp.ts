// TZSP (TaZmen Sniffer Protocol): | version 1 | type 1 | encapsulation 2 | tags: type 1, length 1, value; 0 pads, 1 ends | frame
import type { Decoder } from "./decoder.ts"
import { decodeLink } from "./link-type.ts"
import { TO_FLOW } from "./outcome.ts"
import { u16 } from "./read.ts"
import { TUNNEL_TZSP, enterTunnel, leaveTunnel } from "./tunnel.ts"

/** Encapsulation -> link type: Ethernet, 802.11, prism, AVS. */
const linkTypeOf = new Map([[1, 1], [18, 105], [119, 119], [127, 163]])

export function decodeTzsp(decoder: Decoder, bytes: Uint8Array, start: number, end: number, wireEnd: number): number {
  if (start + 5 > end || bytes[start] !== 1 || bytes[start + 1] > 1) return TO_FLOW // types 2..: configuration, keep-alive
  const linkType = linkTypeOf.get(u16(bytes, start + 2))
  if (linkType === undefined) return TO_FLOW
  let at = start + 4
  while (at < end && bytes[at] !== 1) at += bytes[at] === 0 ? 1 : 2 + (at + 1 < end ? bytes[at + 1] : 0)
  at++
  if (at >= end || !enterTunnel(decoder, TUNNEL_TZSP)) return TO_FLOW
  return leaveTunnel(decoder, decodeLink(decoder, linkType, bytes, at, end, wireEnd))
}
