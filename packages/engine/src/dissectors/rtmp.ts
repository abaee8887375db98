// RTMP (rtmp.veriskope.com/docs/spec, section 5.2): both sides send a version (3), then 1536 bytes: time, zeros or the version of their program, noise.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NEED_MORE, NO_MATCH, defineDissector } from "../inspect/types.ts"

const VERSION = 3
const CLIENT_BYTES = 1537
const RTMP_PORT = 1935
/** The shortest first segment that looks like a handshake. */
const MIN_FIRST_BYTES = 64
/** Flash Player's version, 9.0.124.2 and on: a major number in the first byte. */
const MIN_MAJOR = 3
const MAX_MAJOR = 128
const FLASH_10 = 0x8000

function looksLikeHandshake(stream: ByteWindow): boolean {
  if (stream.u8(0) !== VERSION) return false
  const major = stream.u8(5)
  // Flash Player 10 and on count their time, too.
  return stream.u32(5) === 0 || ((stream.u32(1) === 0 || stream.u16(5) === FLASH_10) && major >= MIN_MAJOR && major <= MAX_MAJOR && stream.u8(6) === 0)
}

// state: a client's opening was seen
export const rtmp = defineDissector({
  protocol: "RTMP",
  transports: ["tcp"],
  hintPorts: [RTMP_PORT],
  firstBytes: [VERSION],
  minBytes: 9,
  recognise(seen) {
    const { stream } = seen
    if (seen.toServer) {
      if (!looksLikeHandshake(stream) || stream.length > CLIENT_BYTES || seen.payloadPacketsToServer > 8) return NO_MATCH
      if (stream.length >= MIN_FIRST_BYTES) seen.state = 1
      return NEED_MORE
    }
    if (stream.u8(0) !== VERSION || seen.state === 0) return NO_MATCH
    return seen.hasPort(RTMP_PORT) || stream.length >= MIN_FIRST_BYTES ? MATCH : NEED_MORE
  },
})
