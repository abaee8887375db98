// MPEG transport streams, ISO/IEC 13818-1 section 2.4.3: cells of 188 bytes that begin with 0x47, as many as fit into a datagram.
import { MATCH, NEED_MORE, NO_MATCH, defineDissector } from "../inspect/types.ts"

const SYNC = 0x47
const CELL_BYTES = 188
/** So many sync bytes in a row are proof. */
const ENOUGH = 4

// state: cells so far
export const mpegTs = defineDissector({
  protocol: "MPEG_TS",
  transports: ["udp"],
  hintPorts: [1234],
  firstBytes: [SYNC],
  minBytes: CELL_BYTES,
  recognise(seen) {
    const { payload } = seen
    if (payload.length % CELL_BYTES !== 0) return NO_MATCH
    for (let at = 0; at < payload.length; at += CELL_BYTES) {
      // The adaptation field control 0 is reserved.
      if (payload.u8(at) !== SYNC || (payload.u8(at + 3) & 0x30) === 0) return NO_MATCH
      seen.state++
    }
    return seen.state >= ENOUGH ? MATCH : NEED_MORE
  },
})
