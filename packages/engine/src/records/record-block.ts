// Flow records on their way from a source (NetFlow, IPFIX, sFlow, ZMQ, EVE, ...) into the flow table: columns, one slot per record.
// A source fills slots and bumps `count`; `next()` hands out a slot whose columns are all "not told". Nothing is allocated per record
// unless it carries texts (`extras`).
//
// Counters are as observed: the engine multiplies by `samplingRate`, once, and keeps both.
import type { ObservationPoints } from "./observation-points.ts"

/** A record says what a flow counted; a frame is a sampled packet (sFlow raw header, IPFIX section) that the engine decodes itself. */
export const RECORD = 0
export const FRAME = 1

// Bits of `marks`.
/** Counters are totals since the flow began, not what was added (IPFIX 85, 86, 231, 232; EVE, Zeek): counted as what is new of them. */
export const COUNTERS_ARE_TOTALS = 1 << 0
/** src opened the flow for certain (biflow initiator, NSEL, Zeek's orig): direction is not guessed from ports. */
export const SRC_IS_CLIENT = 1 << 1
/** dst opened the flow for certain (biflowDirection 2: reverse initiator). */
export const DST_IS_CLIENT = 1 << 2
/** It ended: the exporter said so (flowEndReason 3 or 1, a delete event, a connection log's line). */
export const FLOW_IS_OVER = 1 << 3
/** Observed where it entered the exporter (flowDirection 0) / where it left it (1); neither = not told. */
export const AT_INGRESS = 1 << 4
export const AT_EGRESS = 1 << 5

/** What only some records carry. Texts are validated (`engine/bytes/text.ts`) and bounded by who decodes. */
export interface RecordExtras {
  /** The name that the client asked for: SNI, HTTP Host, DNS question. Gives the application as a dissected name does. */
  hostname?: string
  info?: string
  /** Typed records by protocol, merged into the flow's metadata: { http: { url, method }, nat: { ... }, mpls: { labels } }. */
  metadata?: Record<string, Record<string, unknown>>
  /** Elements that nobody here knows, by name or "pen.id"; bounded by who decodes; shown with the flow. */
  unknown?: Record<string, string | number>
  ja4?: string
  /** Microseconds; absent = not measured. */
  clientRttUs?: number
  serverRttUs?: number
  appLatencyUs?: number
  retransmissions?: number
  reverseRetransmissions?: number
  outOfOrder?: number
  reverseOutOfOrder?: number
  lost?: number
  reverseLost?: number
  /** Risk ids of model's risk table. */
  risks?: readonly number[]
  /** What an intrusion detection system said of the flow. */
  alerts?: readonly RecordAlert[]
  /** A name of the exporter for an address of the flow (DHCP host name, user). */
  srcName?: string
  dstName?: string
}

export interface RecordAlert {
  /** Who says so: "suricata", "fortigate", ... */
  readonly from: string
  readonly signature: string
  readonly signatureId: number | null
  readonly category: string | null
  /** 1..250, in the scale of risk scores. */
  readonly score: number
}

/** Sources hand over after so many records at the latest. */
export const RECORDS_PER_BLOCK = 4096

export class RecordBlock {
  readonly capacity: number
  count = 0
  readonly points: ObservationPoints
  /** RECORD or FRAME. */
  readonly kind: Uint8Array
  /** Number in `points`. */
  readonly point: Uint16Array
  /** When it arrived (files: when it was written), microseconds: the engine's clock. */
  readonly receivedUs: Float64Array
  readonly marks: Uint8Array
  // ── who
  /** 4, 6; 0 = not IP or not told: the record is dropped and counted. */
  readonly ipVersion: Uint8Array
  /** Four words an address, IPv4 mapped (word 2 is 0xffff, word 3 the address). */
  readonly src: Uint32Array
  readonly dst: Uint32Array
  readonly srcPort: Uint16Array
  readonly dstPort: Uint16Array
  readonly ipProtocol: Uint8Array
  readonly vlan: Uint16Array
  /** High 16 bits, -1 = not told; low 32 bits. */
  readonly srcMacHigh: Int32Array
  readonly srcMacLow: Uint32Array
  readonly dstMacHigh: Int32Array
  readonly dstMacLow: Uint32Array
  readonly icmpTypeCode: Uint16Array
  readonly dscp: Uint8Array
  readonly reverseDscp: Uint8Array
  /** ORed; of both directions where the exporter keeps them together. */
  readonly tcpFlags: Uint8Array
  readonly reverseTcpFlags: Uint8Array
  /** Lowest, 0 = not told. */
  readonly ttl: Uint8Array
  readonly tunnel: Uint8Array
  // ── how much, as observed (not scaled)
  readonly bytes: Float64Array
  readonly packets: Float64Array
  /** Of dst to src, in records that carry both directions. */
  readonly reverseBytes: Float64Array
  readonly reversePackets: Float64Array
  /** One packet in this many was observed; 1 = all. */
  readonly samplingRate: Uint32Array
  /** First and last packet, microseconds since the epoch; 0 = not told: then it is `receivedUs`. */
  readonly firstSeenUs: Float64Array
  readonly lastSeenUs: Float64Array
  // ── where
  /** SNMP ifIndex, 0 = not told. */
  readonly inIf: Uint32Array
  readonly outIf: Uint32Array
  readonly srcAs: Uint32Array
  readonly dstAs: Uint32Array
  readonly srcMask: Uint8Array
  readonly dstMask: Uint8Array
  /** IP or BGP next hop, all zero = not told. */
  readonly nextHop: Uint32Array
  readonly vrf: Uint32Array
  // ── what
  /** Our numbers of the exporter's application (NBAR, L7_PROTO, EVE app_proto), 0 = not told. */
  readonly masterProtocol: Uint16Array
  readonly appProtocol: Uint16Array
  readonly extras: (RecordExtras | undefined)[]
  // ── FRAME: captured bytes of a sampled packet
  frames: Uint8Array = new Uint8Array(0)
  readonly frameStart: Uint32Array
  readonly frameCapturedBytes: Uint32Array
  readonly frameWireBytes: Uint32Array
  /** LINKTYPE number. */
  readonly frameLinkType: Uint16Array

  constructor(points: ObservationPoints, capacity = RECORDS_PER_BLOCK) {
    this.points = points
    this.capacity = capacity
    this.kind = new Uint8Array(capacity)
    this.point = new Uint16Array(capacity)
    this.receivedUs = new Float64Array(capacity)
    this.marks = new Uint8Array(capacity)
    this.ipVersion = new Uint8Array(capacity)
    this.src = new Uint32Array(4 * capacity)
    this.dst = new Uint32Array(4 * capacity)
    this.srcPort = new Uint16Array(capacity)
    this.dstPort = new Uint16Array(capacity)
    this.ipProtocol = new Uint8Array(capacity)
    this.vlan = new Uint16Array(capacity)
    this.srcMacHigh = new Int32Array(capacity)
    this.srcMacLow = new Uint32Array(capacity)
    this.dstMacHigh = new Int32Array(capacity)
    this.dstMacLow = new Uint32Array(capacity)
    this.icmpTypeCode = new Uint16Array(capacity)
    this.dscp = new Uint8Array(capacity)
    this.reverseDscp = new Uint8Array(capacity)
    this.tcpFlags = new Uint8Array(capacity)
    this.reverseTcpFlags = new Uint8Array(capacity)
    this.ttl = new Uint8Array(capacity)
    this.tunnel = new Uint8Array(capacity)
    this.bytes = new Float64Array(capacity)
    this.packets = new Float64Array(capacity)
    this.reverseBytes = new Float64Array(capacity)
    this.reversePackets = new Float64Array(capacity)
    this.samplingRate = new Uint32Array(capacity)
    this.firstSeenUs = new Float64Array(capacity)
    this.lastSeenUs = new Float64Array(capacity)
    this.inIf = new Uint32Array(capacity)
    this.outIf = new Uint32Array(capacity)
    this.srcAs = new Uint32Array(capacity)
    this.dstAs = new Uint32Array(capacity)
    this.srcMask = new Uint8Array(capacity)
    this.dstMask = new Uint8Array(capacity)
    this.nextHop = new Uint32Array(4 * capacity)
    this.vrf = new Uint32Array(capacity)
    this.masterProtocol = new Uint16Array(capacity)
    this.appProtocol = new Uint16Array(capacity)
    this.extras = new Array<RecordExtras | undefined>(capacity).fill(undefined)
    this.frameStart = new Uint32Array(capacity)
    this.frameCapturedBytes = new Uint32Array(capacity)
    this.frameWireBytes = new Uint32Array(capacity)
    this.frameLinkType = new Uint16Array(capacity)
  }

  get isFull(): boolean {
    return this.count === this.capacity
  }

  /** The next slot, everything in it "not told", not part of the block until `count` is raised: `const at = block.clear(); ...; block.count++`. */
  clear(): number {
    const at = this.count
    this.kind[at] = RECORD
    this.marks[at] = 0
    this.ipVersion[at] = 0
    for (let i = 4 * at; i < 4 * at + 4; i++) {
      this.src[i] = 0
      this.dst[i] = 0
      this.nextHop[i] = 0
    }
    this.srcPort[at] = 0
    this.dstPort[at] = 0
    this.ipProtocol[at] = 0
    this.vlan[at] = 0
    this.srcMacHigh[at] = -1
    this.dstMacHigh[at] = -1
    this.icmpTypeCode[at] = 0
    this.dscp[at] = 0
    this.reverseDscp[at] = 0
    this.tcpFlags[at] = 0
    this.reverseTcpFlags[at] = 0
    this.ttl[at] = 0
    this.tunnel[at] = 0
    this.bytes[at] = 0
    this.packets[at] = 0
    this.reverseBytes[at] = 0
    this.reversePackets[at] = 0
    this.samplingRate[at] = 1
    this.firstSeenUs[at] = 0
    this.lastSeenUs[at] = 0
    this.inIf[at] = 0
    this.outIf[at] = 0
    this.srcAs[at] = 0
    this.dstAs[at] = 0
    this.srcMask[at] = 0
    this.dstMask[at] = 0
    this.vrf[at] = 0
    this.masterProtocol[at] = 0
    this.appProtocol[at] = 0
    this.extras[at] = undefined
    return at
  }

  /** IPv4 address of slot `at` from its 32 bits. */
  setIpv4(addresses: Uint32Array, at: number, address: number): void {
    addresses[4 * at + 2] = 0xffff
    addresses[4 * at + 3] = address
  }
}
