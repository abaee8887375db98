// Ookla Speedtest's socket protocol: "HI [id]", answered by "HELLO 2.x (build)"; then "PING <time>" lines, answered by "PONG <time>", DOWNLOAD and
// UPLOAD. Where the beginning was not captured: the server's greeting on its ports, or a PING that a PONG answers.
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NEED_MORE, NO_MATCH, defineDissector, type Inspection, type Verdict } from "../inspect/types.ts"

const HI = ascii("HI")
const HELLO = ascii("HELLO ")
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const SPACE = 0x20
const DASH = 0x2d
const UUID_BYTES = 36
const MAX_HI_BYTES = 64
const HI_SEEN = 1
const PING = ascii("PING ")
const PONG = ascii("PONG ")
const PING_SEEN = 2
const ports = [8080, 5060]
/** Milliseconds since 1970, perhaps with more behind them. */
const MIN_TIME_DIGITS = 10
const MAX_LINE_BYTES = 48

/** "PING 1700000000123": the word, a time, the end of the line. */
function isTimedLine(stream: ByteWindow, word: Uint8Array): boolean {
  if (!stream.has(0, word) || stream.length > MAX_LINE_BYTES || stream.u8(stream.length - 1) !== LINE_FEED) return false
  for (let at = word.length; at < word.length + MIN_TIME_DIGITS; at++) if (stream.u8(at) < 0x30 || stream.u8(at) > 0x39) return false
  return true
}

/** "HELLO 2.9 (2.9.0) 2021-..." */
function isGreeting(stream: ByteWindow): boolean {
  return stream.has(0, HELLO) && stream.u8(6) >= 0x30 && stream.u8(6) <= 0x39 && stream.u8(7) === 0x2e
}

function clientVerdict(seen: Inspection): Verdict {
  const { stream } = seen
  if (isTimedLine(stream, PING)) {
    seen.state = PING_SEEN
    return NEED_MORE
  }
  const after = stream.u8(2)
  const isHi = stream.has(0, HI) && (after === LINE_FEED || after === CARRIAGE_RETURN || after === SPACE) && stream.length <= MAX_HI_BYTES && stream.u8(stream.length - 1) === LINE_FEED
  if (!isHi) return NO_MATCH
  if (isNamedHi(stream)) return MATCH
  seen.state = HI_SEEN
  return NEED_MORE
}

/** "HI " and the test's id, a UUID. */
function isNamedHi(stream: ByteWindow): boolean {
  if (stream.u8(2) !== SPACE || stream.length < 3 + UUID_BYTES + 1) return false
  return stream.u8(11) === DASH && stream.u8(16) === DASH && stream.u8(21) === DASH && stream.u8(26) === DASH
}

export const ookla = defineDissector({
  protocol: "Ookla",
  transports: ["tcp"],
  hintPorts: ports,
  firstBytes: [HI[0], PING[0]],
  minBytes: 3,
  recognise(seen) {
    if (seen.toServer) return clientVerdict(seen)
    const { stream } = seen
    if (isTimedLine(stream, PONG)) return seen.state === PING_SEEN ? MATCH : NO_MATCH
    return isGreeting(stream) && (seen.state === HI_SEEN || ports.includes(seen.serverPort)) ? MATCH : NO_MATCH
  },
})
