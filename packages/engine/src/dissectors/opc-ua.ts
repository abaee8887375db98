// OPC UA Connection Protocol, OPC 10000-6 section 7.1.2: three letters, a chunk mark, the size u32 (little-endian), then the body.
import { ascii } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const openings = ["HELF", "ACKF", "ERRF", "RHEF", "OPNF", "MSGF", "MSGC", "CLOF"].map(ascii)
const HELLO = openings[0]
const MIN_BYTES = 8
const MAX_BYTES = 1 << 24
const HELLO_FIXED_BYTES = 32

export const opcUa = defineDissector({
  protocol: "OPC-UA",
  transports: ["tcp"],
  firstBytes: [...new Set(openings.map((one) => one[0]))],
  minBytes: MIN_BYTES,
  recognise({ stream }) {
    const bytes = stream.u32le(4)
    if (bytes < MIN_BYTES || bytes > MAX_BYTES) return NO_MATCH
    for (const one of openings) if (stream.has(0, one)) return MATCH
    return NO_MATCH
  },
  extract(seen) {
    const { stream } = seen
    if (!stream.has(0, HELLO)) return DONE
    const endpointUrl = printable(stream, HELLO_FIXED_BYTES, stream.u32le(HELLO_FIXED_BYTES - 4), 256)
    if (endpointUrl !== "") {
      seen.metadata.opcUa = { endpointUrl }
      seen.setInfo(endpointUrl)
    }
    return DONE
  },
})
