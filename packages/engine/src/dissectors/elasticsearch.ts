// Elasticsearch between nodes (transport protocol): "ES", length of the rest, request id, status, version of the sender; a ping has length -1.
import { ascii, hex } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const MARKER = ascii("ES")
const PING = hex("4553 ffffffff")
const HEADER_BYTES = 6
const MAX_STATUS = 0x0f
const MAX_MESSAGE_BYTES = 1 << 28
const OLDEST_VERSION = 99 // of 0.0.x: a release is 1 000 000 * major + 10 000 * minor + 100 * patch + 99
const NEWEST_VERSION = 0x0fffffff // OpenSearch sets a high bit

export const elasticsearch = defineDissector({
  protocol: "Elasticsearch",
  transports: ["tcp"],
  hintPorts: [9300],
  firstBytes: [MARKER[0]],
  minBytes: HEADER_BYTES,
  recognise({ stream, payloadWireBytes }) {
    if (!stream.has(0, MARKER)) return NO_MATCH
    if (stream.has(0, PING)) return stream.length === PING.length ? MATCH : NO_MATCH
    const length = stream.u32(2)
    if (length < 13 || length > MAX_MESSAGE_BYTES || length + HEADER_BYTES < payloadWireBytes) return NO_MATCH
    const version = stream.u32(15)
    // Ids count up from zero.
    return stream.u32(6) === 0 && stream.u8(14) <= MAX_STATUS && version > OLDEST_VERSION && version <= NEWEST_VERSION ? MATCH : NO_MATCH
  },
})
