// Cloudflare WARP: WireGuard whose three reserved bytes carry the client's id. An initiation of 148 bytes, answered by a response of 92 to its index.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector, type Inspection } from "../inspect/types.ts"

const INITIATION = 1
const INITIATION_BYTES = 148
const RESPONSE = 2
const RESPONSE_BYTES = 92
const DATA = 4
const MIN_DATA_BYTES = 32
const WARP_NETWORK = 0xa29fc000 >>> 10
/** Where nobody else sends such packets. */
const WARP_PORT = 2408

/** Where its clients connect to, as Cloudflare documents it ("WARP with firewall"): 162.159.192.0/22. */
function isWarpNetwork(seen: Inspection): boolean {
  return seen.srcIpv4 >>> 10 === WARP_NETWORK || seen.dstIpv4 >>> 10 === WARP_NETWORK
}

/** WireGuard's messages by type and size, whatever the reserved bytes hold; data are padded to 16 bytes. */
function isWireGuard(payload: ByteWindow, bytes: number): boolean {
  const type = payload.u8(0)
  if (type === DATA) return bytes >= MIN_DATA_BYTES && bytes % 16 === 0
  return (type === INITIATION && bytes === INITIATION_BYTES) || (type === RESPONSE && bytes === RESPONSE_BYTES)
}

export const cloudflareWarp = defineDissector({
  protocol: "CloudflareWarp",
  transports: ["udp"],
  hintPorts: [2408, 500, 1701, 4500],
  firstBytes: [INITIATION, RESPONSE, DATA],
  minBytes: MIN_DATA_BYTES,
  recognise(seen) {
    const { payload, payloadWireBytes: bytes } = seen
    if (isWarpNetwork(seen) && isWireGuard(payload, bytes)) return MATCH
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
