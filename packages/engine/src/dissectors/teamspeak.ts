// TeamSpeak 3: a packet's first 8 bytes authenticate it; before keys are agreed on they are "TS3INIT1". Version 2 begins with a class and
// type (F4 BE ...). Servers announce themselves to TeamSpeak's list on port 2010: a request of four bytes is answered with the same four
// and a token.
import { ascii } from "../bytes/byte-window.ts"
import { MATCH, NEED_MORE, NO_MATCH, defineDissector, type Verdict } from "../inspect/types.ts"

const INIT = ascii("TS3INIT1")
const LIST_PORT = 2010
const LIST_REQUEST_BYTES = 4
const LIST_ANSWER_BYTES = 8
/** TeamSpeak 2: class F4BE, types login (3), login reply (4). */
const TS2_LOGIN = 0xf4be_0300
const TS2_LOGIN_REPLY = 0xf4be_0400

export const teamSpeak = defineDissector({
  protocol: "TeamSpeak",
  transports: ["udp"],
  hintPorts: [9987, 8767, LIST_PORT],
  firstBytes: [INIT[0], 0x01, 0xf4],
  minBytes: 4,
  recognise(seen): Verdict {
    const { payload } = seen
    if (payload.u8(0) === INIT[0]) return payload.has(0, INIT) ? MATCH : NO_MATCH
    if (payload.u8(0) === 0xf4) return payload.length >= 20 && (payload.u32(0) === TS2_LOGIN || payload.u32(0) === TS2_LOGIN_REPLY) ? MATCH : NO_MATCH
    if (!seen.hasPort(LIST_PORT)) return NO_MATCH
    if (seen.payloadWireBytes === LIST_REQUEST_BYTES && (payload.u8(2) & 0x80) !== 0) {
      seen.state = payload.u32(0)
      return NEED_MORE
    }
    return seen.state !== 0 && seen.payloadWireBytes === LIST_ANSWER_BYTES && payload.u32(0) >>> 0 === seen.state >>> 0 ? MATCH : NO_MATCH
  },
})
