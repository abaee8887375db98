// eDonkey and eMule (TCP): a letter (0xe3 eDonkey, 0xc5 eMule's additions, 0xd4 compressed), the length of what follows (little-endian), a kind.
// Their search network Kademlia (UDP): a request of 35 bytes, answered about the same target.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NEED_MORE, NO_MATCH, defineDissector } from "../inspect/types.ts"

const EDONKEY = 0xe3
const EMULE = 0xc5
const HEADER_BYTES = 5
const HELLO = 0x01
const HELLO_ANSWER = 0x4c
const USER_HASH_BYTES = 16
/** Hello: hash, address, port, count of tags. */
const MIN_HELLO_BYTES = 1 + USER_HASH_BYTES + 4 + 2 + 4
const MAX_TAGS = 32
const KADEMLIA = 0xe4
const REQUESTS = [0x20, 0x21]
const ANSWERS = [0x28, 0x29]
const REQUEST_BYTES = 35
const TARGET_AT = 3

function isHello(stream: ByteWindow): boolean {
  const kind = stream.u8(HEADER_BYTES)
  if (stream.u32le(1) + HEADER_BYTES !== stream.length || stream.length < HEADER_BYTES + MIN_HELLO_BYTES) return false
  if (stream.u8(0) === EMULE) return (kind === HELLO || kind === 0x02) && stream.u8(HEADER_BYTES + 2) === 0x01 && stream.u32le(HEADER_BYTES + 3) <= MAX_TAGS
  if (kind !== HELLO && kind !== HELLO_ANSWER) return false
  // A hello between clients says how long the hash is; to a server, and in answers, it does not.
  const hashAt = HEADER_BYTES + (kind === HELLO && stream.u8(HEADER_BYTES + 1) === USER_HASH_BYTES ? 2 : 1)
  const tags = stream.u32le(hashAt + USER_HASH_BYTES + 6)
  return tags > 0 && tags <= MAX_TAGS && stream.u8(hashAt + USER_HASH_BYTES + 10) !== 0
}

// state: the first bytes of what the Kademlia request looks for
export const edonkey = defineDissector({
  protocol: "eDonkey",
  transports: ["tcp", "udp"],
  hintPorts: [4661, 4662, 4672],
  firstBytes: [EDONKEY, EMULE, KADEMLIA],
  minBytes: 20,
  recognise(seen) {
    const { payload, stream } = seen
    if (seen.transport === "tcp") return isHello(stream) ? MATCH : NO_MATCH
    if (payload.u8(0) !== KADEMLIA) return NO_MATCH
    const kind = payload.u8(1)
    if (seen.toServer) {
      const wanted = payload.u8(2)
      if (!REQUESTS.includes(kind) || payload.length !== REQUEST_BYTES || (wanted !== 2 && wanted !== 4 && wanted !== 11)) return NO_MATCH
      seen.state = payload.u32(TARGET_AT) | 0
      return NEED_MORE
    }
    return ANSWERS.includes(kind) && seen.state !== 0 && (payload.u32(2) | 0) === seen.state ? MATCH : NO_MATCH
  },
})
