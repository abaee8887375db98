// Valve's server queries (developer.valvesoftware.com/wiki/Server_queries): 0xffffffff, a letter, and what belongs to it.
import { ascii, hex, type ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const INFO_REQUEST = ascii("TSource Engine Query\0")
/** Players, rules or challenge asked for without a challenge number yet. */
const requests = [hex("ffffffff 55 ffffffff"), hex("ffffffff 56 ffffffff"), hex("ffffffff 57")]
const INFO_ANSWER = 0x49
const CHALLENGE_ANSWER = 0x41
const VERSION = 17
const MAX_NAME_BYTES = 256

/** Protocol 17, then the server's name as text. */
function isInfoAnswer(payload: ByteWindow): boolean {
  if (payload.u8(4) !== INFO_ANSWER || payload.u8(5) !== VERSION || payload.length < 24) return false
  const end = payload.indexOfByte(0, 6, 6 + MAX_NAME_BYTES)
  if (end < 9) return false
  for (let at = 6; at < end; at++) if (payload.u8(at) < 0x20) return false
  return true
}

export const sourceEngine = defineDissector({
  protocol: "Source_Engine",
  transports: ["udp"],
  firstBytes: [0xff],
  minBytes: 5,
  recognise(seen) {
    const { payload } = seen
    if (payload.u32(0) !== 0xffffffff) return NO_MATCH
    if (payload.has(4, INFO_REQUEST)) return MATCH
    if (payload.length === 9 && (payload.has(0, requests[0]) || payload.has(0, requests[1]))) return MATCH
    if (isInfoAnswer(payload)) return MATCH
    // The rest proves less, and Quake's descendants speak alike.
    if (!seen.hasPort(27015)) return NO_MATCH
    if (payload.length === 5) return payload.has(0, requests[2]) ? MATCH : NO_MATCH
    if (payload.u8(4) === INFO_ANSWER) return payload.u8(5) === VERSION && payload.length > 20 ? MATCH : NO_MATCH
    return payload.u8(4) === CHALLENGE_ANSWER && payload.length === 9 ? MATCH : NO_MATCH
  },
})
