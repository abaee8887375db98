// RakNet: unconnected messages carry 16 magic bytes near their beginning, behind the message id and perhaps a time. Acknowledgements
// are a count of records, each a number (3 bytes) behind a 1, or two (from, to) behind a 0.
// Some games put other bytes in place of the magic ones: three pongs of one server (same id, same such bytes, a length that fits) prove those.
import { hex, type ByteWindow } from "../bytes/byte-window.ts"
import { DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector, type Inspection, type Verdict } from "../inspect/types.ts"

const MAGIC = hex("00ffff00fefefefefdfdfdfd12345678")
/** Message ids that carry it, Roblox's own among them (which put a header of their own before it). */
const ids = [0x01, 0x02, 0x1c, 0x05, 0x06, 0x07, 0x08, 0x12, 0x14, 0x17, 0x19, 0x78, 0x7b, 0x7e]
const MAX_MAGIC_AT = 48
const PONG = 0x1c
/** Id, time, the server's id, magic; then a text with its length. */
const PONG_SERVER_AT = 9
const PONG_TEXT_AT = 33
const PONGS = 3
const ACKNOWLEDGED = 0xc0
const MISSING = 0xa0
const MIN_RECORDS = 3
const MAX_RECORDS = 256

/** Only with single numbers: ranges are mostly zeros, as much else is. */
function isAcknowledgement(payload: ByteWindow): boolean {
  const count = payload.u16(1)
  if (count < MIN_RECORDS || count > MAX_RECORDS || payload.length !== 3 + 4 * count) return false
  for (let at = 3; at < payload.length; at += 4) if (payload.u8(at) !== 1) return false
  return true
}

/** seen.state: a sum over server and magic (28 bits) | pongs so far. */
function pongVerdict(seen: Inspection): Verdict {
  const { payload } = seen
  const textBytes = payload.u16(PONG_TEXT_AT)
  if (textBytes === 0 || PONG_TEXT_AT + 2 + textBytes !== seen.payloadWireBytes) return NO_MATCH
  let sum = 1
  for (let at = PONG_SERVER_AT; at < PONG_TEXT_AT; at++) sum = Math.imul(sum, 31) + payload.u8(at)
  sum &= ~15
  const pongs = (seen.state & ~15) === sum ? (seen.state & 15) + 1 : 1
  seen.state = sum | pongs
  return pongs >= PONGS ? MATCH : NEED_MORE
}

export const raknet = defineDissector({
  protocol: "RakNet",
  transports: ["udp"],
  firstBytes: [...ids, ACKNOWLEDGED, MISSING],
  minBytes: 15,
  recognise(seen) {
    const { payload } = seen
    const id = payload.u8(0)
    if (id === ACKNOWLEDGED || id === MISSING) return isAcknowledgement(payload) ? MATCH : NO_MATCH
    if (payload.indexOf(MAGIC, 1, MAX_MAGIC_AT) > 0) return MATCH
    return id === PONG ? pongVerdict(seen) : NO_MATCH
  },
  extract: () => DONE,
})
