// One flow record of an nfcapd file, format 2: a header and elements in any order, each with type and length. Little-endian.
//
//    0        2      4          6       7       8             10     11
//    | type 11| size | elements | engine type, id | exporter   | flags| version |   then elements: | type | length (with these 4) | data |
//
// Read off files that nfcapd 1.7.1 wrote, beside nfdump -o raw. Elements of translations, firewalls and labels: nfcapd-extras.ts.
import { DST_IS_CLIENT, FLOW_IS_OVER, SRC_IS_CLIENT, type RecordBlock } from "@netweir/engine/records/record-block.ts"
import { toPort } from "../records/told-values.ts"
import { EXTRA_LEAST_BYTES, readExtra } from "./nfcapd-extras.ts"

export const RECORD_TYPE = 11
const HEADER_BYTES = 12
const GENERIC = 1, IPV4 = 2, IPV6 = 3, MISC = 4, COUNTS = 5, VLAN = 6, AS = 7, HOP_BGP4 = 8, HOP_V4 = 10, RECEIVED_V4 = 12, RECEIVED_V6 = 13, MAC = 15, OBSERVATION = 33
/** Shortest length of each, its own header included. */
const LEAST_BYTES: Readonly<Record<number, number>> = { [GENERIC]: 52, [IPV4]: 12, [IPV6]: 36, [MISC]: 20, [COUNTS]: 28, [VLAN]: 12, [AS]: 12, [HOP_BGP4]: 8, [HOP_V4]: 8, [RECEIVED_V4]: 8, [RECEIVED_V6]: 20, [MAC]: 36, [OBSERVATION]: 20, ...EXTRA_LEAST_BYTES }
const ICMP = 1, ICMPV6 = 58

export interface RecordOrigin {
  readonly words: Uint32Array
  domain: number
}

/** Fills the next slot and leaves `count` as it is. What is wrong with it, or null. `origin` is of whoever exported it. */
export function readRecord(bytes: DataView, start: number, size: number, block: RecordBlock, origin: RecordOrigin): "record-malformed" | "addresses-missing" | null {
  if (size < HEADER_BYTES) return "record-malformed"
  const at = block.clear()
  origin.words.set([0, 0, 0xffff, 0x7f000001])
  origin.domain = 0
  const end = start + size
  let element = start + HEADER_BYTES
  for (let left = bytes.getUint16(start + 4, true); left > 0; left--) {
    if (element + 4 > end) return "record-malformed"
    const type = bytes.getUint16(element, true)
    const length = bytes.getUint16(element + 2, true)
    if (length < 4 || element + length > end) return "record-malformed"
    if (length >= (LEAST_BYTES[type] ?? Number.POSITIVE_INFINITY)) readElement(type, bytes, element + 4, block, at, origin)
    element += length
  }
  if (block.ipVersion[at] === 0) return "addresses-missing"
  const protocol = block.ipProtocol[at]
  if (protocol === ICMP || protocol === ICMPV6) {
    block.icmpTypeCode[at] = block.dstPort[at]
    block.srcPort[at] = 0
    block.dstPort[at] = 0
  }
  const event = block.extras[at]?.metadata?.firewall?.event
  if (event === undefined || event === "deleted" || event === "denied") block.marks[at] |= FLOW_IS_OVER // a session that goes on comes again
  return null
}

function readElement(type: number, bytes: DataView, from: number, block: RecordBlock, at: number, origin: RecordOrigin): void {
  const u32 = (offset: number) => bytes.getUint32(from + offset, true)
  const u64 = (offset: number) => u32(offset) + u32(offset + 4) * 2 ** 32
  switch (type) {
    case GENERIC:
      block.firstSeenUs[at] = u64(0) * 1000
      block.lastSeenUs[at] = (u64(8) || u64(0)) * 1000 // events of firewalls have no end
      block.receivedUs[at] = (u64(16) || u64(8) || u64(0)) * 1000
      block.packets[at] = u64(24)
      block.bytes[at] = u64(32)
      block.srcPort[at] = bytes.getUint16(from + 40, true)
      block.dstPort[at] = bytes.getUint16(from + 42, true)
      block.ipProtocol[at] = bytes.getUint8(from + 44)
      block.tcpFlags[at] = bytes.getUint8(from + 45)
      block.dscp[at] = bytes.getUint8(from + 47) >>> 2
      break
    case IPV4:
      block.ipVersion[at] = 4
      block.setIpv4(block.src, at, u32(0))
      block.setIpv4(block.dst, at, u32(4))
      break
    case IPV6:
      block.ipVersion[at] = 6
      // Two halves of 64 bits, each little-endian.
      for (const [words, offset] of [[block.src, 0], [block.dst, 16]] as const) for (let i = 0; i < 4; i++) words[4 * at + i] = u32(offset + 4 * (i ^ 1))
      break
    case MISC: {
      block.inIf[at] = u32(0)
      block.outIf[at] = u32(4)
      block.srcMask[at] = bytes.getUint8(from + 8)
      block.dstMask[at] = bytes.getUint8(from + 9)
      const opener = bytes.getUint8(from + 12)
      if (opener === 1) block.marks[at] |= SRC_IS_CLIENT
      else if (opener === 2) block.marks[at] |= DST_IS_CLIENT
      break
    }
    case COUNTS:
      block.reversePackets[at] = u64(8)
      block.reverseBytes[at] = u64(16)
      break
    case VLAN:
      block.vlan[at] = toPort(u32(0)) & 0xfff
      break
    case AS:
      block.srcAs[at] = u32(0)
      block.dstAs[at] = u32(4)
      break
    case HOP_V4: case HOP_BGP4:
      if (u32(0) !== 0) block.setIpv4(block.nextHop, at, u32(0))
      break
    case RECEIVED_V4: origin.words[3] = u32(0); break
    case RECEIVED_V6: for (let i = 0; i < 4; i++) origin.words[i] = u32(4 * (i ^ 1)); break
    case MAC: {
      const src = u64(0), dst = u64(16)
      if (src !== 0) setMac(block.srcMacHigh, block.srcMacLow, at, src)
      if (dst !== 0) setMac(block.dstMacHigh, block.dstMacLow, at, dst)
      break
    }
    case OBSERVATION: origin.domain = u32(8); break
    default: readExtra(type, bytes, from, block, at)
  }
}

function setMac(highs: Int32Array, lows: Uint32Array, at: number, mac: number): void {
  highs[at] = Math.floor(mac / 2 ** 32) & 0xffff
  lows[at] = mac % 2 ** 32
}
