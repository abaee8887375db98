// Cloudflare WARP: WireGuard whose three reserved bytes carry the client's id. An initiation of 148 bytes, answered by a response of 92 to its index.
import { DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector } from "../inspect/types.ts"

const INITIATION = 1
const INITIATION_BYTES = 148
const RESPONSE = 2
const RESPONSE_BYTES = 92
/** Where nobody else sends such packets. */
const WARP_PORT = 2408

export const cloudflareWarp = defineDissector({
  protocol: "CloudflareWarp",
  transports: ["udp"],
  hintPorts: [2408, 500, 1701, 4500],
  firstBytes: [INITIATION, RESPONSE],
  minBytes: RESPONSE_BYTES,
  recognise(seen) {
    const { payload, payloadWireBytes: bytes } = seen
    if (payload.u24(1) === 0) return NO_MATCH // WireGuard itself
    if (payload.u8(0) === INITIATION && bytes === INITIATION_BYTES) {
      if (seen.serverPort === WARP_PORT) return MATCH
      seen.state = payload.u32(4) | 0
      return NEED_MORE
    }
    return seen.state !== 0 && payload.u8(0) === RESPONSE && bytes === RESPONSE_BYTES && (payload.u32(8) | 0) === seen.state ? MATCH : NO_MATCH
  },
  extract(seen) {
    seen.setEncrypted(true)
    return DONE
  },
})
