// EAQ, the Brazilian broadband measurement: probes of 16 bytes (four zero bytes, then counters) on port 6000 that the server echoes but for the last ones.
import { MATCH, NEED_MORE, NO_MATCH, defineDissector, type Inspection } from "../inspect/types.ts"

const PROBE_BYTES = 16

/** Unanswered: the second and third probe of a row, each numbered, behind the first of number zero. */
function isNextProbe({ payload, payloadPackets, toServer, state }: Inspection): boolean {
  return toServer && state !== 0 && payload.u32(0) === payloadPackets - 1 && payload.u16(4) === 0
}

export const eaq = defineDissector({
  protocol: "EAQ",
  transports: ["udp"],
  hintPorts: [6000],
  onlyOnHintPorts: true,
  firstBytes: [0],
  minBytes: PROBE_BYTES,
  recognise(seen) {
    const { payload } = seen
    if (seen.payloadWireBytes !== PROBE_BYTES || payload.u32(8) === 0) return NO_MATCH
    if (payload.u32(0) !== 0) return isNextProbe(seen) ? MATCH : NO_MATCH
    // Both counters, folded: the echo has the same.
    const counters = (payload.u32(4) ^ payload.u32(8)) | 0
    if (seen.toServer) {
      if (seen.state !== 0 && seen.state !== counters && seen.payloadPackets > 8) return NO_MATCH
      seen.state = counters
      return NEED_MORE
    }
    return seen.state !== 0 && seen.state === counters ? MATCH : NO_MATCH
  },
})
