// RTP, RFC 3550 section 5.1: no magic number, so a flow must keep one SSRC and payload type while sequence and time go on.
//    V=2 P X CC | M PT | sequence u16 | timestamp u32 | SSRC u32
import type { ByteWindow } from "../bytes/byte-window.ts"
import { CONTINUE, DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector, type Inspection, type Verdict } from "../inspect/types.ts"
import { isRtcp } from "./rtcp.ts"

const HEADER_BYTES = 12
/** Packets in a row that prove it. */
const PROOF = 3
const MAX_STRANGERS = 8
const MAX_PACKETS = 30

/** Static payload types of RFC 3551 section 6. */
const codecs: Readonly<Record<number, string>> = {
  0: "PCMU", 3: "GSM", 4: "G723", 5: "DVI4", 6: "DVI4", 7: "LPC", 8: "PCMA", 9: "G722", 10: "L16", 11: "L16", 12: "QCELP", 13: "CN", 14: "MPA", 15: "G728",
  16: "DVI4", 17: "DVI4", 18: "G729", 25: "CelB", 26: "JPEG", 28: "nv", 31: "H261", 32: "MPV", 33: "MP2T", 34: "H263",
}

export function looksLikeRtp(payload: ByteWindow): boolean {
  if (payload.length < HEADER_BYTES || payload.u8(0) >> 6 !== 2) return false
  const type = payload.u8(1) & 0x7f
  // 64..95 would be RTCP when both share a port (RFC 5761 section 4); 35..63 and 96..127 are dynamic.
  if (type >= 64 && type <= 95) return false
  const head = HEADER_BYTES + (payload.u8(0) & 15) * 4
  if (payload.length <= head) return false
  return (payload.u8(0) & 0x10) === 0 || head + 4 + payload.u16(head + 2) * 4 <= payload.length
}

// seen.state: proof so far (8 bits) | payload type (8 bits) | sequence of the last packet (16 bits); one direction at a time proves.
export const rtp = defineDissector({
  protocol: "RTP",
  transports: ["udp"],
  minBytes: HEADER_BYTES + 1,
  recognise(seen): Verdict {
    const { payload } = seen
    if (isRtcp(payload, seen.payloadWireBytes)) return NEED_MORE
    if (!looksLikeRtp(payload) || seen.srcPort < 1024 || seen.dstPort < 1024) return seen.payloadPackets > MAX_STRANGERS ? NO_MATCH : seen.state === 0 && seen.payloadPackets > 2 ? NO_MATCH : NEED_MORE
    const sequence = payload.u16(2)
    const type = payload.u8(1) & 0x7f
    const proof = seen.state >>> 24
    const lastSequence = seen.state & 0xffff
    const lastType = (seen.state >>> 16) & 0xff
    const step = (sequence - lastSequence) & 0xffff
    if (proof > 0 && type === lastType && step >= 1 && step <= 8) {
      if (proof + 1 >= PROOF) return MATCH
      seen.state = ((proof + 1) << 24) | (type << 16) | sequence
      return NEED_MORE
    }
    seen.state = (1 << 24) | (type << 16) | sequence
    return seen.payloadPackets > MAX_STRANGERS ? NO_MATCH : NEED_MORE
  },
  extract(seen) {
    takeStream(seen)
    return seen.payloadPackets < MAX_PACKETS ? CONTINUE : DONE
  },
})

function takeStream(seen: Inspection): void {
  const { payload } = seen
  if (!looksLikeRtp(payload)) return
  const record = (seen.metadata.rtp ??= {})
  const type = payload.u8(1) & 0x7f
  const side = seen.toServer ? "ToServer" : "ToClient"
  record[`payloadType${side}`] ??= type
  record[`ssrc${side}`] ??= payload.u32(8)
  const codec = codecs[type]
  if (codec) record[`codec${side}`] ??= codec
  record.media ??= type <= 24 || type === 13 ? "audio" : type <= 34 ? "video" : undefined
}
