// A kept packet as an IP packet again: the fields that inspection saw are the captured ones, the rest (identification, tunnels,
// link layer, IP options) is left out, and checksums fit.
import { KEY_WORDS, type FlowColumns } from "../flows/flow-columns.ts"
import type { KeptPacket } from "./first-packets.ts"

const TCP = 6
const UDP = 17
const ICMPV6 = 58
const IPV4_HEADER_BYTES = 20
const IPV6_HEADER_BYTES = 40
const UDP_HEADER_BYTES = 8
const TCP_HEADER_BYTES = 20
const LARGEST_PACKET = 0xffff

export interface RebuiltPacket {
  readonly timestampUs: number
  readonly bytes: Uint8Array
  /** As long as it was on the wire, link layer and tunnels left out. */
  readonly wireBytes: number
}

export function rebuildPacket(flows: FlowColumns, row: number, kept: KeptPacket): RebuiltPacket {
  const key = row * KEY_WORDS
  const ipProtocol = flows.key[key + 9] & 255
  const isV4 = flows.ipVersion[row] === 4
  const networkBytes = isV4 ? IPV4_HEADER_BYTES : IPV6_HEADER_BYTES
  const transportBytes = ipProtocol === TCP ? TCP_HEADER_BYTES + kept.tcpOptions.length : ipProtocol === UDP ? UDP_HEADER_BYTES : 0
  const bytes = new Uint8Array(networkBytes + transportBytes + kept.payload.length)
  const view = new DataView(bytes.buffer)
  const wireBytes = Math.max(bytes.length, networkBytes + transportBytes + kept.payloadWireBytes)
  // A datagram that was put together of fragments, or merged by the network card, may be longer than the field can say.
  const declared = Math.min(wireBytes, LARGEST_PACKET)
  const src = key + (kept.fromA ? 0 : 4)
  const dst = key + (kept.fromA ? 4 : 0)
  if (isV4) {
    view.setUint16(0, 0x4500)
    view.setUint16(2, declared)
    view.setUint8(8, kept.ttl)
    view.setUint8(9, ipProtocol)
    view.setUint32(12, flows.key[src + 3])
    view.setUint32(16, flows.key[dst + 3])
    view.setUint16(10, folded(sum(bytes, 0, IPV4_HEADER_BYTES)))
  } else {
    view.setUint32(0, 0x60000000)
    view.setUint16(4, Math.min(declared - networkBytes, LARGEST_PACKET))
    view.setUint8(6, ipProtocol)
    view.setUint8(7, kept.ttl)
    for (let i = 0; i < 4; i++) {
      view.setUint32(8 + 4 * i, flows.key[src + i])
      view.setUint32(24 + 4 * i, flows.key[dst + i])
    }
  }
  const ports = flows.key[key + 8]
  const at = networkBytes
  if (ipProtocol === TCP || ipProtocol === UDP) {
    view.setUint16(at, kept.fromA ? ports >>> 16 : ports & 0xffff)
    view.setUint16(at + 2, kept.fromA ? ports & 0xffff : ports >>> 16)
  }
  if (ipProtocol === TCP) {
    view.setUint32(at + 4, kept.tcpSequence)
    view.setUint32(at + 8, kept.tcpAcknowledgement)
    view.setUint8(at + 12, ((TCP_HEADER_BYTES + kept.tcpOptions.length) >>> 2) << 4)
    view.setUint8(at + 13, kept.tcpFlags)
    view.setUint16(at + 14, kept.tcpWindow)
    bytes.set(kept.tcpOptions, at + TCP_HEADER_BYTES)
  } else if (ipProtocol === UDP) view.setUint16(at + 4, Math.min(declared - networkBytes, LARGEST_PACKET))
  bytes.set(kept.payload, networkBytes + transportBytes)
  const isWhole = bytes.length === wireBytes && wireBytes <= LARGEST_PACKET
  if (isWhole && ipProtocol !== ICMPV6 && transportBytes > 0) setTransportChecksum(bytes, view, networkBytes, ipProtocol)
  return { timestampUs: kept.timestampUs, bytes, wireBytes }
}

/** RFC 768, RFC 9293 section 3.1: over a pseudo header of addresses, protocol and length. */
function setTransportChecksum(bytes: Uint8Array, view: DataView, networkBytes: number, ipProtocol: number): void {
  const addresses = networkBytes === IPV4_HEADER_BYTES ? sum(bytes, 12, 20) : sum(bytes, 8, 40)
  const length = bytes.length - networkBytes
  const checksum = folded(addresses + ipProtocol + length + sum(bytes, networkBytes, bytes.length))
  view.setUint16(networkBytes + (ipProtocol === TCP ? 16 : 6), checksum === 0 && ipProtocol === UDP ? 0xffff : checksum)
}

function sum(bytes: Uint8Array, from: number, to: number): number {
  let total = 0
  for (let i = from; i < to; i += 2) total += (bytes[i] << 8) | (i + 1 < to ? bytes[i + 1] : 0)
  return total
}
function folded(total: number): number {
  let rest = total
  while (rest > 0xffff) rest = (rest & 0xffff) + Math.floor(rest / 0x10000)
  return ~rest & 0xffff
}
