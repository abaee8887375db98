// Unreal Engine's stateless handshake as Epic's games use it (StatelessConnectHandlerComponent): session and client ids, kind of the packet (0 initial,
// 8 challenge), count, network version, and in the initial packet neither time nor cookie. The challenge has the same version.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NEED_MORE, NO_MATCH, defineDissector } from "../inspect/types.ts"

const MIN_BYTES = 44
const MAX_BYTES = 72
const CHALLENGE = 8
const ZEROS_AT = 11
const ZEROS_END = 38

function isInitial(payload: ByteWindow): boolean {
  if (payload.u8(3) !== 0 || payload.u8(4) === 0 || (payload.u8(4) & 7) !== 0 || payload.u32(5) === 0) return false
  for (let at = ZEROS_AT; at < ZEROS_END; at++) if (payload.u8(at) !== 0) return false
  return true
}

// state: the network version
export const epicGames = defineDissector({
  protocol: "EpicGames",
  transports: ["udp"],
  minBytes: MIN_BYTES,
  recognise(seen) {
    const { payload } = seen
    if (payload.length > MAX_BYTES) return NO_MATCH
    if (seen.toServer) {
      if (!isInitial(payload)) return NO_MATCH
      seen.state = payload.u32(5) | 0
      return NEED_MORE
    }
    return seen.state !== 0 && payload.u8(3) === CHALLENGE && (payload.u32(5) | 0) === seen.state ? MATCH : NO_MATCH
  },
})
