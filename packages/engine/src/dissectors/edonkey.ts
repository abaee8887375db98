// eDonkey and eMule (TCP): a letter (0xe3 eDonkey, 0xc5 eMule's additions, 0xd4 compressed), the length of what follows (little-endian), a kind.
// Their search network Kademlia (UDP): a request of 35 bytes, answered about the same target; other requests are answered by their own kind.
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
const MIN_MESSAGE_BYTES = 10
/** Message kinds of client to server, server to client and between clients. */
const kinds: ReadonlySet<number> = new Set([
  0x01, 0x05, 0x14, 0x15, 0x16, 0x18, 0x19, 0x1a, 0x1c, 0x1d, 0x21, 0x23, 0x32, 0x33, 0x34, 0x35, 0x36, 0x38, 0x40, 0x41, 0x42, 0x43, 0x44,
  0x46, 0x47, 0x48, 0x49, 0x4a, 0x4b, 0x4c, 0x4d, 0x4e, 0x4f, 0x50, 0x51, 0x52, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5b, 0x5c, 0x5d, 0x5e, 0x5f,
])
const MAX_MESSAGE_BYTES = 1 << 20
const KADEMLIA = 0xe4
/** Kademlia of eMule: request kind -> answer kind (bootstrap, hello, ping, search, publish, firewall check), old and second version. */
const kademliaAnswers: ReadonlyMap<number, number> = new Map([[0x00, 0x08], [0x01, 0x09], [0x10, 0x18], [0x11, 0x19], [0x33, 0x3b], [0x34, 0x3b], [0x35, 0x3b], [0x43, 0x4b], [0x44, 0x4b], [0x45, 0x4b], [0x50, 0x58], [0x53, 0x58], [0x60, 0x61]])
const KADEMLIA_ASKED = 0x4000_0000
const REQUESTS = [0x20, 0x21]
const ANSWERS = [0x28, 0x29]
const REQUEST_BYTES = 35
const TARGET_AT = 3

/** A message of another kind, whole, perhaps with the next one behind it: from the middle, or of a server. */
function isMessage(stream: ByteWindow): boolean {
  const bytes = stream.u32le(1)
  const end = bytes + HEADER_BYTES
  if (stream.u8(0) === KADEMLIA || bytes === 0 || bytes > MAX_MESSAGE_BYTES || !kinds.has(stream.u8(HEADER_BYTES))) return false
  if (end === stream.length) return stream.length >= MIN_MESSAGE_BYTES
  return end + HEADER_BYTES < stream.length && (stream.u8(end) === EDONKEY || stream.u8(end) === EMULE) && stream.u32le(end + 1) < MAX_MESSAGE_BYTES && kinds.has(stream.u8(end + HEADER_BYTES))
}

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
  minBytes: 2,
  recognise(seen) {
    const { payload, stream } = seen
    if (seen.transport === "tcp") return stream.length < MIN_MESSAGE_BYTES ? NEED_MORE : isHello(stream) || isMessage(stream) ? MATCH : NO_MATCH
    if (payload.u8(0) !== KADEMLIA) return NO_MATCH
    const kind = payload.u8(1)
    const answer = kademliaAnswers.get(kind)
    if (answer !== undefined && seen.toServer && seen.state === 0) {
      seen.state = KADEMLIA_ASKED | answer
      return NEED_MORE
    }
    if ((seen.state & KADEMLIA_ASKED) !== 0 && kind === (seen.state & 0xff)) return seen.toServer ? NEED_MORE : MATCH
    if (seen.toServer) {
      const wanted = payload.u8(2)
      if (!REQUESTS.includes(kind) || payload.length !== REQUEST_BYTES || (wanted !== 2 && wanted !== 4 && wanted !== 11)) return NO_MATCH
      seen.state = payload.u32(TARGET_AT) | 0
      return NEED_MORE
    }
    return ANSWERS.includes(kind) && seen.state !== 0 && (payload.u32(2) | 0) === seen.state ? MATCH : NO_MATCH
  },
})
