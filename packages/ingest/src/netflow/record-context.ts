// What a record's code needs to know besides the bytes: set once per datagram, read for every record.
import { type RecordBlock, SRC_IS_CLIENT, DST_IS_CLIENT, FLOW_IS_OVER, AT_EGRESS, AT_INGRESS } from "@netweir/engine/records/record-block.ts"
import { extraHandlers, keepUnknown, metadataOf } from "./extras.ts"
import { appendFrame } from "./frames.ts"
import { noteNat, noteNatV6 } from "./nat.ts"
import type { PointState } from "./point-state.ts"
import type { Program } from "./program.ts"
import type { Programs } from "./programs.ts"
import type { Session } from "./sessions.ts"
import { applicationOfPort } from "./targets-special.ts"
import type { Template } from "./template.ts"

/** Seconds between 1900 (NTP) and 1970. */
const NTP_EPOCH_S = 2_208_988_800
// LINKTYPE numbers.
const ETHERNET = 1
const IEEE80211 = 105

export class RecordContext {
  point = 0
  receivedUs = 0
  /** One packet in this many, unless the record names a sampler. */
  samplingRate = 1
  /** Set by the user, goes before everything; 0 = none. */
  forcedRate = 0
  /** When the exporter says that it exported. */
  exportUs = 0
  /** Uptime in milliseconds, modulo 2^32, at `uptimeAtUs`; that is 0 when nothing is known about uptime. */
  uptimeMs = 0
  uptimeAtUs = 0
  /** Flow times are believed between these; all are shifted by what the exporter's clock is off. */
  earliestUs = 0
  latestUs = 0
  shiftUs = 0
  keepUnknown = false
  session: Session | null = null
  state: PointState | null = null

  // Of the record being decoded, for what needs two fields:
  durationUs = 0
  ipVersion = 0
  reverseLastUs = 0
  readonly natV4 = new Uint32Array(2)
  readonly natPorts = new Uint32Array(2)
  /** A sampled packet in the record: where, how much of it, of which link type. */
  frameAt = 0
  frameBytes = 0
  frameLinkType = 0
  /** 0 = not told. */
  frameWireBytes = 0
  frameType = 0
  /** A variable length went beyond the set. */
  truncated = false
  /** Lists inside lists (RFC 6313), and records of lists so far. */
  depth = 0
  listed = 0

  /** Of the bytes that are being read. */
  view: DataView = new DataView(new ArrayBuffer(0))
  readonly oddities: Map<string, number>
  private readonly programs: Programs

  constructor(oddities: Map<string, number>, programs: Programs) {
    this.oddities = oddities
    this.programs = programs
  }

  programOf(template: Template): Program {
    return this.programs.of(template)
  }

  odd(what: string): void {
    this.oddities.set(what, (this.oddities.get(what) ?? 0) + 1)
  }

  uint(bytes: Uint8Array, at: number, length: number): number {
    let value = 0
    const end = at + Math.min(length, 8)
    for (let i = at; i < end; i++) value = value * 256 + bytes[i]
    return value
  }

  unknown(name: string, bytes: Uint8Array, at: number, length: number, block: RecordBlock, slot: number): void {
    if (this.keepUnknown) keepUnknown(block, slot, name, bytes, at, length)
  }

  extra(handler: number, bytes: Uint8Array, at: number, length: number, block: RecordBlock, slot: number): void {
    extraHandlers[handler](this, bytes, at, length, block, slot)
  }

  extraUnlessZero(handler: number, bytes: Uint8Array, at: number, length: number, block: RecordBlock, slot: number): void {
    for (let i = at; i < at + length; i++) if (bytes[i] !== 0) return extraHandlers[handler](this, bytes, at, length, block, slot)
  }

  ntpUs(seconds: number, fraction: number, plainUnitUs: number): number {
    if (seconds >= NTP_EPOCH_S) return (seconds - NTP_EPOCH_S) * 1_000_000 + Math.floor(fraction * 1_000_000 / 4_294_967_296)
    return (seconds * 4_294_967_296 + fraction) * plainUnitUs // some exporters count plainly since 1970
  }

  // ── values that mean something to a record as a whole

  endReason(reason: number, block: RecordBlock, slot: number): void {
    if (reason === 1 || reason === 3) block.marks[slot] |= FLOW_IS_OVER
  }

  flowDirection(direction: number, block: RecordBlock, slot: number): void {
    if (direction === 0) block.marks[slot] |= AT_INGRESS
    else if (direction === 1) block.marks[slot] |= AT_EGRESS
  }

  biflowDirection(direction: number, block: RecordBlock, slot: number): void {
    if (direction === 1) block.marks[slot] |= SRC_IS_CLIENT
    else if (direction === 2) block.marks[slot] |= DST_IS_CLIENT
  }

  icmpType(type: number, block: RecordBlock, slot: number): void {
    block.icmpTypeCode[slot] = (block.icmpTypeCode[slot] & 0xff) | ((type & 0xff) << 8)
  }

  icmpCode(code: number, block: RecordBlock, slot: number): void {
    block.icmpTypeCode[slot] = (block.icmpTypeCode[slot] & 0xff00) | (code & 0xff)
  }

  /** samplerId or selectorId: the rate that options told for it. */
  sampler(id: number, block: RecordBlock, slot: number): void {
    if (this.forcedRate !== 0 || this.state === null) return
    const rate = this.state.samplerRate(id)
    if (rate !== 0) block.samplingRate[slot] = rate
  }

  /** The record itself tells the rate. */
  ownRate(rate: number, block: RecordBlock, slot: number): void {
    if (this.forcedRate === 0 && rate > 0 && rate <= 0xffffffff) block.samplingRate[slot] = rate
  }

  application(id: number, block: RecordBlock, slot: number): void {
    const application = this.state?.applications.get(id)
    if (application === undefined) return
    if (application.app === 0) metadataOf(block, slot, "application").name = application.name
    block.masterProtocol[slot] = application.master
    block.appProtocol[slot] = application.app
  }

  portApplication(port: number, block: RecordBlock, slot: number): void {
    const id = applicationOfPort(port)
    if (id === 0 || port === 0) return
    block.masterProtocol[slot] = id
    block.appProtocol[slot] = id
  }

  /** systemInitTimeMilliseconds: what uptimes count from. */
  bootMs(ms: number): void {
    if (ms === 0) return
    this.uptimeAtUs = this.exportUs
    this.uptimeMs = (Math.floor(this.exportUs / 1000) - ms) % 4_294_967_296
  }

  natV6(block: RecordBlock, slot: number, bytes: Uint8Array, at: number, name: "srcIp" | "dstIp"): void {
    noteNatV6(block, slot, bytes, at, name)
  }

  // ── after the last field

  /** The record is a packet: nothing but its bytes counts. */
  finishFrame(bytes: Uint8Array, block: RecordBlock, slot: number): void {
    if (this.frameBytes === 0) return
    const linkType = this.frameType === 2 && this.frameLinkType === ETHERNET ? IEEE80211 : this.frameLinkType
    if (!appendFrame(block, slot, bytes, this.frameAt, this.frameBytes, linkType, this.frameWireBytes)) this.odd("frame-too-long")
  }

  reverseLast(block: RecordBlock, slot: number): void {
    if (this.reverseLastUs > block.lastSeenUs[slot]) block.lastSeenUs[slot] = this.reverseLastUs
  }

  /** One of the two addresses was not told, or both are 0.0.0.0: the version of the other, or the one told, holds for both. */
  finishAddresses(block: RecordBlock, slot: number): void {
    const at = 4 * slot
    let version = block.ipVersion[slot]
    if (version === 0 && this.ipVersion !== 4 && this.ipVersion !== 6) return
    if (version === 0) version = block.ipVersion[slot] = this.ipVersion
    if (version !== 4) {
      if (block.src[at + 2] === 0xffff && block.src[at] === 0 && block.src[at + 1] === 0) block.ipVersion[slot] = isEmpty(block.dst, at) ? 4 : 6
      return
    }
    if (isEmpty(block.src, at)) block.src[at + 2] = 0xffff
    if (isEmpty(block.dst, at)) block.dst[at + 2] = 0xffff
    if (block.src[at + 2] !== 0xffff || block.dst[at + 2] !== 0xffff) block.ipVersion[slot] = 6
  }

  /** Start or end follows from the duration. */
  finishDuration(block: RecordBlock, slot: number): void {
    if (this.durationUs === 0) return
    if (block.firstSeenUs[slot] === 0 && block.lastSeenUs[slot] !== 0) block.firstSeenUs[slot] = block.lastSeenUs[slot] - this.durationUs
    else if (block.lastSeenUs[slot] === 0 && block.firstSeenUs[slot] !== 0) block.lastSeenUs[slot] = block.firstSeenUs[slot] + this.durationUs
  }

  /** Times that cannot be: the record counts as of its arrival. */
  oddTimes(block: RecordBlock, slot: number): void {
    const first = block.firstSeenUs[slot]
    const last = block.lastSeenUs[slot]
    if (first > last && last >= this.earliestUs && first <= this.latestUs) {
      this.odd("times-reversed")
      block.firstSeenUs[slot] = last
      block.lastSeenUs[slot] = first
      return
    }
    this.odd("times-out-of-bounds")
    block.firstSeenUs[slot] = 0
    block.lastSeenUs[slot] = 0
  }

  /** ICMP has no ports; type and code travel in the destination port when no field of their own has them. */
  finishIcmp(block: RecordBlock, slot: number, hasOwnField: boolean): void {
    if (!hasOwnField) block.icmpTypeCode[slot] = block.dstPort[slot]
    block.srcPort[slot] = 0
    block.dstPort[slot] = 0
  }

  finishNat(block: RecordBlock, slot: number): void {
    noteNat(this, block, slot)
  }
}

function isEmpty(words: Uint32Array, at: number): boolean {
  return words[at] === 0 && words[at + 1] === 0 && words[at + 2] === 0 && words[at + 3] === 0
}
