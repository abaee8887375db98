// TP-Link's Smart Home Protocol: JSON, each byte XORed with the encrypted one before it (first: 0xab); behind a 32-bit length over TCP.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const FIRST_KEY = 0xab
const BRACE = 0x7b
const QUOTE = 0x22
const COLON = 0x3a

/** `{"` a name `":` in disguise. */
function isHiddenObject(window: ByteWindow, from: number): boolean {
  if ((window.u8(from) ^ FIRST_KEY) !== BRACE || (window.u8(from + 1) ^ window.u8(from)) !== QUOTE) return false
  for (let at = from + 2; at < from + 40 && at + 1 < window.length; at++) {
    const plain = window.u8(at) ^ window.u8(at - 1)
    if (plain === QUOTE) return at >= from + 5 && (window.u8(at + 1) ^ window.u8(at)) === COLON
    const letter = plain | 0x20
    if ((letter < 0x61 || letter > 0x7a) && plain !== 0x5f && plain !== 0x2e && (plain < 0x30 || plain > 0x39)) return false
  }
  return false
}

export const tplinkShp = defineDissector({
  protocol: "TPLINK_SHP",
  transports: ["tcp", "udp"],
  firstBytes: [FIRST_KEY ^ BRACE, 0],
  minBytes: 10,
  recognise({ payload, transport }) {
    if (transport === "udp") return isHiddenObject(payload, 0) ? MATCH : NO_MATCH
    return payload.u32(0) < 0x10000 && payload.u32(0) + 4 >= payload.length && isHiddenObject(payload, 4) ? MATCH : NO_MATCH
  },
})
