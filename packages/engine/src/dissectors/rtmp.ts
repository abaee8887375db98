// RTMP (rtmp.veriskope.com/docs/spec, section 5.2): both sides send a version (3), then 1536 bytes: time, zeros or the version of their program, noise.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NEED_MORE, NO_MATCH, defineDissector, type Inspection, type Verdict } from "../inspect/types.ts"

const VERSION = 3
const CLIENT_BYTES = 1537
const SERVER_BYTES = 3073
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

/** The server's opening, its echo behind it, where the client's was not captured: on RTMP's port. */
function oneSidedVerdict(seen: Inspection): Verdict {
  const { stream } = seen
  if (!seen.hasPort(RTMP_PORT) || !seen.streamFromStart || !looksLikeHandshake(stream) || seen.payloadPackets > 8) return NO_MATCH
  return stream.length >= SERVER_BYTES ? MATCH : NEED_MORE
}

// state: a client's opening was seen
export const rtmp = defineDissector({
  protocol: "RTMP",
  transports: ["tcp"],
  hintPorts: [RTMP_PORT],
  firstBytes: [VERSION],
  minBytes: 9,
  recognise(seen): Verdict {
    const { stream } = seen
    if (seen.toServer) {
      if (!looksLikeHandshake(stream) || stream.length > CLIENT_BYTES || seen.payloadPacketsToServer > 8) return NO_MATCH
      if (stream.length >= MIN_FIRST_BYTES) seen.state = 1
      // The whole opening and then a pause: the client waits for the server's.
      return stream.length === CLIENT_BYTES && seen.hasPort(RTMP_PORT) && seen.streamFromStart ? MATCH : NEED_MORE
    }
    if (stream.u8(0) !== VERSION) return NO_MATCH
    if (seen.state === 0) return oneSidedVerdict(seen)
    return seen.hasPort(RTMP_PORT) || stream.length >= MIN_FIRST_BYTES ? MATCH : NEED_MORE
  },
})
