// Flow records into the flow table: the same rows, hosts, groups and history as packets make.
//
//   RECORD ─> find its flow (per exporter) ─> duplicate? ─> scale by sampling, add ─> who is the client ─> application
//   FRAME  ─> decode ─> the same row, counted as `samplingRate` packets ─> dissectors see its bytes
//
// A flow's records come late, in slices, one direction at a time, and sometimes twice; what is known of that is in FlowOrigins.
import type { Decoder } from "../decode/decoder.ts"
import { DROP_DUPLICATE, DROP_NO_ADDRESSES, DROP_TABLE_FULL, NOT_IP, TO_FLOW } from "../decode/outcome.ts"
import { Packet } from "../decode/packet.ts"
import type { EngineBlock } from "../engine.ts"
import { countPacket } from "../flows/count-packet.ts"
import { FLOW_DIRECTION_KNOWN, FLOW_ENDED_AT_EXPORTER, FLOW_INSPECTING, FLOW_RECORDED, FLOW_SLICED, FLOW_SWAPPED, FLOW_TOUCHED } from "../flows/flags.ts"
import { isOver } from "../flows/flow-clock.ts"
import type { FlowTable } from "../flows/flow-table.ts"
import type { Accounting } from "../hosts/accounting.ts"
import type { Inspector } from "../inspect/inspector.ts"
import { isServicePort } from "../inspect/guesses.ts"
import type { InterfaceCounters } from "../interface-counters.ts"
import { FlowOrigins, A_EGRESS, A_INGRESS, A_TOLD, B_EGRESS, B_INGRESS, B_TOLD } from "./flow-origins.ts"
import {
  AT_EGRESS, AT_INGRESS, COUNTERS_ARE_TOTALS, DST_IS_CLIENT, FLOW_IS_OVER, FRAME, SRC_IS_CLIENT, type RecordBlock,
} from "./record-block.ts"
import { addQuality } from "./record-quality.ts"
import { followTcpFlags } from "./tcp-of-records.ts"

const TCP = 6
const SYN = 2, ACK = 16
const ICMP = 1, ICMPV6 = 58
const FIRST_DYNAMIC_PORT = 1024

export interface RecordIntakeParts {
  readonly table: FlowTable
  readonly decoder: Decoder
  readonly counters: InterfaceCounters
  readonly accounting: Accounting
  readonly inspector: Inspector | null
  /** The engine's clock moves to where the record came. */
  moveTo(receivedUs: number): void
  /** A row for the packet that the last `table.find` did not find; -1 when full. */
  addFlow(packet: Packet): number
  endFlow(row: number): void
  touch(row: number): void
  /** An intrusion detection system's word, or the exporter's, adds to the flow's score. */
  addScore(row: number, score: number): void
  raiseRisk(row: number, riskId: number): void
  nonIp(packet: Packet): void
  /** A step of bounded work is due. */
  step(): void
}

export class RecordIntake {
  readonly origins: FlowOrigins
  /** Silence after which a flow is over; 0 = never. */
  idleUs: number
  private readonly parts: RecordIntakeParts
  /** What a record says, in the form in which the table is asked. */
  private readonly told = new Packet()
  private readonly perPacket: Accounting["packet"]
  private frames: EngineBlock | null = null
  private framesOf: RecordBlock | null = null

  constructor(origins: FlowOrigins, idleUs: number, parts: RecordIntakeParts) {
    this.origins = origins
    this.idleUs = idleUs
    this.parts = parts
    parts.decoder.reassembles = false
    this.perPacket = parts.accounting.packet?.bind(parts.accounting)
    this.told.etherType = 0x0800
  }

  process(block: RecordBlock): void {
    const { moveTo, step } = this.parts
    for (let i = 0; i < block.count; i++) {
      moveTo(block.receivedUs[i])
      if (block.kind[i] === FRAME) this.frame(block, i)
      else this.record(block, i)
      step()
    }
  }

  // ── records

  private record(block: RecordBlock, i: number): void {
    const { idleUs } = this
    const { counters, table } = this.parts
    const flows = table.columns
    const rate = block.samplingRate[i] || 1
    const bytes = block.bytes[i] * rate
    const packets = block.packets[i] * rate
    const reverseBytes = block.reverseBytes[i] * rate
    const reversePackets = block.reversePackets[i] * rate
    const receivedUs = block.receivedUs[i]
    counters.record(bytes + reverseBytes, packets + reversePackets, receivedUs)
    if (block.ipVersion[i] === 0) return counters.drop(DROP_NO_ADDRESSES, 1)
    const { told } = this
    this.tell(block, i, receivedUs)
    let row = table.find(told)
    if (row >= 0 && this.isAnotherFlow(row, receivedUs, told.timestampUs, idleUs)) {
      this.parts.endFlow(row)
      row = table.find(told)
    }
    const isNew = row < 0
    if (isNew) row = this.start(told, block, i)
    if (row < 0) return counters.drop(DROP_TABLE_FULL, 1)
    const { fromA } = table
    const { columns } = this.origins
    if (!isNew && this.isDuplicate(row, block.marks[i], fromA)) return counters.drop(DROP_DUPLICATE, 1)
    counters.stored++
    if (told.ipVersion === 4) counters.bytesIpv4 += bytes + reverseBytes
    else counters.bytesIpv6 += bytes + reverseBytes
    columns.heardUs[row] = receivedUs
    if (rate > columns.samplingRate[row]) columns.samplingRate[row] = rate
    const firstUs = told.timestampUs
    const lastUs = Math.max(firstUs, block.lastSeenUs[i] || receivedUs)
    if (lastUs > flows.lastSeenUs[row]) flows.lastSeenUs[row] = lastUs
    this.add(row, block, i, rate, fromA)
    this.where(row, block, i, fromA, firstUs)
    if (told.ipProtocol === TCP) followTcpFlags(flows, row, block.tcpFlags[i], block.reverseTcpFlags[i], fromA)
    this.settleDirection(row, block.marks[i], fromA, isNew, firstUs)
    // The identity of a flow that history knows already may not move.
    if (firstUs < flows.firstSeenUs[row] && (flows.flags[row] & FLOW_SLICED) === 0) flows.firstSeenUs[row] = firstUs
    if ((block.marks[i] & FLOW_IS_OVER) !== 0) flows.flags[row] |= FLOW_ENDED_AT_EXPORTER
    this.what(row, block, i, fromA, isNew)
    this.touch(row)
  }

  private touch(row: number): void {
    const { flags } = this.parts.table.columns
    if ((flags[row] & FLOW_TOUCHED) !== 0) return
    flags[row] |= FLOW_TOUCHED
    this.parts.touch(row)
  }

  private tell(block: RecordBlock, i: number, receivedUs: number): void {
    const { told } = this
    const at = 4 * i
    for (let k = 0; k < 4; k++) {
      told.src[k] = block.src[at + k]
      told.dst[k] = block.dst[at + k]
    }
    told.exporter = this.origins.points.exporterNumberOf(block.point[i])
    told.ipVersion = block.ipVersion[i]
    told.ipProtocol = block.ipProtocol[i]
    const isIcmp = told.ipProtocol === ICMP || told.ipProtocol === ICMPV6
    // Some exporters put ICMP's type and code into the port fields.
    told.srcPort = isIcmp ? 0 : block.srcPort[i]
    told.dstPort = isIcmp ? 0 : block.dstPort[i]
    const typeCode = block.icmpTypeCode[i] || (isIcmp ? block.dstPort[i] : 0)
    told.icmpType = typeCode >>> 8
    told.icmpCode = typeCode & 255
    told.vlan = block.vlan[i] & this.parts.decoder.vlanMask
    told.ttl = block.ttl[i]
    told.dscp = block.dscp[i]
    told.tunnel = block.tunnel[i]
    told.srcMacHigh = block.srcMacHigh[i]
    told.srcMacLow = block.srcMacLow[i]
    told.dstMacHigh = block.dstMacHigh[i]
    told.dstMacLow = block.dstMacLow[i]
    told.tcpFlags = block.tcpFlags[i]
    told.timestampUs = block.firstSeenUs[i] || block.lastSeenUs[i] || receivedUs
  }

  /** Of the row that `table.find` has just found. */
  private isAnotherFlow(row: number, receivedUs: number, firstUs: number, idleUs: number): boolean {
    const flows = this.parts.table.columns
    if (idleUs > 0 && receivedUs - this.origins.columns.heardUs[row] > idleUs) return true
    if (firstUs <= flows.lastSeenUs[row] || !isOver(this.parts.table, row)) return false
    // The other direction's first record belongs to it, however much later it begins: an answer comes after its question.
    return (this.origins.columns.seen[row] & (this.parts.table.fromA ? A_TOLD : B_TOLD)) !== 0
  }

  private start(packet: Packet, block: RecordBlock, i: number): number {
    this.origins.startingPoint = block.point[i]
    const row = this.parts.addFlow(packet)
    if (row >= 0) this.parts.table.columns.flags[row] |= FLOW_RECORDED
    return row
  }

  /** The exporter tells each packet where it enters and again where it leaves: the way told first is counted. */
  private isDuplicate(row: number, marks: number, fromA: boolean): boolean {
    if ((marks & (AT_INGRESS | AT_EGRESS)) === 0) return false
    const seen = this.origins.columns.seen[row]
    const other = (marks & AT_EGRESS) !== 0 ? (fromA ? A_INGRESS : B_INGRESS) : fromA ? A_EGRESS : B_EGRESS
    return (seen & other) !== 0
  }

  private add(row: number, block: RecordBlock, i: number, rate: number, fromA: boolean): void {
    const flows = this.parts.table.columns
    const { columns } = this.origins
    const isTotal = (block.marks[i] & COUNTERS_ARE_TOTALS) !== 0
    const forwardBytes = fromA ? flows.bytesAB : flows.bytesBA
    const forwardPackets = fromA ? flows.packetsAB : flows.packetsBA
    const backBytes = fromA ? flows.bytesBA : flows.bytesAB
    const backPackets = fromA ? flows.packetsBA : flows.packetsAB
    const bytes = added(forwardBytes[row], block.bytes[i] * rate, isTotal)
    const packets = added(forwardPackets[row], block.packets[i] * rate, isTotal)
    const reverseBytes = added(backBytes[row], block.reverseBytes[i] * rate, isTotal)
    const reversePackets = added(backPackets[row], block.reversePackets[i] * rate, isTotal)
    forwardBytes[row] += bytes
    forwardPackets[row] += packets
    backBytes[row] += reverseBytes
    backPackets[row] += reversePackets
    columns.observedBytes[row] += (bytes + reverseBytes) / rate
    columns.observedPackets[row] += (packets + reversePackets) / rate
    this.toAccounting(row, bytes, packets, fromA)
    this.toAccounting(row, reverseBytes, reversePackets, !fromA)
  }

  private toAccounting(row: number, bytes: number, packets: number, fromA: boolean): void {
    if (packets === 0 || this.perPacket === undefined) return
    this.told.wireBytes = bytes
    this.told.frames = packets
    this.perPacket(row, this.told, fromA)
  }

  /** What each side's records say of where they were observed; the first word stands. */
  private where(row: number, block: RecordBlock, i: number, fromA: boolean, firstUs: number): void {
    const { columns } = this.origins
    const flows = this.parts.table.columns
    const marks = block.marks[i]
    const isFirstOfSide = (columns.seen[row] & (fromA ? A_TOLD : B_TOLD)) === 0
    if ((marks & AT_INGRESS) !== 0) columns.seen[row] |= fromA ? A_INGRESS : B_INGRESS
    if ((marks & AT_EGRESS) !== 0) columns.seen[row] |= fromA ? A_EGRESS : B_EGRESS
    if (!isFirstOfSide) return
    columns.seen[row] |= fromA ? A_TOLD : B_TOLD
    const hop = this.origins.nextHop(block.nextHop, 4 * i)
    if (fromA) {
      columns.firstSeenAUs[row] = firstUs
      columns.inIfA[row] = block.inIf[i]
      columns.outIfA[row] = block.outIf[i]
      columns.nextHopA[row] = hop
      if (block.reversePackets[i] > 0) flows.dscpBA[row] = block.reverseDscp[i]
    } else {
      columns.inIfB[row] = block.inIf[i]
      columns.outIfB[row] = block.outIf[i]
      columns.nextHopB[row] = hop
      flows.dscpBA[row] = block.dscp[i]
      flows.ttlBA[row] = block.ttl[i]
      if (block.srcMacHigh[i] >= 0) {
        flows.macBHigh[row] = block.srcMacHigh[i]
        flows.macBLow[row] = block.srcMacLow[i]
      }
    }
    const srcAs = block.srcAs[i], dstAs = block.dstAs[i]
    if (srcAs !== 0) (fromA ? columns.asA : columns.asB)[row] = srcAs
    if (dstAs !== 0) (fromA ? columns.asB : columns.asA)[row] = dstAs
    if (block.srcMask[i] !== 0) (fromA ? columns.maskA : columns.maskB)[row] = block.srcMask[i]
    if (block.dstMask[i] !== 0) (fromA ? columns.maskB : columns.maskA)[row] = block.dstMask[i]
    if (block.vrf[i] !== 0) columns.vrf[row] = block.vrf[i]
  }

  /** Certain by the exporter's word or a lone SYN; else whose records began earlier; else by ports. */
  private settleDirection(row: number, marks: number, fromA: boolean, isNew: boolean, firstUs: number): void {
    const flows = this.parts.table.columns
    const flags = flows.flags[row]
    if ((flags & FLOW_DIRECTION_KNOWN) !== 0) return
    const { told } = this
    if ((marks & (SRC_IS_CLIENT | DST_IS_CLIENT)) !== 0) return this.setClient(row, ((marks & SRC_IS_CLIENT) !== 0) === fromA, true)
    if (told.ipProtocol === TCP && (told.tcpFlags & (SYN | ACK)) === SYN) return this.setClient(row, fromA, true)
    const { columns } = this.origins
    if (isNew) {
      if (looksLikeServer(told.ipProtocol, told.srcPort, told.dstPort)) this.setClient(row, false, false)
    } else if (!fromA && columns.firstSeenAUs[row] !== 0 && (columns.seen[row] & B_TOLD) !== 0) {
      const startsApartUs = firstUs - columns.firstSeenAUs[row]
      if (startsApartUs !== 0) this.setClient(row, startsApartUs > 0, true)
    }
  }

  private setClient(row: number, isA: boolean, isCertain: boolean): void {
    const flows = this.parts.table.columns
    const flags = isA ? flows.flags[row] & ~FLOW_SWAPPED : flows.flags[row] | FLOW_SWAPPED
    flows.flags[row] = isCertain ? flags | FLOW_DIRECTION_KNOWN : flags
  }

  /** The application, and what else the record carries. */
  private what(row: number, block: RecordBlock, i: number, fromA: boolean, isNew: boolean): void {
    const extras = block.extras[i]
    const { inspector, raiseRisk, addScore } = this.parts
    if (isNew || extras !== undefined || (block.appProtocol[i] | block.masterProtocol[i]) !== 0) {
      inspector?.told(row, block.masterProtocol[i], block.appProtocol[i], extras)
    }
    if (extras === undefined) return
    addQuality(this.parts.table.columns, row, extras, fromA)
    if (extras.risks) for (const id of extras.risks) raiseRisk(row, id)
    if (extras.alerts) for (const alert of extras.alerts) addScore(row, alert.score)
  }

  // ── sampled packets

  private frame(block: RecordBlock, i: number): void {
    const { counters, decoder, table } = this.parts
    const { packet } = decoder
    const rate = block.samplingRate[i] || 1
    const outcome = decoder.decode(this.framesIn(block), i)
    packet.exporter = this.origins.points.exporterNumberOf(block.point[i])
    // Switches strip the tag of what they sample and say it beside; a tag in the frame is nearer.
    if (packet.vlan === 0) packet.vlan = block.vlan[i] & decoder.vlanMask
    packet.frames = packet.countedFrames = rate
    const observedBytes = packet.wireBytes
    packet.wireBytes *= rate
    packet.payloadWireBytes *= rate
    counters.record(packet.wireBytes, rate, packet.timestampUs)
    if (outcome === NOT_IP) {
      counters.stored++
      return this.parts.nonIp(packet)
    }
    if (outcome !== TO_FLOW) return counters.drop(outcome, 1)
    let row = table.find(packet)
    if (row >= 0 && this.isAnotherFlow(row, packet.timestampUs, packet.timestampUs, this.idleUs)) {
      this.parts.endFlow(row)
      row = table.find(packet)
    }
    const isNew = row < 0
    if (isNew) row = this.start(packet, block, i)
    if (row < 0) return counters.drop(DROP_TABLE_FULL, 1)
    const { fromA } = table
    counters.stored++
    if (packet.ipVersion === 4) counters.bytesIpv4 += packet.wireBytes
    else counters.bytesIpv6 += packet.wireBytes
    this.sampled(row, block, i, rate, observedBytes, fromA, isNew)
  }

  private sampled(row: number, block: RecordBlock, i: number, rate: number, observedBytes: number, fromA: boolean, isNew: boolean): void {
    const { packet } = this.parts.decoder
    const flows = this.parts.table.columns
    const { columns } = this.origins
    columns.heardUs[row] = packet.timestampUs
    if (rate > columns.samplingRate[row]) columns.samplingRate[row] = rate
    columns.observedBytes[row] += observedBytes
    columns.observedPackets[row]++
    countPacket(flows, row, packet, fromA)
    const isTcp = packet.ipProtocol === TCP && !packet.isLaterFragment
    if (isTcp) followTcpFlags(flows, row, packet.tcpFlags, 0, fromA)
    this.where(row, block, i, fromA, packet.timestampUs)
    if ((flows.flags[row] & FLOW_DIRECTION_KNOWN) === 0) {
      const isSyn = isTcp && (packet.tcpFlags & SYN) !== 0
      if (isSyn) this.setClient(row, ((packet.tcpFlags & ACK) === 0) === fromA, true)
      else if (isNew && looksLikeServer(packet.ipProtocol, packet.srcPort, packet.dstPort)) this.setClient(row, false, false)
    }
    if ((flows.flags[row] & FLOW_INSPECTING) !== 0 && packet.payloadBytes > 0) this.parts.inspector?.inspect(row, packet, fromA)
    this.perPacket?.(row, packet, fromA)
    this.touch(row)
    if (block.extras[i] !== undefined) this.what(row, block, i, fromA, false)
  }

  /** The block's frames in the form in which packets come. */
  private framesIn(block: RecordBlock): EngineBlock {
    if (this.framesOf !== block || this.frames === null || this.frames.bytes !== block.frames) {
      this.framesOf = block
      this.frames = {
        bytes: block.frames, count: block.capacity, offset: block.frameStart, capturedBytes: block.frameCapturedBytes, wireBytes: block.frameWireBytes,
        timestampUs: block.receivedUs, linkType: block.frameLinkType, vlanTci: new Int32Array(block.capacity).fill(-1),
      }
    }
    return this.frames
  }
}

/** A total says how much there is now, a delta how much came. */
function added(counted: number, told: number, isTotal: boolean): number {
  return isTotal ? Math.max(0, told - counted) : told
}

/** Only one direction was told yet: it comes from a service's port, or from a reserved one. */
function looksLikeServer(ipProtocol: number, srcPort: number, dstPort: number): boolean {
  const srcIsService = isServicePort(ipProtocol, srcPort)
  const dstIsService = isServicePort(ipProtocol, dstPort)
  if (srcIsService !== dstIsService) return srcIsService
  return srcPort < FIRST_DYNAMIC_PORT && dstPort >= FIRST_DYNAMIC_PORT && srcPort !== 0
}
