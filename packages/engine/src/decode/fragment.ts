// A piece of a datagram goes to reassembly; the piece that makes it whole goes on, as the whole datagram.
import { COMPLETE, type Reassembly } from "../reassembly/reassembly.ts"
import type { Decoder } from "./decoder.ts"
import { decodeNextHeader } from "./ipv6.ts"
import { ODD_FRAGMENT, ODD_FRAGMENT_INCOMPLETE, ODD_FRAGMENT_OVERLAP, ODD_UDP_LENGTH } from "./oddities.ts"
import { HELD, TO_FLOW } from "./outcome.ts"
import { decodeTransport, withoutTransport } from "./transport.ts"

/** `offset` is in bytes. */
export function decodeFragment(
  decoder: Decoder, protocol: number, id: number, offset: number, hasMore: boolean,
  bytes: Uint8Array, at: number, end: number, wireEnd: number,
): number {
  const { packet, reassembly } = decoder
  packet.oddities |= ODD_FRAGMENT
  packet.ipProtocol = protocol
  if (!decoder.reassembles) return decodeAlone(decoder, offset, bytes, at, end, wireEnd)
  if (reassembly.add(packet, id, offset, hasMore, bytes, at, end, wireEnd) !== COMPLETE) return HELD
  setCounts(decoder)
  packet.oddities |= reassembly.oddities
  return decodeDatagram(decoder, reassembly)
}

/** The first fragment has the ports, the others are of no flow that could be told. */
function decodeAlone(decoder: Decoder, offset: number, bytes: Uint8Array, at: number, end: number, wireEnd: number): number {
  const { packet } = decoder
  packet.isFragment = true
  packet.isLaterFragment = offset !== 0
  if (offset !== 0) return withoutTransport(decoder, bytes, at, at, wireEnd)
  const outcome = packet.ipVersion === 6 ? decodeNextHeader(decoder, packet.ipProtocol, bytes, at, end, wireEnd) : decodeTransport(decoder, packet.ipProtocol, bytes, at, end, wireEnd)
  packet.oddities &= ~ODD_UDP_LENGTH // of course: UDP's length is that of the whole
  return outcome
}

/** A datagram that never became whole: what there is of it, as a packet (`packet` is overwritten). */
export function decodeGivenUp(decoder: Decoder): number {
  const { packet, reassembly } = decoder
  decoder.depth = 0
  decoder.nesting = 0
  reassembly.takeGivenUp(packet)
  setCounts(decoder)
  packet.oddities = reassembly.oddities | ODD_FRAGMENT | ODD_FRAGMENT_INCOMPLETE
  packet.isLaterFragment = reassembly.capturedEnd === 0
  if (packet.isLaterFragment) return withoutTransport(decoder, reassembly.buffer, 0, 0, 0)
  const outcome = decodeDatagram(decoder, reassembly)
  packet.oddities &= ~ODD_UDP_LENGTH // of course: UDP's length is that of the whole
  if ((packet.oddities & ODD_FRAGMENT_OVERLAP) !== 0) packet.payloadBytes = 0 // nobody knows which bytes the receiver took
  return outcome === HELD ? TO_FLOW : outcome
}

function setCounts({ packet, reassembly, countLaterFragments }: Decoder): void {
  packet.isFragment = true
  packet.frames = reassembly.frames
  packet.countedFrames = reassembly.frames
  packet.wireBytes = reassembly.wireBytes
  if (countLaterFragments || reassembly.firstWireBytes === 0) return
  packet.countedFrames = 1
  packet.wireBytes = reassembly.firstWireBytes
  packet.timestampUs = reassembly.firstTimestampUs
}

function decodeDatagram(decoder: Decoder, { buffer, capturedEnd, wireEnd }: Reassembly): number {
  const { packet } = decoder
  if (packet.ipVersion === 6) return decodeNextHeader(decoder, packet.ipProtocol, buffer, 0, capturedEnd, wireEnd)
  return decodeTransport(decoder, packet.ipProtocol, buffer, 0, capturedEnd, wireEnd)
}
