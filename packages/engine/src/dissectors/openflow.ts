// OpenFlow (Open Networking Foundation, switch specification section 7.1): version, type, length, transaction id.
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const HEADER_BYTES = 8
const MAX_VERSION = 6
const MAX_TYPE = 35

export const openflow = defineDissector({
  protocol: "OpenFlow",
  transports: ["tcp"],
  hintPorts: [6653, 6633],
  onlyOnHintPorts: true,
  firstBytes: [1, 2, 3, 4, 5, MAX_VERSION],
  minBytes: HEADER_BYTES,
  recognise({ stream }) {
    const length = stream.u16(2)
    if (stream.u8(1) > MAX_TYPE || length < HEADER_BYTES) return NO_MATCH
    if (length === stream.length) return MATCH
    return length + HEADER_BYTES <= stream.length && stream.u8(length) === stream.u8(0) && stream.u8(length + 1) <= MAX_TYPE && stream.u16(length + 2) >= HEADER_BYTES ? MATCH : NO_MATCH
  },
})
