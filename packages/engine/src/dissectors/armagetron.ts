// Armagetron Advanced (UDP 4534 and others): messages of descriptor, id, length in 16-bit words, data; the packet ends with its sender's id.
// A log-in (descriptor 11) comes from nobody yet: id 0. Elsewhere than on its ports the other side must answer in the same shape.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NEED_MORE, NO_MATCH, defineDissector, type Verdict } from "../inspect/types.ts"

const LOGIN = 11
const HEADER_BYTES = 6
const MIN_WORDS = 2
const MAX_MESSAGES = 32
const MAX_DESCRIPTOR = 400
const MAX_SENDER = 64

export const armagetron = defineDissector({
  protocol: "Armagetron",
  transports: ["udp"],
  hintPorts: [4534, 4535, 4536, 4537, 4538, 4539, 4540],
  firstBytes: [0, 1],
  minBytes: HEADER_BYTES + 2,
  recognise(seen): Verdict {
    const { payload } = seen
    if (payload.length !== seen.payloadWireBytes || !areMessages(payload)) return NO_MATCH
    if (payload.u16(0) === LOGIN && payload.u16(4) >= MIN_WORDS && payload.u16(payload.length - 2) === 0) return MATCH
    seen.state |= seen.toServer ? 1 : 2
    return seen.state === 3 ? MATCH : NEED_MORE
  },
})

/** Messages fill the packet, but for the sender's id. */
function areMessages(payload: ByteWindow): boolean {
  let at = 0
  for (let i = 0; i < MAX_MESSAGES && at < payload.length - 2; i++) {
    const descriptor = payload.u16(at)
    if (descriptor === 0 || descriptor > MAX_DESCRIPTOR) return false
    at += HEADER_BYTES + 2 * payload.u16(at + 4)
  }
  return at === payload.length - 2 && payload.u16(at) <= MAX_SENDER
}
