// Protocol Buffers without a frame of their own (protobuf.dev/programming-guides/encoding): fields of key and value that fill the message.
// There is no mark, so every packet must be such a message, several of them in a row, with small field numbers and some text or nested field in it; one message is enough with
// several texts, or with a field of a large number (a key of two or more bytes) that comes again and again.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NEED_MORE, NO_MATCH, defineDissector } from "../inspect/types.ts"

const VARINT = 0
const FIXED_64 = 1
const BYTES = 2
const FIXED_32 = 5
const MAX_FIELDS = 200
const MAX_VARINT_BYTES = 10
const MAX_KEY_BYTES = 3
const MESSAGES_OF_PROOF = 4
/** Fewer bytes prove too little. */
const MIN_BYTES = 16
const MIN_TEXT_BYTES = 3
/** Texts in one message that are proof enough. */
const MANY_TEXTS = 3
const LINE_FEED = 0x0a

export const protobuf = defineDissector({
  protocol: "Protobuf",
  transports: ["tcp", "udp"],
  // Messages begin with one of their first fields: 1 to 3.
  firstBytes: [1, 2, 3].flatMap((field) => [VARINT, FIXED_64, BYTES, FIXED_32].map((type) => (field << 3) | type)),
  minBytes: MIN_BYTES,
  recognise(seen) {
    const { payload } = seen
    if (seen.payloadWireBytes !== payload.length) return NO_MATCH
    // Some put each message on a line.
    const end = payload.u8(payload.length - 1) === LINE_FEED ? payload.length - 1 : payload.length
    const texts = textsOf(payload, 0, payload.length, 1) || textsOf(payload, 0, end, 1)
    if (texts === 0) return NO_MATCH
    seen.state++
    return texts >= MANY_TEXTS || seen.state >= MESSAGES_OF_PROOF ? MATCH : NEED_MORE
  },
})

/** Text fields, and repetitions of a large key, of the message that fills [from, end), those of the messages in it too; 0 when it is none. */
function textsOf(payload: ByteWindow, from: number, end: number, depth: number): number {
  let at = from
  let texts = 0
  let largeKey = 0
  for (let fields = 0; fields < MAX_FIELDS && at < end; fields++) {
    const type = payload.u8(at) & 7
    const keyBytes = varintBytes(payload, at)
    if (keyBytes === 0 || keyBytes > MAX_KEY_BYTES || payload.u8(at) < 8) return 0
    if (keyBytes > 1 && at > from) {
      const key = payload.u24(at) >>> (24 - 8 * keyBytes)
      if (key === largeKey) texts++
      largeKey = key
    }
    at += keyBytes
    if (type === FIXED_64) at += 8
    else if (type === FIXED_32) at += 4
    else if (type === VARINT) {
      const bytes = varintBytes(payload, at)
      if (bytes === 0) return 0
      at += bytes
    } else if (type === BYTES) {
      const bytes = varintBytes(payload, at)
      if (bytes === 0 || bytes > 3) return 0
      const length = bytes === 1 ? payload.u8(at) : bytes === 2 ? (payload.u8(at) & 0x7f) | (payload.u8(at + 1) << 7) : (payload.u8(at) & 0x7f) | ((payload.u8(at + 1) & 0x7f) << 7) | (payload.u8(at + 2) << 14)
      at += bytes
      if (at + length > end) return 0
      if (length >= MIN_TEXT_BYTES && isText(payload, at, length)) texts++
      else if (depth > 0 && length >= MIN_TEXT_BYTES) texts += textsOf(payload, at, at + length, depth - 1)
      at += length
    } else return 0
  }
  return at === end ? texts : 0
}

/** Bytes of the number at `at`; 0 when it has no end. */
function varintBytes(payload: ByteWindow, at: number): number {
  for (let i = 0; i < MAX_VARINT_BYTES; i++) if (at + i < payload.length && payload.u8(at + i) < 0x80) return i + 1
  return 0
}

function isText(payload: ByteWindow, at: number, length: number): boolean {
  for (let i = at; i < at + length; i++) if (payload.u8(i) < 0x20 || payload.u8(i) > 0x7e) return false
  return true
}
