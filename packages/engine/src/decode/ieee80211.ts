// IEEE 802.11 data frames that are not encrypted, and the capture headers that come before them.
//    0               2          4        10       16       22         24        (30)
//    | frame control | duration | addr 1 | addr 2 | addr 3 | sequence | (addr 4) | (QoS 2) | (HT 4) | LLC ...
import { WLAN_MANAGEMENT, WLAN_PROTECTED, decodeLlc } from "./ether-type.ts"
import type { Decoder } from "./decoder.ts"
import { decodeLink } from "./link-type.ts"
import { DROP_FRAME_TRUNCATED, DROP_LINK_TYPE, NOT_IP } from "./outcome.ts"
import { u16, u16le, u32, u32le } from "./read.ts"

const VERSION = 0x03
const TYPE_DATA = 2
const TO_DS = 0x01
const FROM_DS = 0x02
const PROTECTED = 0x40
const ORDER = 0x80
const FCS_BYTES = 4

/** `isPadded`: the header is padded to a multiple of 4 (a radiotap flag). */
export function decodeIeee80211(decoder: Decoder, bytes: Uint8Array, at: number, end: number, wireEnd: number, isPadded: boolean): number {
  if (at + 24 > end) {
    decoder.packet.etherType = WLAN_MANAGEMENT // ACK, CTS and the like are this short
    return at + 2 > end ? DROP_FRAME_TRUNCATED : NOT_IP
  }
  const packet = decoder.packet
  // Cisco's access points swap the bytes of frame and sequence control in CAPWAP. The version bits are zero in every real frame, and
  // a data frame of an access point always has a DS bit, which then stands in their place.
  const isSwapped = (bytes[at] & VERSION) !== 0 && (bytes[at + 1] & VERSION) === 0
  const control = isSwapped ? bytes[at + 1] : bytes[at]
  const flags = isSwapped ? bytes[at] : bytes[at + 1]
  const subtype = control >>> 4
  if (((control >>> 2) & 3) !== TYPE_DATA || (subtype & 4) !== 0) { // subtype bit 2: no data ("null function")
    packet.etherType = WLAN_MANAGEMENT
    return NOT_IP
  }
  const hasFourAddresses = (flags & TO_DS) !== 0 && (flags & FROM_DS) !== 0
  const isQos = (subtype & 8) !== 0
  let body = at + 24 + (hasFourAddresses ? 6 : 0)
  const qosAt = body
  if (isQos) body += (flags & ORDER) !== 0 ? 6 : 2
  if (isPadded) body = at + ((body - at + 3) & ~3)
  if (body + 3 > end) return DROP_FRAME_TRUNCATED
  const sourceAt = at + (hasFourAddresses ? 24 : (flags & FROM_DS) !== 0 ? 16 : 10)
  const targetAt = at + ((flags & TO_DS) !== 0 ? 16 : 4)
  packet.srcMacHigh = u16(bytes, sourceAt)
  packet.srcMacLow = u32(bytes, sourceAt + 2)
  packet.dstMacHigh = u16(bytes, targetAt)
  packet.dstMacLow = u32(bytes, targetAt + 2)
  const fragmentNumber = bytes[isSwapped ? at + 23 : at + 22] & 0x0f
  if ((flags & PROTECTED) !== 0 || fragmentNumber !== 0) {
    packet.etherType = WLAN_PROTECTED
    return NOT_IP
  }
  // An A-MSDU (QoS bit 7) holds several frames, each | dst 6 | src 6 | length 2 | LLC ...; the first speaks for all.
  if (isQos && (bytes[qosAt] & 0x80) !== 0) {
    if (body + 14 + 3 > end) return DROP_FRAME_TRUNCATED
    body += 14
  }
  return decodeLlc(decoder, bytes, body, end, wireEnd)
}

/** radiotap.org: | version | pad | length 2 LE | present 4 LE, more while bit 31 | fields ... */
export function decodeRadiotap(decoder: Decoder, bytes: Uint8Array, at: number, end: number, wireEnd: number): number {
  if (at + 8 > end) return DROP_FRAME_TRUNCATED
  const headerBytes = u16le(bytes, at + 2)
  if (headerBytes < 8 || at + headerBytes > end) return DROP_FRAME_TRUNCATED
  const present = u32le(bytes, at + 4)
  let fieldAt = at + 8
  for (let more = present, words = 0; (more & 0x80000000) !== 0 && words < 8 && fieldAt + 4 <= at + headerBytes; words++) {
    more = u32le(bytes, fieldAt)
    fieldAt += 4
  }
  if ((present & 1) !== 0) fieldAt = at + ((fieldAt - at + 7) & ~7) + 8 // TSFT: 8 bytes, aligned
  const flags = (present & 2) !== 0 && fieldAt < at + headerBytes ? bytes[fieldAt] : 0
  const body = at + headerBytes
  const hasFcs = (flags & 0x10) !== 0
  const wire = hasFcs ? wireEnd - FCS_BYTES : wireEnd
  return decodeIeee80211(decoder, bytes, body, Math.min(end, wire), wire, (flags & 0x20) !== 0)
}

/** Per-Packet Information: | version | flags | length 2 LE | DLT 4 LE | fields ... */
export function decodePpi(decoder: Decoder, bytes: Uint8Array, at: number, end: number, wireEnd: number): number {
  if (at + 8 > end) return DROP_FRAME_TRUNCATED
  const headerBytes = u16le(bytes, at + 2)
  const linkType = u32le(bytes, at + 4)
  if (headerBytes < 8 || at + headerBytes > end) return DROP_FRAME_TRUNCATED
  if (linkType === 192) return DROP_LINK_TYPE // no PPI inside PPI
  return decodeLink(decoder, linkType, bytes, at + headerBytes, end, wireEnd)
}

/** Prism monitoring header: | message code 4 | length 4 | ..., or an AVS header under the same link type. */
export function decodePrism(decoder: Decoder, bytes: Uint8Array, at: number, end: number, wireEnd: number): number {
  if (at + 8 > end) return DROP_FRAME_TRUNCATED
  if ((u32(bytes, at) & 0xfffff000) >>> 0 === 0x80211000) return decodeAvs(decoder, bytes, at, end, wireEnd)
  const headerBytes = Math.min(u32(bytes, at + 4), u32le(bytes, at + 4)) // byte order of the capturing machine
  if (headerBytes < 8 || at + headerBytes > end) return DROP_FRAME_TRUNCATED
  return decodeIeee80211(decoder, bytes, at + headerBytes, end, wireEnd, false)
}

/** AVS: | version 4 | length 4 | ... */
export function decodeAvs(decoder: Decoder, bytes: Uint8Array, at: number, end: number, wireEnd: number): number {
  if (at + 8 > end) return DROP_FRAME_TRUNCATED
  const headerBytes = u32(bytes, at + 4)
  if (headerBytes < 8 || headerBytes > end - at) return DROP_FRAME_TRUNCATED
  return decodeIeee80211(decoder, bytes, at + headerBytes, end, wireEnd, false)
}
