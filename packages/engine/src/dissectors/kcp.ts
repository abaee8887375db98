// KCP (github.com/skywind3000/kcp, protocol.txt): segments of one conversation fill the datagram.
//   conversation u32le | command 81..84 | fragment | window u16le | timestamp | sequence | unacknowledged | length u32le | data
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const HEADER_BYTES = 24
const PUSH = 81
const WINDOW_SIZE = 84
const MAX_SEGMENTS = 64

export const kcp = defineDissector({
  protocol: "KCP",
  transports: ["udp"],
  minBytes: HEADER_BYTES,
  recognise({ payload, payloadWireBytes }) {
    const conversation = payload.u32le(0)
    let at = 0
    for (let segments = 0; segments < MAX_SEGMENTS && at + HEADER_BYTES <= payload.length; segments++) {
      const command = payload.u8(at + 4)
      const length = payload.u32le(at + 20)
      if (command < PUSH || command > WINDOW_SIZE || payload.u32le(at) !== conversation) return NO_MATCH
      // Only data has fragments and a length.
      if (command === PUSH ? length === 0 : payload.u8(at + 5) !== 0 || length !== 0) return NO_MATCH
      if (length > payloadWireBytes) return NO_MATCH
      at += HEADER_BYTES + length
    }
    return at === payloadWireBytes && conversation !== 0 && payload.u16le(6) !== 0 ? MATCH : NO_MATCH
  },
})
