// Among Us over Hazel (UDP): a hello is type 8, a nonce, Hazel's version 0, then the game's version (years from 2018 times 25000 and
// months times 1800 make a little-endian number around 50 million) and the player's name.
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const HELLO = 8
const FIRST_NONCE = 1
const MIN_VERSION = 50_000_000
const MAX_VERSION = 51_500_000
const NAME_AT = 8

export const amongUs = defineDissector({
  protocol: "AmongUs",
  transports: ["udp"],
  hintPorts: [22023, 22024, 22025, 22026, 22027],
  firstBytes: [HELLO],
  minBytes: 9,
  recognise({ payload }) {
    const version = payload.u32le(4)
    if (payload.u16(1) !== FIRST_NONCE || payload.u8(3) !== 0 || version < MIN_VERSION || version > MAX_VERSION) return NO_MATCH
    const nameBytes = payload.u8(NAME_AT)
    return nameBytes > 0 && NAME_AT + 1 + nameBytes <= payload.length ? MATCH : NO_MATCH
  },
})
