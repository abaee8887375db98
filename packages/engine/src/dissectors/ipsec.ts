// IKE, RFC 7296 section 3.1 and RFC 2408 section 3.1 (header); on port 4500 behind four zero bytes, beside ESP (RFC 3948 section 2).
import type { ByteWindow } from "../bytes/byte-window.ts"
import { DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector } from "../inspect/types.ts"

const HEADER_BYTES = 28
const NAT_PORT = 4500
/** The same header there is the VPN client's of cisco-vpn.ts. */
const CISCO_PORT = 10_000
const IKE_V1 = 0x10
const IKE_V2 = 0x20
const MIN_SPI = 256 // smaller ones are reserved (RFC 4303 section 2.1)

function isIke(window: ByteWindow, at: number, wireBytes: number): boolean {
  if (window.length < at + HEADER_BYTES || window.u32(at + 24) !== wireBytes - at) return false
  if (window.u32(at) === 0 && window.u32(at + 4) === 0) return false
  const version = window.u8(at + 17)
  const exchange = window.u8(at + 18)
  if (version === IKE_V2) return exchange >= 34 && exchange <= 45 && (window.u8(at + 19) & 0xc7) === 0
  return version === IKE_V1 && exchange <= 35 && (window.u8(at + 19) & 0xf8) === 0
}

export const ipsec = defineDissector({
  protocol: "IPSec",
  transports: ["udp"],
  minBytes: HEADER_BYTES,
  recognise(seen) {
    const { payload } = seen
    if (seen.hasPort(CISCO_PORT)) return NO_MATCH
    const isMarked = payload.u32(0) === 0
    if (isIke(payload, isMarked ? 4 : 0, seen.payloadWireBytes)) return MATCH
    // ESP has no proof in one packet: the same SPI again with a sequence number near the beginning.
    if (isMarked || !seen.hasPort(NAT_PORT) || payload.u32(0) < MIN_SPI || payload.u32(4) > 0xffffff) return NO_MATCH
    // Each direction has its own.
    if (!seen.toServer) return NEED_MORE
    if (seen.state === 0) {
      seen.state = payload.u32(0) | 0
      return NEED_MORE
    }
    return seen.state === (payload.u32(0) | 0) ? MATCH : NO_MATCH
  },
  extract(seen) {
    seen.setEncrypted(true)
    const at = seen.payload.u32(0) === 0 ? 4 : 0
    if (isIke(seen.payload, at, seen.payloadWireBytes)) seen.metadata.ike = { version: seen.payload.u8(at + 17) >> 4, exchange: seen.payload.u8(at + 18) }
    return DONE
  },
})
