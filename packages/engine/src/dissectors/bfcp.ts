// BFCP, RFC 8855 section 5.1: who may present in a conference.
//    version (3 bits: 1 over TCP, 2 over UDP) R F reserved | primitive | length in words u16 | conference u32 | transaction u16 | user u16
import { MATCH, NEED_MORE, NO_MATCH, defineDissector, type Inspection, type Verdict } from "../inspect/types.ts"

const HEADER_BYTES = 12
const MAX_PRIMITIVE = 18
const MAX_ATTRIBUTES = 64

export const bfcp = defineDissector({
  protocol: "BFCP",
  transports: ["tcp", "udp"],
  hintPorts: [5070],
  firstBytes: [0x20, 0x28, 0x30, 0x38, 0x40, 0x48, 0x50, 0x58],
  minBytes: HEADER_BYTES,
  recognise(seen): Verdict {
    const { stream } = seen
    if ((stream.u8(0) & 7) !== 0 || stream.u8(1) === 0 || stream.u8(1) > MAX_PRIMITIVE || stream.u32(4) === 0) return NO_MATCH
    const identity = (stream.u32(4) ^ stream.u32(8)) & ~1
    // An answer of the other side: the same conference, transaction and user.
    if (seen.state !== 0) return seen.state === (identity | (seen.toServer ? 0 : 1)) ? MATCH : NO_MATCH
    if (isWhole(seen)) return MATCH
    seen.state = identity | (seen.toServer ? 1 : 0)
    return NEED_MORE
  },
})

/** Attributes, at least one, fill the announced length. */
function isWhole({ stream }: Inspection): boolean {
  const end = HEADER_BYTES + stream.u16(2) * 4
  if (end !== stream.length || end < HEADER_BYTES + 4) return false
  let at = HEADER_BYTES
  for (let i = 0; i < MAX_ATTRIBUTES && at < end; i++) {
    const type = stream.u8(at) >> 1
    const length = stream.u8(at + 1)
    if (type === 0 || type > 18 || length < 2) return false
    at += (length + 3) & ~3
  }
  return at === end
}
