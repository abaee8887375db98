// RTCP, RFC 3550 section 6: compound packets that start with a sender or receiver report, lengths that add up.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { plainFraming } from "../calls/media-framing.ts"
import { CONTINUE, DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector, type Verdict } from "../inspect/types.ts"

const SENDER_REPORT = 200
const RECEIVER_REPORT = 201
const LAST_TYPE = 207
/** SRTCP, RFC 3711 section 3.4: E flag and index behind the packets, then a tag of 4 or 10 bytes. */
const SRTCP_TRAILERS = [8, 14]
const MAX_PACKETS = 16

/** Is the whole datagram a row of RTCP packets? */
export function isRtcp(payload: ByteWindow, wireBytes: number): boolean {
  return compoundBytes(payload) === wireBytes
}

/** Length of the row of RTCP packets at the beginning, 0 = none. */
function compoundBytes(payload: ByteWindow): number {
  let at = 0
  let packets = 0
  while (at + 4 <= payload.length && packets < 16) {
    const type = payload.u8(at + 1)
    const length = (payload.u16(at + 2) + 1) * 4
    if (payload.u8(at) >> 6 !== 2 || type < SENDER_REPORT || type > LAST_TYPE) return packets === 0 ? 0 : at
    if (packets === 0 && type !== SENDER_REPORT && type !== RECEIVER_REPORT && type !== 205 && type !== 206) return 0
    if (packets === 0 && type === SENDER_REPORT && length < 28) return 0
    at += length
    packets++
  }
  return at
}

/**
 * Encrypted: the first header is clear (with the sender's SSRC), its length fits its count of reports; what else the datagram holds is encrypted.
 * Behind it stand the E flag with an index that counts from zero, and the tag.
 */
function isSrtcp(payload: ByteWindow, wireBytes: number): boolean {
  const type = payload.u8(1)
  if (payload.u8(0) >> 6 !== 2 || (type !== SENDER_REPORT && type !== RECEIVER_REPORT) || payload.length < wireBytes) return false
  const words = payload.u16(2)
  if (words !== (type === SENDER_REPORT ? 6 : 1) + 6 * (payload.u8(0) & 31)) return false
  for (let i = 0; i < SRTCP_TRAILERS.length; i++) {
    const at = wireBytes - SRTCP_TRAILERS[i]
    if (at % 4 === 0 && at >= (words + 1) * 4 && payload.u16(at) === 0x8000) return true
  }
  return false
}

export const rtcp = defineDissector({
  protocol: "RTCP",
  transports: ["udp"],
  minBytes: 8,
  recognise(seen): Verdict {
    const { payload, payloadWireBytes } = seen
    if (!isRtcp(payload, payloadWireBytes)) {
      // SRTCP: three of a kind.
      if (!isSrtcp(payload, payloadWireBytes)) return seen.state > 0 && seen.payloadPackets < 8 ? NEED_MORE : NO_MATCH
      return ++seen.state >= 3 ? MATCH : NEED_MORE
    }
    // Two packets in one datagram, or a second datagram.
    const first = (payload.u16(2) + 1) * 4
    if (first < payloadWireBytes) return MATCH
    return ++seen.state >= 2 ? MATCH : NEED_MORE
  },
  extract(seen) {
    if (isRtcp(seen.payload, seen.payloadWireBytes)) seen.carriesMedia(plainFraming) // what the receivers report, for the flow's whole life
    return seen.payloadPackets < MAX_PACKETS ? CONTINUE : DONE
  },
})
