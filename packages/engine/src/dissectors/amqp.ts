// AMQP 0-9-1 section 2.3 and 1.0 part 2 section 2.2: a protocol header opens; seen from the middle, 0-9-1 frames prove themselves by
// their end byte.
import { ascii, hex, type ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const HEADER = ascii("AMQP")
const METHOD = 1
/** A frame of type 8 on channel 0, empty. */
const HEARTBEAT = hex("08 0000 00000000 ce")
const FRAME_END = 0xce
const FRAME_HEADER_BYTES = 7
/** Connection, channel, exchange, queue, basic, confirm, transaction. */
const classes = new Set([10, 20, 40, 50, 60, 85, 90])

/** A method frame: type, channel, size, class and method, and its end. */
function isMethodFrame(stream: ByteWindow): boolean {
  const end = FRAME_HEADER_BYTES + stream.u32(3)
  return stream.u8(0) === METHOD && end < stream.length && stream.u8(end) === FRAME_END && classes.has(stream.u16(7)) && stream.u16(9) > 0 && stream.u16(9) < 128
}

export const amqp = defineDissector({
  protocol: "AMQP",
  transports: ["tcp"],
  hintPorts: [5672],
  firstBytes: [HEADER[0], METHOD, HEARTBEAT[0]],
  minBytes: 8,
  recognise({ stream }) {
    // Protocol 0 (plain), 2 (TLS) or 3 (SASL), then versions 0.9, 0.10 or 1.0.
    if (stream.has(0, HEADER)) return stream.u8(4) <= 3 && stream.u8(5) <= 1 && stream.u8(6) <= 10 ? MATCH : NO_MATCH
    return isMethodFrame(stream) || stream.has(0, HEARTBEAT) ? MATCH : NO_MATCH
  },
})
