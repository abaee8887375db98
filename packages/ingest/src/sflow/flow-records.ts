// Records inside flow samples, by format number of sFlow.org (enterprise 0). This list is the registry: one line a format. Those that
// only become memory are read by `extended-records.ts`; the packet itself goes to the block's columns.
import { AT_EGRESS, AT_INGRESS, FRAME, RECORD, type RecordBlock } from "@netweir/engine/records/record-block.ts"
import { extendedRecords } from "./extended-records.ts"
import { linkTypeOfHeader } from "./header-protocols.ts"
import type { RecordReader } from "./record-reader.ts"
import { u32 } from "./xdr.ts"

/** Set once per sample; the readers of records fill the slot and say what they found. */
export interface SampleState {
  block: RecordBlock
  slot: number
  hasHeader: boolean
  hasAddresses: boolean
  hasUnknownHeader: boolean
}

/** Reads a record whose bounds are checked; false: it contradicts itself. */
export type ReadRecord = (state: SampleState, reader: RecordReader) => boolean

export interface FlowRecordKind {
  readonly format: number
  readonly name: string
  readonly read: ReadRecord
}

export const flowRecordKinds: readonly FlowRecordKind[] = [
  { format: 1, name: "sampled_header", read: sampledHeader },
  { format: 2, name: "sampled_ethernet", read: sampledEthernet },
  { format: 3, name: "sampled_ipv4", read: sampledIpv4 },
  { format: 4, name: "sampled_ipv6", read: sampledIpv6 },
  { format: 1001, name: "extended_switch", read: extendedSwitch },
  { format: 1002, name: "extended_router", read: extendedRouter },
  ...extendedRecords,
]

/** protocol | frame length | stripped | header<> */
function sampledHeader(state: SampleState, { bytes, at, end }: RecordReader): boolean {
  if (at + 16 > end) return false
  const protocol = u32(bytes, at)
  const frameBytes = u32(bytes, at + 4)
  const strippedBytes = u32(bytes, at + 8)
  const capturedBytes = u32(bytes, at + 12)
  // An agent may leave the padding of its last record out.
  if (capturedBytes > end - at - 16) return false
  const linkType = linkTypeOfHeader(protocol)
  if (linkType < 0) {
    state.hasUnknownHeader = true
    return true
  }
  const { block, slot } = state
  // The length includes the checksum and tags that were taken off; captures don't count those either.
  const wireBytes = Math.max(capturedBytes, frameBytes > strippedBytes ? frameBytes - strippedBytes : frameBytes)
  block.kind[slot] = FRAME
  block.frameStart[slot] = at + 16
  block.frameCapturedBytes[slot] = capturedBytes
  block.frameWireBytes[slot] = wireBytes
  block.frameLinkType[slot] = linkType
  block.bytes[slot] = wireBytes
  block.packets[slot] = 1
  state.hasHeader = true
  return true
}

/** length | src mac (8) | dst mac (8) | type */
function sampledEthernet({ block, slot, hasHeader }: SampleState, { bytes, at, end }: RecordReader): boolean {
  if (at + 24 > end) return false
  block.srcMacHigh[slot] = (bytes[at + 4] << 8) | bytes[at + 5]
  block.srcMacLow[slot] = u32(bytes, at + 6)
  block.dstMacHigh[slot] = (bytes[at + 12] << 8) | bytes[at + 13]
  block.dstMacLow[slot] = u32(bytes, at + 14)
  if (hasHeader || block.packets[slot] > 0) return true
  block.bytes[slot] = u32(bytes, at)
  block.packets[slot] = 1
  return true
}

/** length | protocol | src | dst | src port | dst port | TCP flags | TOS */
function sampledIpv4(state: SampleState, { bytes, at, end }: RecordReader): boolean {
  if (at + 32 > end) return false
  if (state.hasHeader) return true // the header tells more
  const { block, slot } = state
  block.ipVersion[slot] = 4
  block.setIpv4(block.src, slot, u32(bytes, at + 8))
  block.setIpv4(block.dst, slot, u32(bytes, at + 12))
  return packetFields(state, bytes, at, at + 16)
}

/** length | protocol | src (16) | dst (16) | src port | dst port | TCP flags | priority */
function sampledIpv6(state: SampleState, { bytes, at, end }: RecordReader): boolean {
  if (at + 56 > end) return false
  if (state.hasHeader) return true
  const { block, slot } = state
  block.ipVersion[slot] = 6
  for (let i = 0; i < 4; i++) {
    block.src[4 * slot + i] = u32(bytes, at + 8 + 4 * i)
    block.dst[4 * slot + i] = u32(bytes, at + 24 + 4 * i)
  }
  return packetFields(state, bytes, at, at + 40)
}

function packetFields(state: SampleState, bytes: Uint8Array, at: number, portsAt: number): boolean {
  const { block, slot } = state
  block.kind[slot] = RECORD
  block.bytes[slot] = u32(bytes, at)
  block.packets[slot] = 1
  const protocol = u32(bytes, at + 4) & 0xff
  const [srcPort, dstPort] = [u32(bytes, portsAt) & 0xffff, u32(bytes, portsAt + 4) & 0xffff]
  block.ipProtocol[slot] = protocol
  if (protocol === 1 || protocol === 58) block.icmpTypeCode[slot] = dstPort
  else {
    block.srcPort[slot] = srcPort
    block.dstPort[slot] = dstPort
  }
  block.tcpFlags[slot] = protocol === 6 ? u32(bytes, portsAt + 8) & 0xff : 0
  block.dscp[slot] = (u32(bytes, portsAt + 12) & 0xff) >>> 2
  state.hasAddresses = true
  return true
}

/** src VLAN | src priority | dst VLAN | dst priority */
function extendedSwitch({ block, slot }: SampleState, { bytes, at, end }: RecordReader): boolean {
  if (at + 16 > end) return false
  const [source, destination] = [u32(bytes, at), u32(bytes, at + 8)]
  // 0xffffffff = unknown; where the packet entered says more than where it left.
  block.vlan[slot] = source > 0 && source < 4096 ? source : destination < 4096 ? destination : 0
  return true
}

/** next hop | bits of the source's prefix | bits of the destination's */
function extendedRouter({ block, slot }: SampleState, reader: RecordReader): boolean {
  if (reader.address()) block.nextHop.set(reader.words, 4 * slot)
  const [source, destination] = [reader.u32(), reader.u32()]
  if (reader.truncated) return false
  block.srcMask[slot] = Math.min(128, source)
  block.dstMask[slot] = Math.min(128, destination)
  return true
}

/** A port sees a packet come in or go out, by which of its interfaces the data source is. */
export function markDirection(block: RecordBlock, slot: number, sourceClass: number, sourceIndex: number): void {
  if (sourceClass !== 0 || sourceIndex === 0) return
  if (sourceIndex === block.inIf[slot]) block.marks[slot] |= AT_INGRESS
  else if (sourceIndex === block.outIf[slot]) block.marks[slot] |= AT_EGRESS
}
