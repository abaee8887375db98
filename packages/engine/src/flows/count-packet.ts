// What every packet adds to its flow.
import type { Packet } from "../decode/packet.ts"
import { FLOW_ANSWER_SEEN, FLOW_REQUEST_SEEN, FLOW_SWAPPED } from "./flags.ts"
import type { FlowColumns } from "./flow-columns.ts"
import { SHAPE_PACKETS, countShape } from "./flow-shape.ts"

const LONGEST_OFFSET_US = 0xffffffff

export function countPacket(flows: FlowColumns, row: number, packet: Packet, fromA: boolean): void {
  const nowUs = packet.timestampUs
  if (flows.packetsAB[row] + flows.packetsBA[row] < SHAPE_PACKETS) countShape(flows.shape, row, packet.payloadWireBytes, nowUs - flows.lastSeenUs[row], fromA)
  if (nowUs > flows.lastSeenUs[row]) flows.lastSeenUs[row] = nowUs
  if (fromA) {
    flows.packetsAB[row] += packet.countedFrames
    flows.bytesAB[row] += packet.wireBytes
    flows.payloadAB[row] += packet.payloadWireBytes
    if (packet.ttl < flows.ttlAB[row]) flows.ttlAB[row] = packet.ttl
  } else {
    if (flows.packetsBA[row] === 0) firstAnswer(flows, row, packet)
    else if (packet.ttl < flows.ttlBA[row]) flows.ttlBA[row] = packet.ttl
    flows.packetsBA[row] += packet.countedFrames
    flows.bytesBA[row] += packet.wireBytes
    flows.payloadBA[row] += packet.payloadWireBytes
  }
}

function firstAnswer(flows: FlowColumns, row: number, packet: Packet): void {
  flows.ttlBA[row] = packet.ttl
  flows.dscpBA[row] = packet.dscp
  // The first packet's target MAC was a guess (a router, or a group address); its owner's own frames know better.
  if (packet.srcMacHigh >= 0) {
    flows.macBHigh[row] = packet.srcMacHigh
    flows.macBLow[row] = packet.srcMacLow
  }
}

/** First request to first answer, less the network's part; called for packets with payload until the answer was seen. */
export function trackLatency(flows: FlowColumns, row: number, packet: Packet, fromA: boolean): void {
  const flags = flows.flags[row]
  const fromClient = fromA === ((flags & FLOW_SWAPPED) === 0)
  const offsetUs = packet.timestampUs - flows.firstSeenUs[row]
  if (fromClient) {
    if ((flags & FLOW_REQUEST_SEEN) !== 0 || offsetUs < 0 || offsetUs > LONGEST_OFFSET_US) return
    flows.timerOffsetUs[row] = offsetUs
    flows.flags[row] = flags | FLOW_REQUEST_SEEN
  } else if ((flags & FLOW_REQUEST_SEEN) !== 0) {
    flows.flags[row] = flags | FLOW_ANSWER_SEEN
    const latencyUs = offsetUs - flows.timerOffsetUs[row] - flows.serverRttUs[row]
    flows.appLatencyUs[row] = Math.min(LONGEST_OFFSET_US, Math.max(1, latencyUs))
  }
}

const histogram = new Uint16Array(256)
const ENTROPY_BYTES = 1024

/** Shannon entropy of the first payload bytes, 1..255 for 0..8 bits per byte. */
export function payloadEntropy(packet: Packet): number {
  const length = Math.min(packet.payloadBytes, ENTROPY_BYTES)
  histogram.fill(0)
  for (let i = 0; i < length; i++) histogram[packet.payloadSource[packet.payloadStart + i]]++
  let bits = 0
  for (let value = 0; value < 256; value++) {
    const count = histogram[value]
    if (count !== 0) bits -= (count / length) * Math.log2(count / length)
  }
  return 1 + Math.round((bits / 8) * 254)
}
