// The TCP connection as an observer sees it: state, handshake times, and what went wrong on the way.
import type { Packet } from "../decode/packet.ts"
import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from "../decode/tcp.ts"
import {
  FLOW_CLIENT_FIN, FLOW_CLIENT_SYN, FLOW_HAS_SEQUENCE_AB, FLOW_HAS_SEQUENCE_BA, FLOW_HOLE_BA, FLOW_MIDSTREAM,
  FLOW_REQUEST_SEEN, FLOW_RESET, FLOW_SERVER_FIN, FLOW_SERVER_SYN, FLOW_SWAPPED,
} from "./flags.ts"
import type { FlowColumns } from "./flow-columns.ts"

// indices into model's tcpStates
export const TCP_NONE = 0
export const TCP_SYN_SENT = 1
export const TCP_SYN_RECEIVED = 2
export const TCP_ESTABLISHED = 3
export const TCP_CLOSING = 4
export const TCP_CLOSED = 5
export const TCP_RESET = 6
export const TCP_MIDSTREAM = 7

/** How many segments a hole stood for is a guess; most data travels in full ones. */
const SEGMENT_BYTES = 1460
/** A larger jump is not loss but another connection, or an endpoint gone mad. */
const MAX_HOLE_BYTES = 1 << 24
/** A segment that was overtaken comes within this time, or a round trip; later, it was sent again. */
const REORDERING_US = 3000
const MAX_U32 = 0xffffffff
const TWO_TO_32 = 2 ** 32

export function trackTcp(flows: FlowColumns, row: number, packet: Packet, fromA: boolean): void {
  const tcpFlags = packet.tcpFlags
  if (fromA) flows.tcpFlagsAB[row] |= tcpFlags
  else flows.tcpFlagsBA[row] |= tcpFlags
  const state = flows.tcpState[row]
  if (state !== TCP_ESTABLISHED || (tcpFlags & (TCP_SYN | TCP_FIN | TCP_RST)) !== 0) moveState(flows, row, packet, fromA, state)
  if (packet.tcpWindow === 0 && (tcpFlags & (TCP_RST | TCP_SYN)) === 0) countZeroWindow(flows, row, fromA)
  trackSequence(flows, row, packet, fromA)
}

function moveState(flows: FlowColumns, row: number, packet: Packet, fromA: boolean, state: number): void {
  const tcpFlags = packet.tcpFlags
  let flags = flows.flags[row]
  const offsetUs = packet.timestampUs - flows.firstSeenUs[row]
  const isTimed = offsetUs >= 0 && offsetUs <= MAX_U32
  if ((tcpFlags & TCP_RST) !== 0) {
    flows.tcpState[row] = TCP_RESET
    flows.flags[row] = flags | FLOW_RESET
    return
  }
  if ((tcpFlags & TCP_SYN) !== 0) {
    const isAnswer = (tcpFlags & TCP_ACK) !== 0
    if (state === TCP_NONE || state === TCP_MIDSTREAM) {
      // Whoever sends the SYN is the client, whoever answers it is not, whatever was seen before.
      if (fromA === isAnswer) flags |= FLOW_SWAPPED
      flows.tcpState[row] = isAnswer ? TCP_SYN_RECEIVED : TCP_SYN_SENT
      flows.timerOffsetUs[row] = isTimed ? offsetUs : 0
    } else if (state === TCP_SYN_SENT && isAnswer && fromA === ((flags & FLOW_SWAPPED) !== 0)) {
      flows.tcpState[row] = TCP_SYN_RECEIVED
      if (isTimed) {
        flows.serverRttUs[row] = Math.max(1, offsetUs - flows.timerOffsetUs[row])
        if ((flags & FLOW_REQUEST_SEEN) === 0) flows.timerOffsetUs[row] = offsetUs // a SYN with data (RFC 7413) owns the timer
      }
    }
    flows.flags[row] = flags | (isAnswer ? FLOW_SERVER_SYN : FLOW_CLIENT_SYN)
    return
  }
  const fromClient = fromA === ((flags & FLOW_SWAPPED) === 0)
  if (state === TCP_SYN_RECEIVED && fromClient && (tcpFlags & TCP_ACK) !== 0) {
    flows.tcpState[row] = TCP_ESTABLISHED
    if (isTimed && (flags & FLOW_REQUEST_SEEN) === 0) flows.clientRttUs[row] = Math.max(1, offsetUs - flows.timerOffsetUs[row])
  } else if (state === TCP_NONE) {
    flows.tcpState[row] = TCP_MIDSTREAM
    flags |= FLOW_MIDSTREAM
  }
  if ((tcpFlags & TCP_FIN) !== 0) {
    flags |= fromClient ? FLOW_CLIENT_FIN : FLOW_SERVER_FIN
    const bothEnds = FLOW_CLIENT_FIN | FLOW_SERVER_FIN
    if (flows.tcpState[row] !== TCP_RESET) flows.tcpState[row] = (flags & bothEnds) === bothEnds ? TCP_CLOSED : TCP_CLOSING
  }
  flows.flags[row] = flags
}

function countZeroWindow(flows: FlowColumns, row: number, fromA: boolean): void {
  const zeroWindow = fromA ? flows.zeroWindowAB : flows.zeroWindowBA
  if (zeroWindow[row] < 0xffff) zeroWindow[row]++
}

function trackSequence(flows: FlowColumns, row: number, packet: Packet, fromA: boolean): void {
  const tcpFlags = packet.tcpFlags
  const hasSyn = (tcpFlags & TCP_SYN) !== 0
  const length = packet.payloadWireBytes + (hasSyn ? 1 : 0) + (tcpFlags & TCP_FIN)
  if (length === 0 || (tcpFlags & TCP_RST) !== 0) return
  const nextSequence = fromA ? flows.nextSequenceAB : flows.nextSequenceBA
  const sequence = packet.tcpSequence
  const hasSequence = fromA ? FLOW_HAS_SEQUENCE_AB : FLOW_HAS_SEQUENCE_BA
  if ((flows.flags[row] & hasSequence) === 0) {
    flows.flags[row] |= hasSequence
    nextSequence[row] = sequence + length
    return
  }
  const ahead = (sequence - nextSequence[row]) | 0
  if (ahead === 0) {
    nextSequence[row] = sequence + length
    return
  }
  trackDisorder(flows, row, packet, fromA, ahead, length)
}

function trackDisorder(flows: FlowColumns, row: number, packet: Packet, fromA: boolean, ahead: number, length: number): void {
  const nextSequence = fromA ? flows.nextSequenceAB : flows.nextSequenceBA
  const lost = fromA ? flows.lostAB : flows.lostBA
  const retransmissions = fromA ? flows.retransmissionsAB : flows.retransmissionsBA
  const sequence = packet.tcpSequence
  const end = (sequence + length) >>> 0
  const hasSyn = (packet.tcpFlags & TCP_SYN) !== 0
  if (hasSyn && ahead === -1) {
    retransmissions[row]++
    return
  }
  if (hasSyn || ahead > MAX_HOLE_BYTES || ahead < -MAX_HOLE_BYTES) { // the ports are used again, or a jump: start over
    nextSequence[row] = end
    flows.holeEnd[row] = flows.holeStart[row]
    return
  }
  if (ahead > 0) {
    openHole(flows, row, packet, fromA, nextSequence[row])
    lost[row] += Math.ceil(ahead / SEGMENT_BYTES)
    nextSequence[row] = end
    return
  }
  // RFC 9293 section 3.8.4: a keep-alive repeats the last byte, or sends none, to provoke an answer.
  if (ahead === -1 && packet.payloadWireBytes <= 1 && (packet.tcpFlags & TCP_FIN) === 0) return
  if (!isInHole(flows, row, sequence, fromA)) retransmissions[row]++
  else {
    const ageUs = ((packet.timestampUs % TWO_TO_32) - flows.holeOpenedUs[row]) >>> 0
    if (ageUs <= Math.max(REORDERING_US, flows.clientRttUs[row] + flows.serverRttUs[row])) {
      if (fromA) flows.outOfOrderAB[row]++
      else flows.outOfOrderBA[row]++
      lost[row] -= Math.min(lost[row], Math.ceil(length / SEGMENT_BYTES))
    } else retransmissions[row]++
    shrinkHole(flows, row, sequence, end)
  }
  if (((end - nextSequence[row]) | 0) > 0) nextSequence[row] = end
}

function openHole(flows: FlowColumns, row: number, packet: Packet, fromA: boolean, start: number): void {
  flows.holeStart[row] = start
  flows.holeEnd[row] = packet.tcpSequence
  flows.holeOpenedUs[row] = packet.timestampUs % TWO_TO_32
  if (fromA) flows.flags[row] &= ~FLOW_HOLE_BA
  else flows.flags[row] |= FLOW_HOLE_BA
}

function isInHole(flows: FlowColumns, row: number, sequence: number, fromA: boolean): boolean {
  const start = flows.holeStart[row]
  const end = flows.holeEnd[row]
  if (start === end || fromA === ((flows.flags[row] & FLOW_HOLE_BA) !== 0)) return false
  return ((sequence - start) | 0) >= 0 && ((sequence - end) | 0) < 0
}

/** What is filled at either edge is no hole any more; a piece in the middle leaves it as it is. */
function shrinkHole(flows: FlowColumns, row: number, sequence: number, end: number): void {
  const reachesEnd = ((end - flows.holeEnd[row]) | 0) >= 0
  if (sequence === flows.holeStart[row]) flows.holeStart[row] = reachesEnd ? flows.holeEnd[row] : end
  else if (reachesEnd) flows.holeEnd[row] = sequence
}
