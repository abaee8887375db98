// The flow table's memory: one typed array per field, a row per flow, rows reused through a free list.
// `A` opened the flow as far as its first packet tells; `isSwapped` says that the handshake later proved B the client.

import type { Metadata } from "../inspect/metadata.ts"

export const KEY_WORDS = 10 // 4 words address A, 4 words address B, ports (A << 16 | B), vlan << 16 | tunnel bit << 8 | ip protocol

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
  readonly capacity: number
  /** KEY_WORDS words a row. */
  readonly key: Uint32Array
  /** Grows by one each time a row is reused: with the row it makes the flow id. */
  readonly generation: Uint32Array
  /** 0 = free row. See flow-table.ts FLOW_* bits: live, swapped, encrypted, alerted, inspecting, midstream... */
  readonly flags: Uint32Array
  readonly ipVersion: Uint8Array
  readonly firstSeenUs: Float64Array
  readonly lastSeenUs: Float64Array
  /** Start of the slice that history has not seen yet. */
  readonly sliceStartUs: Float64Array
  // counters, A -> B and B -> A
  readonly packetsAB: Float64Array
  readonly packetsBA: Float64Array
  readonly bytesAB: Float64Array
  readonly bytesBA: Float64Array
  readonly payloadAB: Float64Array
  readonly payloadBA: Float64Array
  readonly lastSeenABUs: Float64Array
  readonly lastSeenBAUs: Float64Array
  readonly tcpFlagsAB: Uint8Array
  readonly tcpFlagsBA: Uint8Array
  readonly ttlAB: Uint8Array
  readonly ttlBA: Uint8Array
  readonly dscpAB: Uint8Array
  readonly dscpBA: Uint8Array
  readonly macAHigh: Int32Array
  readonly macALow: Uint32Array
  readonly macBHigh: Int32Array
  readonly macBLow: Uint32Array
  readonly tunnel: Uint8Array
  // TCP
  readonly tcpState: Uint8Array
  readonly nextSequenceAB: Uint32Array
  readonly nextSequenceBA: Uint32Array
  readonly retransmissionsAB: Uint32Array
  readonly retransmissionsBA: Uint32Array
  readonly outOfOrderAB: Uint32Array
  readonly outOfOrderBA: Uint32Array
  readonly lostAB: Uint32Array
  readonly lostBA: Uint32Array
  readonly zeroWindowAB: Uint16Array
  readonly zeroWindowBA: Uint16Array
  readonly clientRttUs: Uint32Array
  readonly serverRttUs: Uint32Array
  readonly appLatencyUs: Uint32Array
  // application
  readonly masterProtocol: Uint16Array
  readonly appProtocol: Uint16Array
  readonly category: Uint8Array
  readonly confidence: Uint8Array
  readonly risksLow: Uint32Array
  readonly risksHigh: Uint32Array
  readonly score: Uint16Array
  /** Row of the inspection record while dissectors look at the flow, else -1. */
  readonly inspection: Int32Array
  // owners, rows of the host table (-1 = none: multicast, table full)
  readonly hostA: Int32Array
  readonly hostB: Int32Array
  /** Generation of the host rows, so that a reused row is noticed. */
  readonly details: (FlowDetails | undefined)[]

  constructor(capacity: number) {
    this.capacity = capacity
    this.key = new Uint32Array(capacity * KEY_WORDS)
    this.generation = new Uint32Array(capacity)
    this.flags = new Uint32Array(capacity)
    this.ipVersion = new Uint8Array(capacity)
    this.firstSeenUs = new Float64Array(capacity)
    this.lastSeenUs = new Float64Array(capacity)
    this.sliceStartUs = new Float64Array(capacity)
    this.packetsAB = new Float64Array(capacity)
    this.packetsBA = new Float64Array(capacity)
    this.bytesAB = new Float64Array(capacity)
    this.bytesBA = new Float64Array(capacity)
    this.payloadAB = new Float64Array(capacity)
    this.payloadBA = new Float64Array(capacity)
    this.lastSeenABUs = new Float64Array(capacity)
    this.lastSeenBAUs = new Float64Array(capacity)
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
    this.tcpState = new Uint8Array(capacity)
    this.nextSequenceAB = new Uint32Array(capacity)
    this.nextSequenceBA = new Uint32Array(capacity)
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
    this.masterProtocol = new Uint16Array(capacity)
    this.appProtocol = new Uint16Array(capacity)
    this.category = new Uint8Array(capacity)
    this.confidence = new Uint8Array(capacity)
    this.risksLow = new Uint32Array(capacity)
    this.risksHigh = new Uint32Array(capacity)
    this.score = new Uint16Array(capacity)
    this.inspection = new Int32Array(capacity).fill(-1)
    this.hostA = new Int32Array(capacity).fill(-1)
    this.hostB = new Int32Array(capacity).fill(-1)
    this.details = new Array<FlowDetails | undefined>(capacity).fill(undefined)
  }
}
