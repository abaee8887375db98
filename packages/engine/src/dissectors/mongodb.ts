// MongoDB wire protocol: a header of four little-endian numbers (length, request id, answered request id, operation), then what the
// operation demands.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector } from "../inspect/types.ts"

const HEADER_BYTES = 16
const MAX_MESSAGE_BYTES = 48_000_000
const OP_REPLY = 1
const OP_UPDATE = 2001
const OP_DELETE = 2006
const OP_GET_MORE = 2005
const OP_KILL_CURSORS = 2007
const OP_QUERY = 2004
const OP_COMPRESSED = 2012
const OP_MSG = 2013
const COLLECTION_AT = 20
const MAX_COLLECTION_BYTES = 128
const OP_MSG_FLAGS = 0x00010003

/** "database.collection" behind the flags, and its end; -1 when there is none. */
function collectionEnd(stream: ByteWindow): number {
  let hasDot = false
  for (let at = COLLECTION_AT; at < COLLECTION_AT + MAX_COLLECTION_BYTES && at < stream.length; at++) {
    const byte = stream.u8(at)
    if (byte === 0) return hasDot ? at : -1
    if (byte < 0x21 || byte > 0x7e) return -1
    if (byte === 0x2e && at > COLLECTION_AT) hasDot = true
  }
  return -1
}

export const mongodb = defineDissector({
  protocol: "MongoDB",
  transports: ["tcp"],
  hintPorts: [27017, 27018, 27019],
  minBytes: HEADER_BYTES,
  recognise({ stream, payloadWireBytes }) {
    const length = stream.u32le(0)
    const operation = stream.u32le(12)
    if (length < HEADER_BYTES || length > MAX_MESSAGE_BYTES || operation > OP_MSG || operation === 0) return NO_MATCH
    if (stream.length < 26) return length >= 26 && operation >= OP_UPDATE ? NEED_MORE : NO_MATCH
    switch (operation) {
      case OP_MSG: {
        const flags = stream.u32le(16)
        const kind = stream.u8(20)
        const sectionBytes = stream.u32le(21)
        return (flags & ~OP_MSG_FLAGS) === 0 && kind <= 1 && sectionBytes >= 5 && sectionBytes <= length - 21 ? MATCH : NO_MATCH
      }
      case OP_COMPRESSED: {
        const original = stream.u32le(16)
        return (original === OP_MSG || original === OP_QUERY || original === OP_REPLY) && stream.u8(24) <= 3 ? MATCH : NO_MATCH
      }
      case OP_REPLY:
        return length === payloadWireBytes && length > 36 && stream.u32le(8) !== 0 && stream.u32le(16) < 16 && stream.u32le(36) === length - 36 ? MATCH : NO_MATCH
      case OP_KILL_CURSORS:
        return length === payloadWireBytes && stream.u32le(16) === 0 && stream.u32le(20) * 8 + 24 === length ? MATCH : NO_MATCH
      default:
        return operation >= OP_UPDATE && operation <= OP_DELETE && (operation === OP_GET_MORE || length >= 26) && collectionEnd(stream) > 0 ? MATCH : NO_MATCH
    }
  },
  extract(seen) {
    const { stream } = seen
    const operation = stream.u32le(12)
    if (operation >= OP_UPDATE && operation <= OP_DELETE) {
      const collection = printable(stream, COLLECTION_AT, collectionEnd(stream) - COLLECTION_AT)
      seen.metadata.mongodb = { collection }
      seen.setInfo(collection)
    }
    return DONE
  },
})
