// The first packet of a flow writes its row: everything that a former flow left there is overwritten.
import type { Packet } from "../decode/packet.ts"
import { FLOW_LIVE } from "./flags.ts"
import type { FlowColumns } from "./flow-columns.ts"
import { SHAPE_BINS } from "./flow-shape.ts"

const ICMP = 1
const ICMPV6 = 58

export function startFlow(flows: FlowColumns, row: number, packet: Packet): void {
  const nowUs = packet.timestampUs
  flows.flags[row] = FLOW_LIVE
  flows.ipVersion[row] = packet.ipVersion
  flows.firstSeenUs[row] = nowUs
  flows.lastSeenUs[row] = nowUs
  flows.packetsAB[row] = 0
  flows.packetsBA[row] = 0
  flows.bytesAB[row] = 0
  flows.bytesBA[row] = 0
  flows.payloadAB[row] = 0
  flows.payloadBA[row] = 0
  flows.tcpFlagsAB[row] = 0
  flows.tcpFlagsBA[row] = 0
  flows.ttlAB[row] = packet.ttl
  flows.ttlBA[row] = 0
  flows.dscpAB[row] = packet.dscp
  flows.dscpBA[row] = 0
  flows.macAHigh[row] = packet.srcMacHigh
  flows.macALow[row] = packet.srcMacLow
  flows.macBHigh[row] = packet.dstMacHigh
  flows.macBLow[row] = packet.dstMacLow
  flows.tunnel[row] = packet.tunnel
  const isIcmp = packet.ipProtocol === ICMP || packet.ipProtocol === ICMPV6
  flows.icmpTypeCode[row] = isIcmp && !packet.isLaterFragment ? (packet.icmpType << 8) | packet.icmpCode : 0
  flows.tcpState[row] = 0
  flows.nextSequenceAB[row] = 0
  flows.nextSequenceBA[row] = 0
  flows.holeStart[row] = 0
  flows.holeEnd[row] = 0
  flows.holeOpenedUs[row] = 0
  flows.retransmissionsAB[row] = 0
  flows.retransmissionsBA[row] = 0
  flows.outOfOrderAB[row] = 0
  flows.outOfOrderBA[row] = 0
  flows.lostAB[row] = 0
  flows.lostBA[row] = 0
  flows.zeroWindowAB[row] = 0
  flows.zeroWindowBA[row] = 0
  flows.clientRttUs[row] = 0
  flows.serverRttUs[row] = 0
  flows.appLatencyUs[row] = 0
  flows.timerOffsetUs[row] = 0
  flows.entropy[row] = 0
  const { shape } = flows // by hand: it is too short for a call of `fill`
  for (let i = row * SHAPE_BINS; i < (row + 1) * SHAPE_BINS; i++) shape[i] = 0
  flows.masterProtocol[row] = 0
  flows.appProtocol[row] = 0
  flows.category[row] = 0
  flows.confidence[row] = 0
  flows.risksLow[row] = 0
  flows.risksHigh[row] = 0
  flows.score[row] = 0
  flows.tcpFingerprint[row] = 0
  flows.inspection[row] = -1
  flows.hostA[row] = -1
  flows.hostB[row] = -1
  flows.bitsPerSecond[row] = 0
  flows.harvestedBytesAB[row] = 0
  flows.harvestedBytesBA[row] = 0
  flows.harvestedPacketsAB[row] = 0
  flows.harvestedPacketsBA[row] = 0
  flows.harvestedRetransmissionsAB[row] = 0
  flows.harvestedRetransmissionsBA[row] = 0
  flows.harvestedOutOfOrderAB[row] = 0
  flows.harvestedOutOfOrderBA[row] = 0
  flows.harvestedLostAB[row] = 0
  flows.harvestedLostBA[row] = 0
}
