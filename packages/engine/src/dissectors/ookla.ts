// Ookla Speedtest's socket protocol: "HI [id]", answered by "HELLO 2.x (build)"; then PING, DOWNLOAD, UPLOAD lines.
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NEED_MORE, NO_MATCH, defineDissector } from "../inspect/types.ts"

const HI = ascii("HI")
const HELLO = ascii("HELLO ")
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const SPACE = 0x20
const DASH = 0x2d
const UUID_BYTES = 36
const MAX_HI_BYTES = 64
const HI_SEEN = 1

/** "HI " and the test's id, a UUID. */
function isNamedHi(stream: ByteWindow): boolean {
  if (stream.u8(2) !== SPACE || stream.length < 3 + UUID_BYTES + 1) return false
  return stream.u8(11) === DASH && stream.u8(16) === DASH && stream.u8(21) === DASH && stream.u8(26) === DASH
}

export const ookla = defineDissector({
  protocol: "Ookla",
  transports: ["tcp"],
  hintPorts: [8080, 5060],
  firstBytes: [HI[0]],
  minBytes: 3,
  recognise(seen) {
    const { stream } = seen
    if (seen.toServer) {
      const after = stream.u8(2)
      const isHi = stream.has(0, HI) && (after === LINE_FEED || after === CARRIAGE_RETURN || after === SPACE) && stream.length <= MAX_HI_BYTES && stream.u8(stream.length - 1) === LINE_FEED
      if (!isHi) return NO_MATCH
      if (isNamedHi(stream)) return MATCH
      seen.state = HI_SEEN
      return NEED_MORE
    }
    // "HELLO 2.9 (2.9.0) 2021-..."
    const isVersion = stream.u8(6) >= 0x30 && stream.u8(6) <= 0x39 && stream.u8(7) === 0x2e
    return seen.state === HI_SEEN && stream.has(0, HELLO) && isVersion ? MATCH : NO_MATCH
  },
})
