// Mumble's server ping over UDP (its protocol documentation, "Ping packet"): zeros and 8 bytes of identity; the answer has the server's
// version, the same identity, users, their maximum and the bandwidth.
import { CONTINUE, DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector, type Verdict } from "../inspect/types.ts"

const PORT = 64_738
const PING_BYTES = 12
const ANSWER_BYTES = 24
/** Packets in which an answer is waited for. */
const MAX_PINGS = 4

export const mumble = defineDissector({
  protocol: "Mumble",
  transports: ["udp"],
  hintPorts: [PORT],
  firstBytes: [0x00],
  minBytes: PING_BYTES,
  recognise(seen): Verdict {
    const { payload } = seen
    if (seen.payloadWireBytes === PING_BYTES && payload.u32(0) === 0) {
      const identity = payload.u32(4) ^ payload.u32(8)
      if (identity === 0) return NO_MATCH
      seen.state = identity
      return seen.dstPort === PORT && payload.u32(4) !== 0 && payload.u32(8) !== 0 ? MATCH : NEED_MORE
    }
    const isAnswer = seen.payloadWireBytes === ANSWER_BYTES && payload.u32(0) !== 0 && payload.u16(0) < 16 && seen.state !== 0
    return isAnswer && (payload.u32(4) ^ payload.u32(8)) === seen.state && payload.u32(12) <= payload.u32(16) ? MATCH : NO_MATCH
  },
  extract(seen) {
    const { payload } = seen
    if (seen.payloadWireBytes !== ANSWER_BYTES) return seen.payloadPackets < MAX_PINGS ? CONTINUE : DONE
    if (payload.u32(0) !== 0) {
      seen.metadata.mumble = { version: `${payload.u16(0)}.${payload.u8(2)}.${payload.u8(3)}`, users: payload.u32(12), maxUsers: payload.u32(16) }
    }
    return DONE
  },
})
