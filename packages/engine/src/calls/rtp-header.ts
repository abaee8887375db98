// RTP's fixed header, RFC 3550 section 5.1, and how it is told from RTCP on the same port (RFC 5761 section 4).
//    V=2 P X CC | M PT | sequence u16 | timestamp u32 | SSRC u32
import type { ByteWindow } from "../bytes/byte-window.ts"

export const RTP_HEADER_BYTES = 12

/** Is there an RTP header at `at`, with something behind it? */
export function looksLikeRtp(payload: ByteWindow, at = 0): boolean {
  if (payload.length < at + RTP_HEADER_BYTES || payload.u8(at) >> 6 !== 2) return false
  const type = payload.u8(at + 1) & 0x7f
  // 64..95 would be RTCP when both share a port (RFC 5761 section 4); 35..63 and 96..127 are dynamic.
  if (type >= 64 && type <= 95) return false
  const head = at + RTP_HEADER_BYTES + (payload.u8(at) & 15) * 4
  if (payload.length <= head) return false
  return (payload.u8(at) & 0x10) === 0 || head + 4 + payload.u16(head + 2) * 4 <= payload.length
}

/** A sender or receiver report begins there. */
export function looksLikeReport(payload: ByteWindow, at: number): boolean {
  const type = payload.u8(at + 1)
  return payload.u8(at) >> 6 === 2 && (type === 200 || type === 201) && payload.length >= at + 8
}
