// RTP, RFC 3550 section 5.1: no magic number, so a flow must keep one payload type while the sequence goes on. Over TCP each packet has
// its length in front (RFC 4571).
//    V=2 P X CC | M PT | sequence u16 | timestamp u32 | SSRC u32
import type { ByteWindow } from "../bytes/byte-window.ts"
import { CONTINUE, MATCH, NEED_MORE, NO_MATCH, defineDissector, type Verdict } from "../inspect/types.ts"
import { isRtcp } from "./rtcp.ts"
import { plainFraming, type MediaFraming } from "../calls/media-framing.ts"
import { looksLikeRtp, RTP_HEADER_BYTES } from "../calls/rtp-header.ts"

export { looksLikeRtp } from "../calls/rtp-header.ts"

const HEADER_BYTES = RTP_HEADER_BYTES
/** Packets in a row that prove it. */
const PROOF = 3
const MAX_STRANGERS = 12
const MAX_TURNS = 3

/** RFC 4571: each packet has its length in front. */
const tcpFraming: MediaFraming = { mediaAt: (payload) => (looksLikeRtp(payload, 2) ? 2 : -1), kindOf: () => 0 }

// seen.state: strangers since (5 bits) | proof so far (2 bits) | direction | payload type (8 bits) | sequence of the last packet (16 bits); one
// direction at a time proves. Audio and video may take turns on one port: a packet of another type does not end what was proven at once.
export const rtp = defineDissector({
  protocol: "RTP",
  transports: ["udp", "tcp"],
  minBytes: HEADER_BYTES + 1,
  recognise(seen): Verdict {
    if (seen.transport === "tcp") return recogniseFramed(seen.stream)
    const { payload } = seen
    if (isRtcp(payload, seen.payloadWireBytes)) return NEED_MORE
    if (!looksLikeRtp(payload) || seen.srcPort < 1024 || seen.dstPort < 1024) return seen.payloadPackets > MAX_STRANGERS ? NO_MATCH : seen.state === 0 && seen.payloadPackets > 2 ? NO_MATCH : NEED_MORE
    const sequence = payload.u16(2)
    const type = payload.u8(1) & 0x7f
    const proof = (seen.state >>> 25) & 3
    const strangers = seen.state >>> 27
    const direction = seen.toServer ? 1 : 0
    // The other side's packets count for themselves.
    if (proof > 0 && ((seen.state >>> 24) & 1) !== direction) return seen.payloadPackets > MAX_STRANGERS ? NO_MATCH : NEED_MORE
    const lastSequence = seen.state & 0xffff
    const lastType = (seen.state >>> 16) & 0xff
    const step = (sequence - lastSequence) & 0xffff
    // A packet captured twice proves nothing and disproves nothing.
    if (proof > 0 && type === lastType && step === 0) return NEED_MORE
    // The next number of all: also where the type changes (telephone events, comfort noise).
    if (proof > 0 && (type === lastType ? step <= 8 : step === 1)) {
      if (proof + 1 >= PROOF) return MATCH
      seen.state = ((proof + 1) << 25) | (direction << 24) | (type << 16) | sequence
      return NEED_MORE
    }
    if (proof > 0 && type !== lastType && strangers < MAX_TURNS) {
      seen.state = (seen.state & 0x07ff_ffff) | ((strangers + 1) << 27)
      return NEED_MORE
    }
    seen.state = (1 << 25) | (direction << 24) | (type << 16) | sequence
    return seen.payloadPackets > MAX_STRANGERS ? NO_MATCH : NEED_MORE
  },
  extract(seen) {
    seen.carriesMedia(seen.transport === "udp" ? plainFraming : tcpFraming)
    seen.consume(seen.stream.length)
    return CONTINUE
  },
})

/** Two frames: same source and payload type, the next sequence number. */
function recogniseFramed(stream: ByteWindow): Verdict {
  const length = stream.u16(0)
  if (length <= HEADER_BYTES || !looksLikeRtp(stream, 2)) return NO_MATCH
  const next = 2 + length
  if (stream.length < next + 2 + HEADER_BYTES) return NEED_MORE
  const follows = looksLikeRtp(stream, next + 2) && stream.u32(next + 10) === stream.u32(10) && ((stream.u16(next + 4) - stream.u16(4)) & 0xffff) === 1
  return follows ? MATCH : NO_MATCH
}
