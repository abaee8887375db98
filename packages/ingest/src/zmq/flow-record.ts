// One flow of a message into one slot of a block: fields come in any order, `finish` looks at them together.
import { isMulticastAddress } from "@netweir/engine/addresses/location.ts"
import { parseIp } from "@netweir/engine/addresses/ip-text.ts"
import { COUNTERS_ARE_TOTALS, DST_IS_CLIENT, FLOW_IS_OVER, SRC_IS_CLIENT, AT_EGRESS, AT_INGRESS, type RecordBlock, type RecordExtras } from "@netweir/engine/records/record-block.ts"
import { protocolById, riskById } from "@netweir/model"
import { addDetail, addUnknown, isMapped, setMac, toCount, toNumber, toPort, toText } from "../records/told-values.ts"
import { detailOfCode } from "./detail-fields.ts"
import { codeOf, type FieldLookup } from "./field-lookup.ts"
import { PRIVATE_BASE } from "./field-numbers.ts"

const ICMP = 1, TCP = 6, ICMPV6 = 58
const SYN = 2
const MAX_VLAN = 4095
const BROADCAST = 0xffffffff
const LARGEST = 0xffffffff
const US_PER_SECOND = 1e6
/** Whole and fractions of a second in text: not later than the year 2106. */
const MAX_EPOCH_SECONDS = 0xffffffff

const P = PRIVATE_BASE
const ICMP_TYPE = codeOf("ICMP_TYPE"), ICMP_IPV4_TYPE = codeOf("ICMP_IPV4_TYPE"), ICMP_IPV4_CODE = codeOf("ICMP_IPV4_CODE")
const START_MS = codeOf("FLOW_START_MILLISECONDS"), END_MS = codeOf("FLOW_END_MILLISECONDS")
const MIN_TTL = codeOf("MIN_TTL")
const HTTP_HOST = codeOf("HTTP_HOST"), REQUESTED_SNI = codeOf("TLS_REQUESTED_SNI")
const IN_LOST = codeOf("IN_LOST"), OUT_LOST = codeOf("OUT_LOST")
const SRC_NAME = codeOf("SRC_NAME"), DST_NAME = codeOf("DST_NAME")
/** Derived from what we know ourselves, or of the probe's own business: neither kept nor shown. */
const ignored = new Set(["SAMPLING_INTERVAL", "TOTAL_FLOWS_EXP", "L7_PROTO_NAME", "IP_PROTOCOL_VERSION", "UNIQUE_SOURCE_ID", "COMMUNITY_ID", "L7_RISK_SCORE", "SRC_ADDR_LOCAL", "DST_ADDR_LOCAL",
  "SRC_ADDR_BLACKLISTED", "DST_ADDR_BLACKLISTED", "SRC_ADDR_SERVICES", "DST_ADDR_SERVICES", "SRC_IP_COUNTRY", "DST_IP_COUNTRY", "NTOPNG_INSTANCE_NAME", "L7_CATEGORY", "L4_PROTO_NAME", "INTERFACE", "INTERFACE_ID"].map(codeOf))

/** Why a flow came to nothing. */
export type FlowDrop = "ip-version-mismatch" | "addresses-missing"

export class FlowRecord {
  /** Router or switch that the probe had it from; "" = the probe saw the packets. */
  exporter = ""
  probe = ""
  observationPoint = 0
  private readonly lookup: FieldLookup
  private block!: RecordBlock // set by begin(), which comes before everything else
  private at = 0
  private extras: RecordExtras | undefined
  private clientFlags = 0
  private hasVlan = false
  private isTotal = false
  private srcIsV6 = -1
  private dstIsV6 = -1

  constructor(lookup: FieldLookup) {
    this.lookup = lookup
  }

  begin(block: RecordBlock): void {
    this.block = block
    this.at = block.clear()
    this.extras = undefined
    this.exporter = ""
    this.probe = ""
    this.observationPoint = 0
    this.clientFlags = 0
    this.hasVlan = false
    this.isTotal = false
    this.srcIsV6 = -1
    this.dstIsV6 = -1
  }

  details(): RecordExtras {
    return (this.extras ??= {})
  }

  /** Agents tell what a socket counted since it was opened. */
  countersAreTotals(): void {
    this.isTotal = true
  }

  setUnknown(key: string, value: unknown): void {
    addUnknown(this.details(), key, value)
  }

  /** `high`, `low`: the bits of a number that may have more than 53. */
  set(code: number, value: unknown, high = 0, low = 0): void {
    const { block, at } = this
    switch (code) {
      case 1: block.bytes[at] = toCount(value); return
      case 231: block.bytes[at] = toCount(value); this.isTotal = true; return
      case 2: block.packets[at] = toCount(value); return
      case 298: block.packets[at] = toCount(value); this.isTotal = true; return
      case 23: block.reverseBytes[at] = toCount(value); return
      case 232: block.reverseBytes[at] = toCount(value); this.isTotal = true; return
      case 24: block.reversePackets[at] = toCount(value); return
      case 299: block.reversePackets[at] = toCount(value); this.isTotal = true; return
      case 4: block.ipProtocol[at] = toCount(value); return
      case 5: block.dscp[at] = (toCount(value) & 255) >>> 2; return
      case 55: block.reverseDscp[at] = (toCount(value) & 255) >>> 2; return
      case 6: block.tcpFlags[at] |= toCount(value) & 255; return
      case P + 78: this.clientFlags = toCount(value) & 255; block.tcpFlags[at] |= this.clientFlags; return
      case P + 79: block.reverseTcpFlags[at] = toCount(value) & 255; return
      case 7: block.srcPort[at] = toPort(value); return
      case 11: block.dstPort[at] = toPort(value); return
      case 8: this.setSrc(value, false); return
      case 12: this.setDst(value, false); return
      case 27: this.setSrc(value, true); return
      case 28: this.setDst(value, true); return
      case 9: block.srcMask[at] = toCount(value); return
      case 13: block.dstMask[at] = toCount(value); return
      case 10: block.inIf[at] = toCount(value) % (LARGEST + 1); return
      case 14: block.outIf[at] = toCount(value) % (LARGEST + 1); return
      case 15: setHop(block, at, value); return
      case 16: block.srcAs[at] = toCount(value); return
      case 17: block.dstAs[at] = toCount(value); return
      case 22: block.firstSeenUs[at] ||= epochUs(value); return
      case 21: block.lastSeenUs[at] ||= epochUs(value); return
      case START_MS: block.firstSeenUs[at] = toCount(value) * 1000; return
      case END_MS: block.lastSeenUs[at] = toCount(value) * 1000; return
      case 56: case 81: setMac(block.srcMacHigh, block.srcMacLow, at, value); return
      case 57: case 80: setMac(block.dstMacHigh, block.dstMacLow, at, value); return
      case 58: case 59: this.setVlan(value, true); return
      case 243: case 254: this.setVlan(value, false); return
      case 61: this.setDirection(value); return
      case 130: case 131: this.exporter ||= toAddress(value); return
      case P + 471: this.probe ||= toAddress(value); return
      case 234: block.vrf[at] = toCount(value); return
      case 300: this.observationPoint = toCount(value) % (LARGEST + 1); return
      case MIN_TTL: block.ttl[at] = Math.min(255, toCount(value)); return
      case ICMP_TYPE: block.icmpTypeCode[at] = toPort(value); return
      case ICMP_IPV4_TYPE: block.icmpTypeCode[at] = (block.icmpTypeCode[at] & 0xff) | ((toCount(value) & 0xff) << 8); return
      case ICMP_IPV4_CODE: block.icmpTypeCode[at] = (block.icmpTypeCode[at] & 0xff00) | (toCount(value) & 0xff); return
      case P + 118: this.setApplication(value); return
      case P + 509: this.setRisks(value, high, low); return
    }
    this.setDetail(code, value)
  }

  /** Post-processing of the flow as a whole. Null: it may be handed over. */
  finish(): FlowDrop | null {
    const { block, at } = this
    if (this.srcIsV6 < 0 && this.dstIsV6 < 0) return "addresses-missing"
    // One side is empty: its version follows the other's.
    if (this.srcIsV6 < 0) this.srcIsV6 = this.fillEmpty(block.src, this.dstIsV6)
    if (this.dstIsV6 < 0) this.dstIsV6 = this.fillEmpty(block.dst, this.srcIsV6)
    if (this.srcIsV6 !== this.dstIsV6) return "ip-version-mismatch"
    block.ipVersion[at] = this.srcIsV6 === 1 ? 6 : 4
    const protocol = block.ipProtocol[at]
    // Some exporters put type and code where ports belong.
    if (protocol === ICMP || protocol === ICMPV6) {
      if (block.icmpTypeCode[at] === 0) block.icmpTypeCode[at] = block.dstPort[at]
      block.srcPort[at] = 0
      block.dstPort[at] = 0
    }
    block.marks[at] |= this.isServerFirst() ? DST_IS_CLIENT : SRC_IS_CLIENT
    if (this.isTotal) block.marks[at] |= COUNTERS_ARE_TOTALS
    block.extras[at] = this.extras
    return null
  }

  /** By the rule of the field: to a group nobody answers; UDP is as told; TCP from the lower port without a SYN came from the server. */
  private isServerFirst(): boolean {
    const { block, at } = this
    if (block.srcPort[at] >= block.dstPort[at] || block.ipProtocol[at] !== TCP) return false
    if (isMulticastAddress(block.dst, 4 * at) || (this.dstIsV6 === 0 && block.dst[4 * at + 3] === BROADCAST)) return false
    return ((this.clientFlags || block.tcpFlags[at]) & SYN) === 0
  }

  private fillEmpty(words: Uint32Array, isV6: number): number {
    if (isV6 === 0) words[4 * this.at + 2] = 0xffff
    return isV6
  }

  private setSrc(value: unknown, isV6: boolean): void {
    if (this.srcIsV6 < 0) this.srcIsV6 = setAddress(this.block.src, this.at, value, isV6)
  }

  private setDst(value: unknown, isV6: boolean): void {
    if (this.dstIsV6 < 0) this.dstIsV6 = setAddress(this.block.dst, this.at, value, isV6)
  }

  private setVlan(value: unknown, isInner: boolean): void {
    const vlan = toCount(value)
    if (vlan === 0 || vlan > MAX_VLAN || (this.hasVlan && !isInner)) return
    this.hasVlan = true
    this.block.vlan[this.at] = vlan
  }

  private setDirection(value: unknown): void {
    const direction = toNumber(value)
    if (direction === 0) this.block.marks[this.at] |= AT_INGRESS
    else if (direction === 1) this.block.marks[this.at] |= AT_EGRESS
  }

  /** A number, or "master.app". Of one number alone it depends on what it names: a protocol on the wire, or somebody's service on top. */
  private setApplication(value: unknown): void {
    const [first = "", second] = toText(value, 16).split(".")
    const one = known(first)
    if (second !== undefined) {
      this.block.masterProtocol[this.at] = one
      this.block.appProtocol[this.at] = known(second)
    } else if (protocolById(one).foundBy === "hostname") this.block.appProtocol[this.at] = one
    else this.block.masterProtocol[this.at] = one
  }

  /** Bit n is risk n. JSON numbers above 2^53 come rounded, so text is read whole. */
  private setRisks(value: unknown, high: number, low: number): void {
    let bits = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)
    if (typeof value === "string" && /^\d{1,20}$/.test(value)) bits = BigInt(value)
    else if (bits === 0n && typeof value === "number" && Number.isInteger(value) && value >= 0) bits = BigInt(value)
    const ids: number[] = []
    for (let id = 1; id < 64; id++) if (((bits >> BigInt(id)) & 1n) === 1n && riskById(id) !== undefined) ids.push(id)
    if (ids.length > 0) this.details().risks = ids
  }

  private setDetail(code: number, value: unknown): void {
    if (ignored.has(code)) return
    const number = toNumber(value)
    if (number === 0 || value === "" || value === null || value === undefined) return
    const extras = this.details()
    switch (code) {
      case P + 109: extras.retransmissions = toCount(value); return
      case P + 110: extras.reverseRetransmissions = toCount(value); return
      case P + 111: extras.outOfOrder = toCount(value); return
      case P + 112: extras.reverseOutOfOrder = toCount(value); return
      case P + 123: extras.clientRttUs = 2 * milliseconds(number); return
      case P + 124: extras.serverRttUs = 2 * milliseconds(number); return
      case P + 125: extras.appLatencyUs = milliseconds(number); return
      case IN_LOST: extras.lost = toCount(value); return
      case OUT_LOST: extras.reverseLost = toCount(value); return
      case P + 539: extras.info = toText(value); return
      case P + 576: extras.ja4 = toText(value, 64); return
      case SRC_NAME: extras.srcName = toText(value); return
      case DST_NAME: extras.dstName = toText(value); return
      case P + 188: case REQUESTED_SNI: case P + 361: case HTTP_HOST: case P + 205: extras.hostname ??= toText(value); break
      case 136: if (/end of flow|forced end|tcp-fin|tcp-reset/i.test(toText(value))) this.block.marks[this.at] |= FLOW_IS_OVER
    }
    const detail = detailOfCode.get(code)
    if (detail === undefined) addUnknown(extras, this.lookup.label(code), value)
    else addDetail(extras, detail.record, detail.field, value)
  }
}

function known(text: string): number {
  const id = toPort(text)
  return protocolById(id).id === id ? id : 0
}

/** Network latencies are one way: half of the round trip. */
function milliseconds(ms: number): number {
  return ms > 0 && ms < 1e6 ? ms * 1000 : 0
}

function epochUs(value: unknown): number {
  const seconds = toNumber(value)
  return seconds > 0 && seconds <= MAX_EPOCH_SECONDS ? Math.round(seconds * US_PER_SECOND) : 0
}

/** 0 IPv4, 1 IPv6, -1 none. An IPv4 address may be a number; an empty IPv6 address is none. */
function setAddress(words: Uint32Array, at: number, value: unknown, isV6: boolean): number {
  if (!isV6 && typeof value === "number") {
    if (!(value > 0 && value <= LARGEST)) return -1
    words[4 * at + 2] = 0xffff
    words[4 * at + 3] = value
    return 0
  }
  if (typeof value !== "string" || value === "" || value === "::" || value === "0.0.0.0" || value.length > 64) return -1
  if (!isV6 && /^\d{1,10}$/.test(value)) return setAddress(words, at, Number(value), false)
  if (!parseIp(value, words, 4 * at)) {
    words.fill(0, 4 * at, 4 * at + 4)
    return -1
  }
  return isMapped(words, 4 * at) ? 0 : 1
}

const hop = new Uint32Array(4)
function setHop(block: RecordBlock, at: number, value: unknown): void {
  if (setAddress(hop.fill(0), 0, value, false) >= 0) block.nextHop.set(hop, 4 * at)
}

function toAddress(value: unknown): string {
  if (typeof value === "number" && value > 0 && value <= LARGEST) return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join(".")
  const text = toText(value, 64)
  return text === "0.0.0.0" || text === "::" || !parseIp(text, hop) ? "" : text
}
