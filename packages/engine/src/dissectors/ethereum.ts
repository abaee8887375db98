// Ethereum: node discovery v4 over UDP (devp2p discv4: hash 32, signature 65, type, RLP list) and RLPx over TCP (EIP-8: size u16, then ECIES, whose
// key begins with 04; before that 307 and 210 bytes without a size).
import type { ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NEED_MORE, NO_MATCH, defineDissector, type Inspection } from "../inspect/types.ts"

const HEADER_BYTES = 98
const RECOVERY_AT = 96
const TYPE_AT = 97
/** Ping, pong, find node, neighbours, ENR request and response. */
const LAST_TYPE = 6
const UNCOMPRESSED_KEY = 4
const MIN_HANDSHAKE_BYTES = 194
const MAX_HANDSHAKE_BYTES = 1200
const PORT = 30303
const OLD_AUTH_BYTES = 307
const OLD_ACK_BYTES = 210

/** End of the RLP list at `at`, 0 when there is none. */
function listEnd(payload: ByteWindow, at: number): number {
  const head = payload.u8(at)
  if (head >= 0xc0 && head <= 0xf7) return at + 1 + head - 0xc0
  if (head === 0xf8) return at + 2 + payload.u8(at + 1)
  return head === 0xf9 ? at + 3 + payload.u16(at + 1) : 0
}

function isDiscovery(payload: ByteWindow): boolean {
  const type = payload.u8(TYPE_AT)
  const end = listEnd(payload, HEADER_BYTES)
  // EIP-8 lets newer versions add something behind the list.
  return payload.u8(RECOVERY_AT) <= 1 && type >= 1 && type <= LAST_TYPE && end > HEADER_BYTES + 1 && end <= payload.length && payload.length - end <= 8
}

function isHandshake(seen: Inspection): boolean {
  const { payload } = seen
  const isSized = payload.u16(0) + 2 === payload.length && payload.u8(2) === UNCOMPRESSED_KEY
  if (isSized) return payload.length >= MIN_HANDSHAKE_BYTES && payload.length <= MAX_HANDSHAKE_BYTES
  return payload.u8(0) === UNCOMPRESSED_KEY && payload.length === (seen.toServer ? OLD_AUTH_BYTES : OLD_ACK_BYTES)
}

export const ethereum = defineDissector({
  protocol: "ETHEREUM",
  transports: ["udp", "tcp"],
  minBytes: HEADER_BYTES + 2,
  recognise(seen) {
    if (seen.transport === "udp") return isDiscovery(seen.payload) ? MATCH : NO_MATCH
    if (!isHandshake(seen)) return NO_MATCH
    // Elsewhere the other side must answer alike.
    if (seen.hasPort(PORT) && seen.payload.u8(0) !== UNCOMPRESSED_KEY) return MATCH
    seen.state |= seen.toServer ? 1 : 2
    return seen.state === 3 ? MATCH : NEED_MORE
  },
})
