// Link types (LINKTYPE_ / DLT_ numbers of tcpdump.org's registry) and their decoders.
import { decodeAvs, decodeIeee80211, decodePpi, decodePrism, decodeRadiotap } from "./ieee80211.ts"
import { decodeCiscoHdlc, decodeFrameRelay } from "./hdlc.ts"
import type { Decoder } from "./decoder.ts"
import { decodeEthernet } from "./ethernet.ts"
import { decodeLinuxCooked, decodeLinuxCooked2 } from "./linux-cooked.ts"
import { decodeLoopback } from "./loopback.ts"
import { decodeMpls } from "./mpls.ts"
import { DROP_LINK_TYPE } from "./outcome.ts"
import { decodePpp } from "./ppp.ts"
import { decodePppoe } from "./pppoe.ts"
import { decodeRawIp } from "./raw-ip.ts"

export function decodeLink(decoder: Decoder, linkType: number, bytes: Uint8Array, at: number, end: number, wireEnd: number): number {
  switch (linkType) {
    case 1: return decodeEthernet(decoder, bytes, at, end, wireEnd)
    case 12: case 14: case 101: case 228: case 229: return decodeRawIp(decoder, bytes, at, end, wireEnd)
    case 113: return decodeLinuxCooked(decoder, bytes, at, end, wireEnd)
    case 276: return decodeLinuxCooked2(decoder, bytes, at, end, wireEnd)
    case 0: case 108: return decodeLoopback(decoder, bytes, at, end, wireEnd)
    case 9: case 50: return decodePpp(decoder, bytes, at, end, wireEnd)
    case 204: return decodePpp(decoder, bytes, at + 1, end, wireEnd) // one byte of direction first
    case 51: return decodePppoe(decoder, bytes, at, end, wireEnd)
    case 104: return decodeCiscoHdlc(decoder, bytes, at, end, wireEnd)
    case 107: return decodeFrameRelay(decoder, bytes, at, end, wireEnd)
    case 105: return decodeIeee80211(decoder, bytes, at, end, wireEnd, false)
    case 119: return decodePrism(decoder, bytes, at, end, wireEnd)
    case 127: return decodeRadiotap(decoder, bytes, at, end, wireEnd)
    case 163: return decodeAvs(decoder, bytes, at, end, wireEnd)
    case 219: return decodeMpls(decoder, bytes, at, end, wireEnd)
    case 192: return decodePpi(decoder, bytes, at, end, wireEnd)
    default: return DROP_LINK_TYPE
  }
}
