// sFlow version 5 (sflow.org, sflow_version_5.txt section 5.1); versions 2 and 4 (RFC 3176) begin alike.
//   version | address type 1 or 2 | agent address | sub-agent (v5) | sequence | uptime | number of samples | samples ...
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const MAX_SAMPLES = 256

export const sflow = defineDissector({
  protocol: "sFlow",
  transports: ["udp"],
  firstBytes: [0],
  minBytes: 28,
  recognise(seen) {
    const { payload, payloadWireBytes } = seen
    const version = payload.u32(0)
    const addressType = payload.u32(4)
    if ((version !== 2 && version !== 4 && version !== 5) || (addressType !== 1 && addressType !== 2)) return NO_MATCH
    if (payload.u32(8) === 0) return NO_MATCH // no agent
    const afterAgent = 8 + (addressType === 1 ? 4 : 16)
    if (version !== 5) return seen.hasPort(6343) && payload.u32(afterAgent + 8) <= MAX_SAMPLES ? MATCH : NO_MATCH
    const samples = payload.u32(afterAgent + 12)
    if (samples > MAX_SAMPLES) return NO_MATCH
    if (samples === 0) return payloadWireBytes === afterAgent + 16 && seen.hasPort(6343) ? MATCH : NO_MATCH
    // The first sample: enterprise and format, then its length in whole words.
    const format = payload.u32(afterAgent + 16) & 0xfff
    const length = payload.u32(afterAgent + 20)
    return format >= 1 && format <= 5 && length >= 8 && length % 4 === 0 && afterAgent + 24 + length <= payloadWireBytes ? MATCH : NO_MATCH
  },
})
