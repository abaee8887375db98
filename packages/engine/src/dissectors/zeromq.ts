// ZeroMQ, ZMTP (RFC 23 and 37/ZMTP section 3.1): the signature ff, eight bytes, 7f; in version 3 padding or a length of one, 2 likewise.
// Seen from the middle of the handshake: a READY command (flags 04, its size, the name with its length).
// Version 1 (RFC 13) has none: both sides open with their identity, mostly an anonymous one: length 1, flags 0.
import { ascii, hex } from "../bytes/byte-window.ts"
import { MATCH, NEED_MORE, NO_MATCH, defineDissector, type Verdict } from "../inspect/types.ts"

const SIGNATURE = hex("ff 00000000000000")
const ANONYMOUS = hex("0100")
const COMMAND = 0x04
const READY = ascii("\x05READY")

export const zeromq = defineDissector({
  protocol: "ZeroMQ",
  transports: ["tcp"],
  hintPorts: [5555, 5556],
  firstBytes: [SIGNATURE[0], ANONYMOUS[0], COMMAND],
  minBytes: 2,
  recognise(seen): Verdict {
    const { stream } = seen
    if (stream.u8(0) === SIGNATURE[0]) {
      if (stream.length < 10) return stream.u8(1) === 0 && stream.u24(2) === 0 ? NEED_MORE : NO_MATCH
      return stream.has(0, SIGNATURE) && stream.u8(9) === 0x7f && (stream.length === 10 || stream.u8(10) <= 3) ? MATCH : NO_MATCH
    }
    if (stream.u8(0) === COMMAND) return stream.has(2, READY) && stream.u8(1) >= READY.length ? MATCH : NO_MATCH
    if (!stream.has(0, ANONYMOUS) || seen.payloadWireBytes !== ANONYMOUS.length) return NO_MATCH
    seen.state |= seen.toServer ? 1 : 2
    return seen.state === 3 ? MATCH : NEED_MORE
  },
})
