// BFD control packets, RFC 5880 section 4.1: version 1, sane state and length, never a detection multiplier discriminator or interval of zero.
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const MIN_BYTES = 24
const MIN_PADDING_BYTES = 64
const AUTHENTICATED = 0x04
const MULTIPOINT = 0x01

export const bfd = defineDissector({
  protocol: "BFD",
  transports: ["udp"],
  // One hop, echo, several hops (RFC 5881, 5883), bundles (RFC 7130), seamless (RFC 7881)
  hintPorts: [3784, 3785, 4784, 6784, 7784],
  onlyOnHintPorts: true,
  firstBytes: Array.from({ length: 10 }, (_, diagnostic) => 0x20 | diagnostic),
  minBytes: MIN_BYTES,
  recognise({ payload, payloadWireBytes }) {
    const flags = payload.u8(1)
    const length = payload.u8(3)
    // Large packets (RFC 9764) pad with zeros.
    const isPadded = payloadWireBytes >= length + MIN_PADDING_BYTES && payload.u32(length) === 0 && payload.u32(length + 4) === 0
    if ((length !== payloadWireBytes && !isPadded) || (flags & MULTIPOINT) !== 0) return NO_MATCH
    // Authentication: type and its own length.
    const fits = (flags & AUTHENTICATED) === 0 ? length === MIN_BYTES : payload.u8(24) >= 1 && payload.u8(24) <= 5 && payload.u8(25) === length - MIN_BYTES
    return fits && payload.u8(2) !== 0 && payload.u32(4) !== 0 && payload.u32(12) !== 0 ? MATCH : NO_MATCH
  },
})
