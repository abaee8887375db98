// Icecast and Shoutcast: sources open with the method SOURCE; old servers answer "ICY" instead of HTTP's version, and a source's password with "OK2".
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NEED_MORE, NO_MATCH, defineDissector, type Verdict } from "../inspect/types.ts"

const SOURCE = ascii("SOURCE ")
const answers = ["ICY 200 OK", "ICY 401 ", "ICY 404 ", "OK2\r\nicy-caps:"].map(ascii)
const versions = [" HTTP/1.", " ICE/1."].map(ascii)
const LF = 0x0a
const MAX_LINE_BYTES = 512

function sourceVerdict(stream: ByteWindow): Verdict {
  const end = stream.indexOfByte(LF, SOURCE.length, MAX_LINE_BYTES)
  if (end < 0) return stream.length < MAX_LINE_BYTES ? NEED_MORE : NO_MATCH
  for (const version of versions) if (stream.indexOf(version, SOURCE.length, end) > 0) return MATCH
  return NO_MATCH
}

export const icecast = defineDissector({
  protocol: "IceCast",
  transports: ["tcp"],
  hintPorts: [8000, 8001],
  firstBytes: [SOURCE[0], ...answers.map((answer) => answer[0])],
  minBytes: 8,
  recognise({ stream }) {
    for (const answer of answers) if (stream.has(0, answer)) return MATCH
    return stream.has(0, SOURCE) ? sourceVerdict(stream) : NO_MATCH
  },
})
