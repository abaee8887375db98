// imo: no specification; what its packets prove. A participant's keep-alive is 09 02, a clock of three bytes and five zeros; the other
// one repeats it with 03. The server's is the answer behind a zero: twice.
import { MATCH, NEED_MORE, NO_MATCH, defineDissector, type Verdict } from "../inspect/types.ts"

const PING = 0x0902
const PONG = 0x0903
const SERVER_PONG = 0x000903
const PING_BYTES = 10

export const imo = defineDissector({
  protocol: "IMO",
  transports: ["udp"],
  hintPorts: [],
  firstBytes: [0x00, 0x09],
  minBytes: PING_BYTES,
  recognise(seen): Verdict {
    const { payload } = seen
    if (seen.payloadWireBytes === PING_BYTES + 1 && payload.u24(0) === SERVER_PONG && !seen.toServer) {
      if (payload.u24(3) === 0 || payload.u32(6) !== 0 || payload.u8(10) !== 0) return NO_MATCH
      if (seen.state >>> 24 === 1) return MATCH
      seen.state = 1 << 24
      return NEED_MORE
    }
    // Other packets of a flow that said one: wait for the second.
    if (seen.payloadWireBytes !== PING_BYTES) return seen.state === 0 ? NO_MATCH : NEED_MORE
    const clock = payload.u24(2)
    const isClock = clock !== 0 && payload.u32(5) === 0 && payload.u8(9) === 0
    if (payload.u16(0) === PING && isClock) {
      seen.state = clock
      return NEED_MORE
    }
    if (seen.state !== 0 && payload.u16(0) === PONG && isClock) return MATCH
    return seen.state === 0 ? NO_MATCH : NEED_MORE
  },
})
