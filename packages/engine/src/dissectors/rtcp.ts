// RTCP, RFC 3550 section 6: compound packets that start with a sender or receiver report, lengths that add up.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NEED_MORE, NO_MATCH, defineDissector, type Verdict } from "../inspect/types.ts"

const SENDER_REPORT = 200
const RECEIVER_REPORT = 201
const LAST_TYPE = 207

/** Is the whole datagram a row of RTCP packets? */
export function isRtcp(payload: ByteWindow, wireBytes: number): boolean {
  let at = 0
  let packets = 0
  while (at + 4 <= payload.length && packets < 16) {
    const type = payload.u8(at + 1)
    const length = (payload.u16(at + 2) + 1) * 4
    if (payload.u8(at) >> 6 !== 2 || type < SENDER_REPORT || type > LAST_TYPE) return false
    if (packets === 0 && type !== SENDER_REPORT && type !== RECEIVER_REPORT && type !== 205 && type !== 206) return false
    if (packets === 0 && type === SENDER_REPORT && length < 28) return false
    at += length
    packets++
  }
  return packets > 0 && at === wireBytes
}

export const rtcp = defineDissector({
  protocol: "RTCP",
  transports: ["udp"],
  minBytes: 8,
  recognise(seen): Verdict {
    if (!isRtcp(seen.payload, seen.payloadWireBytes)) return NO_MATCH
    // Two packets in one datagram, or a second datagram.
    const first = (seen.payload.u16(2) + 1) * 4
    if (first < seen.payloadWireBytes) return MATCH
    return ++seen.state >= 2 ? MATCH : NEED_MORE
  },
})
