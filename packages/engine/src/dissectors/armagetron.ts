// Armagetron Advanced (UDP 4534 and others): messages of descriptor, id, length in 16-bit words, data; the packet ends with its sender's id.
// A log-in (descriptor 11) comes from nobody yet: id 0.
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const LOGIN = 11
const HEADER_BYTES = 6
const MIN_WORDS = 2
const MAX_MESSAGES = 32
const MAX_DESCRIPTOR = 400

export const armagetron = defineDissector({
  protocol: "Armagetron",
  transports: ["udp"],
  hintPorts: [4534, 4535, 4536, 4537, 4538, 4539, 4540],
  firstBytes: [0],
  minBytes: HEADER_BYTES + 2 * MIN_WORDS + 2,
  recognise({ payload, payloadWireBytes }) {
    if (payload.u16(0) !== LOGIN || payload.u16(4) < MIN_WORDS || payload.length !== payloadWireBytes || payload.u16(payload.length - 2) !== 0) return NO_MATCH
    let at = 0
    for (let i = 0; i < MAX_MESSAGES && at < payload.length - 2; i++) {
      if (payload.u16(at) > MAX_DESCRIPTOR) return NO_MATCH
      at += HEADER_BYTES + 2 * payload.u16(at + 4)
    }
    return at === payload.length - 2 ? MATCH : NO_MATCH
  },
})
