// WireGuard, whitepaper section 5.4: a type byte and three zero bytes; handshake messages have fixed sizes, data is padded to 16.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector } from "../inspect/types.ts"

const INITIATION = 1
const RESPONSE = 2
const COOKIE = 3
const DATA = 4

const MAX_ZEROS_IN_KEY = 4

/** An ephemeral public key of 32 bytes: structures with zeros in them are something else. */
function isRandom(payload: ByteWindow, at: number): boolean {
  let zeros = 0
  for (let i = at; i < at + 32; i++) if (payload.u8(i) === 0) zeros++
  return zeros <= MAX_ZEROS_IN_KEY
}

export const wireguard = defineDissector({
  protocol: "WireGuard",
  transports: ["udp"],
  firstBytes: [INITIATION, RESPONSE, COOKIE, DATA],
  minBytes: 32,
  recognise(seen) {
    const { payload, payloadWireBytes: bytes } = seen
    const type = payload.u32le(0)
    if (type === INITIATION) return bytes === 148 && isRandom(payload, 8) ? MATCH : NO_MATCH
    if (type === RESPONSE) return bytes === 92 && isRandom(payload, 12) ? MATCH : NO_MATCH
    if (type === COOKIE) return bytes === 64 && seen.payloadPackets > 1 ? MATCH : NO_MATCH
    // Data: the receiver's index again with a small counter.
    if (type !== DATA || bytes % 16 !== 0 || payload.u32le(12) !== 0) return NO_MATCH
    const receiver = payload.u32(4) | 0
    if (seen.state === 0) {
      seen.state = receiver
      return NEED_MORE
    }
    return seen.state === receiver ? MATCH : NEED_MORE // the other direction has its own index
  },
  extract(seen) {
    seen.setEncrypted(true)
    return DONE
  },
})
