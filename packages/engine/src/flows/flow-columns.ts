// The flow table's memory: one typed array per field, a row per flow, rows reused through a free list.
// `A` sent the flow's first packet; FLOW_SWAPPED says that the handshake later proved B the client.
// The table grows by replacing the arrays of this same object: read `flows.x` anew in every call, never keep an array.

import { SHAPE_BINS } from "./flow-shape.ts"
import type { Metadata } from "../inspect/metadata.ts"

export const KEY_WORDS = 11 // 4 words address A, 4 words address B, ports (A << 16 | B), vlan << 16 | IP version << 8 | IP protocol, exporter (0 = packets seen here)

/** What a flow owns beside numbers; made only when a dissector has something to say. */
export interface FlowDetails {
  hostname: string | null
  /** The most telling fact for the "info" column. */
  info: string | null
  metadata: Metadata
  /** Evidence by risk id. */
  evidence: Map<number, string> | null
}

export class FlowColumns {
  capacity: number
  /** Which of the engines that run side by side this is; part of the flow ids. */
  instance = 0
  /** KEY_WORDS words a row. */
  key: Uint32Array
  /** Grows by one each time a row is reused: with the row it makes the flow id. */
  generation: Uint32Array
  /** 0 = free row. Bits: see flags.ts. */
  flags: Uint32Array
  ipVersion: Uint8Array
  firstSeenUs: Float64Array
  lastSeenUs: Float64Array
  // counters, A -> B and B -> A
  packetsAB: Float64Array
  packetsBA: Float64Array
  bytesAB: Float64Array
  bytesBA: Float64Array
  payloadAB: Float64Array
  payloadBA: Float64Array
  tcpFlagsAB: Uint8Array
  tcpFlagsBA: Uint8Array
  ttlAB: Uint8Array
  ttlBA: Uint8Array
  dscpAB: Uint8Array
  dscpBA: Uint8Array
  macAHigh: Int32Array
  macALow: Uint32Array
  macBHigh: Int32Array
  macBLow: Uint32Array
  tunnel: Uint8Array
  /** Type << 8 | code of the first ICMP packet. */
  icmpTypeCode: Uint16Array
  // TCP
  tcpState: Uint8Array
  nextSequenceAB: Uint32Array
  nextSequenceBA: Uint32Array
  /** The newest hole in the sequence of one direction (FLOW_HOLE_BA says which): [start, end), equal = none. */
  holeStart: Uint32Array
  holeEnd: Uint32Array
  /** When it opened, microseconds modulo 2^32. */
  holeOpenedUs: Uint32Array
  retransmissionsAB: Uint32Array
  retransmissionsBA: Uint32Array
  outOfOrderAB: Uint32Array
  outOfOrderBA: Uint32Array
  lostAB: Uint32Array
  lostBA: Uint32Array
  zeroWindowAB: Uint16Array
  zeroWindowBA: Uint16Array
  /** 0 = not measured, for the next three; measured ones are at least 1. */
  clientRttUs: Uint32Array
  serverRttUs: Uint32Array
  appLatencyUs: Uint32Array
  /** Microseconds after firstSeenUs: of the SYN, then of the SYN-ACK, then of the first request. */
  timerOffsetUs: Uint32Array
  /** Shannon entropy of the first payload, 1..255 for 0..8 bits per byte; 0 = not computed. */
  entropy: Uint8Array
  /** Counts of the first packets, SHAPE_BINS a row (flow-shape.ts). */
  shape: Uint8Array
  // application
  masterProtocol: Uint16Array
  appProtocol: Uint16Array
  category: Uint8Array
  confidence: Uint8Array
  risksLow: Uint32Array
  risksHigh: Uint32Array
  score: Uint16Array
  /** Number of the client's SYN in the inspector's fingerprints, 0 = none. */
  tcpFingerprint: Uint16Array
  /** Row of the inspection record while dissectors look at the flow, else -1. */
  inspection: Int32Array
  // owners, rows of the host table (-1 = none: multicast, table full)
  hostA: Int32Array
  hostB: Int32Array
  /** Bits per second between its last two harvests; 0 = not harvested yet. */
  bitsPerSecond: Float32Array
  // what hosts and groups know already (written by accounting; TCP trouble modulo 65,536)
  harvestedBytesAB: Float64Array
  harvestedBytesBA: Float64Array
  harvestedPacketsAB: Uint32Array
  harvestedPacketsBA: Uint32Array
  harvestedRetransmissionsAB: Uint16Array
  harvestedRetransmissionsBA: Uint16Array
  harvestedOutOfOrderAB: Uint16Array
  harvestedOutOfOrderBA: Uint16Array
  harvestedLostAB: Uint16Array
  harvestedLostBA: Uint16Array
  details: (FlowDetails | undefined)[]

  constructor(capacity: number) {
    this.capacity = capacity
    this.key = new Uint32Array(capacity * KEY_WORDS)
    this.generation = new Uint32Array(capacity)
    this.flags = new Uint32Array(capacity)
    this.ipVersion = new Uint8Array(capacity)
    this.firstSeenUs = new Float64Array(capacity)
    this.lastSeenUs = new Float64Array(capacity)
    this.packetsAB = new Float64Array(capacity)
    this.packetsBA = new Float64Array(capacity)
    this.bytesAB = new Float64Array(capacity)
    this.bytesBA = new Float64Array(capacity)
    this.payloadAB = new Float64Array(capacity)
    this.payloadBA = new Float64Array(capacity)
    this.tcpFlagsAB = new Uint8Array(capacity)
    this.tcpFlagsBA = new Uint8Array(capacity)
    this.ttlAB = new Uint8Array(capacity)
    this.ttlBA = new Uint8Array(capacity)
    this.dscpAB = new Uint8Array(capacity)
    this.dscpBA = new Uint8Array(capacity)
    this.macAHigh = new Int32Array(capacity)
    this.macALow = new Uint32Array(capacity)
    this.macBHigh = new Int32Array(capacity)
    this.macBLow = new Uint32Array(capacity)
    this.tunnel = new Uint8Array(capacity)
    this.icmpTypeCode = new Uint16Array(capacity)
    this.tcpState = new Uint8Array(capacity)
    this.nextSequenceAB = new Uint32Array(capacity)
    this.nextSequenceBA = new Uint32Array(capacity)
    this.holeStart = new Uint32Array(capacity)
    this.holeEnd = new Uint32Array(capacity)
    this.holeOpenedUs = new Uint32Array(capacity)
    this.retransmissionsAB = new Uint32Array(capacity)
    this.retransmissionsBA = new Uint32Array(capacity)
    this.outOfOrderAB = new Uint32Array(capacity)
    this.outOfOrderBA = new Uint32Array(capacity)
    this.lostAB = new Uint32Array(capacity)
    this.lostBA = new Uint32Array(capacity)
    this.zeroWindowAB = new Uint16Array(capacity)
    this.zeroWindowBA = new Uint16Array(capacity)
    this.clientRttUs = new Uint32Array(capacity)
    this.serverRttUs = new Uint32Array(capacity)
    this.appLatencyUs = new Uint32Array(capacity)
    this.timerOffsetUs = new Uint32Array(capacity)
    this.entropy = new Uint8Array(capacity)
    this.shape = new Uint8Array(capacity * SHAPE_BINS)
    this.masterProtocol = new Uint16Array(capacity)
    this.appProtocol = new Uint16Array(capacity)
    this.category = new Uint8Array(capacity)
    this.confidence = new Uint8Array(capacity)
    this.risksLow = new Uint32Array(capacity)
    this.risksHigh = new Uint32Array(capacity)
    this.score = new Uint16Array(capacity)
    this.tcpFingerprint = new Uint16Array(capacity)
    this.inspection = new Int32Array(capacity).fill(-1)
    this.hostA = new Int32Array(capacity).fill(-1)
    this.hostB = new Int32Array(capacity).fill(-1)
    this.bitsPerSecond = new Float32Array(capacity)
    this.harvestedBytesAB = new Float64Array(capacity)
    this.harvestedBytesBA = new Float64Array(capacity)
    this.harvestedPacketsAB = new Uint32Array(capacity)
    this.harvestedPacketsBA = new Uint32Array(capacity)
    this.harvestedRetransmissionsAB = new Uint16Array(capacity)
    this.harvestedRetransmissionsBA = new Uint16Array(capacity)
    this.harvestedOutOfOrderAB = new Uint16Array(capacity)
    this.harvestedOutOfOrderBA = new Uint16Array(capacity)
    this.harvestedLostAB = new Uint16Array(capacity)
    this.harvestedLostBA = new Uint16Array(capacity)
    this.details = new Array<FlowDetails | undefined>(capacity).fill(undefined)
  }

  /** Makes room for more rows; old rows keep their numbers. */
  grow(capacity: number): void {
    const bigger = new FlowColumns(capacity)
    for (const [name, column] of Object.entries(this)) {
      const target: unknown = Reflect.get(bigger, name)
      if (isNumbers(column) && isNumbers(target)) target.set(column)
    }
    for (let row = 0; row < this.capacity; row++) bigger.details[row] = this.details[row]
    Object.assign(this, bigger)
  }

  /** Bytes of memory per row of all number columns. */
  static bytesPerRow(): number {
    let bytes = 8 // details
    for (const column of Object.values(new FlowColumns(1))) if (isNumbers(column)) bytes += column.byteLength
    return bytes
  }
}

type Numbers = Uint32Array | Float64Array
/** Any typed array; all have the same `set`. */
function isNumbers(column: unknown): column is Numbers {
  return ArrayBuffer.isView(column)
}
