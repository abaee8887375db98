// Apache Kafka requests (protocol guide, "Common Request and Response Structure"): size u32 | api key u16 | api version u16 |
// correlation id u32 | client id, a string with a 16-bit length (-1: none) | ...
import { printable } from "../bytes/text.ts"
import { DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const PORT = 9092
const HEADER_BYTES = 14
const LAST_KEY = 92
const LAST_VERSION = 20
const MAX_CLIENT_ID_BYTES = 249
const MAX_BYTES = 1 << 24
const NONE = 0xffff

export const kafka = defineDissector({
  protocol: "Kafka",
  transports: ["tcp"],
  firstBytes: [0],
  minBytes: HEADER_BYTES,
  recognise(seen) {
    const { stream } = seen
    const bytes = stream.u32(0) + 4
    if (bytes < HEADER_BYTES || bytes > MAX_BYTES || stream.u16(4) > LAST_KEY || stream.u16(6) > LAST_VERSION) return NO_MATCH
    const isWhole = bytes === stream.length
    const idBytes = stream.u16(12)
    if (idBytes === NONE || idBytes === 0) return isWhole && seen.hasPort(PORT) && stream.u8(8) === 0 ? MATCH : NO_MATCH
    if (idBytes > MAX_CLIENT_ID_BYTES || HEADER_BYTES + idBytes > Math.min(bytes, stream.length) || (!isWhole && idBytes < 4)) return NO_MATCH
    for (let at = HEADER_BYTES; at < HEADER_BYTES + idBytes; at++) if (stream.u8(at) < 0x21 || stream.u8(at) > 0x7e) return NO_MATCH
    return isWhole || idBytes >= 6 || seen.hasPort(PORT) ? MATCH : NO_MATCH
  },
  extract(seen) {
    const idBytes = seen.stream.u16(12)
    const clientId = idBytes === NONE ? "" : printable(seen.stream, HEADER_BYTES, idBytes)
    if (clientId !== "") {
      seen.metadata.kafka = { clientId, apiKey: seen.stream.u16(4) }
      seen.setInfo(clientId)
    }
    return DONE
  },
})
