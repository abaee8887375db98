// HTTP/2 in the clear, RFC 9113 section 3.4: the client opens with a fixed preface, the server with a SETTINGS frame.
//    length u24 | type 4 | flags 0 | stream 0 u32 | (setting u16, value u32) ...
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NEED_MORE, NO_MATCH, defineDissector, type Verdict } from "../inspect/types.ts"

const PREFACE = ascii("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
const FRAME_HEADER_BYTES = 9
const SETTINGS = 4
const SETTING_BYTES = 6
const MAX_SETTINGS_BYTES = 16 * SETTING_BYTES
/** Registered settings: header table to header list size (6), extended CONNECT (RFC 8441), no priorities (RFC 9218). */
const LAST_SETTING = 9

function prefaceVerdict(stream: ByteWindow): Verdict {
  for (let at = 0; at < Math.min(stream.length, PREFACE.length); at++) if (stream.u8(at) !== PREFACE[at]) return NO_MATCH
  return stream.length >= PREFACE.length ? MATCH : NEED_MORE
}

/** At least one setting: an empty frame is all zeros. */
function isSettings(stream: ByteWindow): boolean {
  const bytes = stream.u24(0)
  if (bytes === 0 || bytes > MAX_SETTINGS_BYTES || bytes % SETTING_BYTES !== 0 || stream.u16(3) !== SETTINGS << 8 || stream.u32(5) !== 0) return false
  if (stream.length < FRAME_HEADER_BYTES + bytes) return false
  for (let at = FRAME_HEADER_BYTES; at < FRAME_HEADER_BYTES + bytes; at += SETTING_BYTES) if (stream.u16(at) === 0 || stream.u16(at) > LAST_SETTING) return false
  return true
}

export const http2 = defineDissector({
  protocol: "HTTP2",
  transports: ["tcp"],
  firstBytes: [PREFACE[0], 0],
  minBytes: 4,
  recognise({ stream }) {
    return stream.u8(0) === 0 ? (isSettings(stream) ? MATCH : NO_MATCH) : prefaceVerdict(stream)
  },
})
