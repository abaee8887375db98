// What follows an ethertype, whatever carried it: tags, labels and sessions are taken off until IP or something else shows.
import { decodeArp } from "./arp.ts"
import type { Decoder } from "./decoder.ts"
import { decodeEthernet } from "./ethernet.ts"
import { decodeIpv4 } from "./ipv4.ts"
import { decodeIpv6 } from "./ipv6.ts"
import { decodeMpls } from "./mpls.ts"
import { ODD_TUNNEL_DEPTH, ODD_VLAN_TAGS } from "./oddities.ts"
import { DROP_FRAME_TRUNCATED, NOT_IP } from "./outcome.ts"
import { decodePpp } from "./ppp.ts"
import { decodePppoe } from "./pppoe.ts"
import { u16 } from "./read.ts"

/** Added to the DSAP of an LLC frame to tell it from ethertypes. */
export const LLC_BASE = 0x10000
/** 802.11 data that is encrypted, and 802.11 management and control frames. */
export const WLAN_PROTECTED = 0x20000
export const WLAN_MANAGEMENT = 0x20001
/** Provider bridges stack two tags, some gear three. */
const MAX_TAGS = 4
const TAG_BYTES = 4
/** Every cycle of link headers (Ethernet in MPLS in PPP in ...) comes through here, so this bounds the recursion. */
const MAX_NESTING = 24

export function decodeEtherType(decoder: Decoder, type: number, bytes: Uint8Array, at: number, end: number, wireEnd: number): number {
  if (++decoder.nesting > MAX_NESTING) {
    decoder.packet.oddities |= ODD_TUNNEL_DEPTH
    decoder.packet.etherType = type
    return NOT_IP
  }
  if (type === 0x0800) return decodeIpv4(decoder, bytes, at, end, wireEnd)
  if (type === 0x86dd) return decodeIpv6(decoder, bytes, at, end, wireEnd)
  switch (type) {
    case 0x8100: case 0x88a8: case 0x9100: case 0x9200: return decodeVlan(decoder, bytes, at, end, wireEnd)
    case 0x0806: return decodeArp(decoder, bytes, at, end)
    case 0x8847: case 0x8848: return decodeMpls(decoder, bytes, at, end, wireEnd)
    case 0x8864: return decodePppoe(decoder, bytes, at, end, wireEnd)
    case 0x880b: return decodePpp(decoder, bytes, at, end, wireEnd) // PPP in GRE
    case 0x6558: return decodeEthernet(decoder, bytes, at, end, wireEnd) // transparent Ethernet bridging
    default:
      decoder.packet.etherType = type
      return NOT_IP
  }
}

/** IEEE 802.1Q: | priority 3, DEI 1, VLAN id 12 | type |. The innermost id names the VLAN. */
function decodeVlan(decoder: Decoder, bytes: Uint8Array, start: number, end: number, wireEnd: number): number {
  let at = start
  for (let tags = 0; tags < MAX_TAGS; tags++) {
    if (at + TAG_BYTES > end) return DROP_FRAME_TRUNCATED
    decoder.packet.vlan = u16(bytes, at) & decoder.vlanMask
    const type = u16(bytes, at + 2)
    at += TAG_BYTES
    if (type < 0x0600) return decodeLlc(decoder, bytes, at, end, wireEnd)
    if (type !== 0x8100 && type !== 0x88a8 && type !== 0x9100 && type !== 0x9200)
      return decodeEtherType(decoder, type, bytes, at, end, wireEnd)
  }
  decoder.packet.oddities |= ODD_VLAN_TAGS
  decoder.packet.etherType = 0x8100
  return NOT_IP
}

/** IEEE 802.2: | DSAP | SSAP | control |; SNAP (AA AA 03) goes on with | OUI 3 | type 2 | (RFC 1042). */
export function decodeLlc(decoder: Decoder, bytes: Uint8Array, at: number, end: number, wireEnd: number): number {
  if (at + 3 > end) return DROP_FRAME_TRUNCATED
  const dsap = bytes[at]
  if (dsap === 0xaa && bytes[at + 1] === 0xaa && bytes[at + 2] === 0x03 && at + 8 <= end) {
    const type = u16(bytes, at + 6)
    const oui = (bytes[at + 3] << 16) | u16(bytes, at + 4)
    // 0 = RFC 1042, 0xf8 = bridge tunnel (IEEE 802.1H); other OUIs own their type numbers (0x00000c: Cisco CDP, ...).
    if ((oui === 0 || oui === 0xf8) && type >= 0x0600) return decodeEtherType(decoder, type, bytes, at + 8, end, wireEnd)
  }
  if (dsap === 0x06 && bytes[at + 1] === 0x06) return decodeIpv4(decoder, bytes, at + 3, end, wireEnd) // IP's own SAP
  decoder.packet.etherType = LLC_BASE | dsap
  return NOT_IP
}
