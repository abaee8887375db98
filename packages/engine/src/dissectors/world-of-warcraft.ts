// World of Warcraft: both sides of the world connection open with a sentence; the logon challenge names the game ("WoW").
import { ascii } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const SENTENCE = ascii("WORLD OF WARCRAFT CONNECTION - ")
const GAME = ascii("WoW\0")

export const worldOfWarcraft = defineDissector({
  protocol: "WorldOfWarcraft",
  transports: ["tcp"],
  hintPorts: [3724, 8085, 8086, 1119],
  minBytes: 8,
  recognise({ stream }) {
    if (stream.has(2, SENTENCE)) return MATCH // a length before it, of 2 bytes
    // Logon challenge: command 0, version of the logon protocol, size of the rest.
    const isLogon = stream.u8(0) === 0 && stream.u8(1) >= 2 && stream.u8(1) <= 8 && stream.has(4, GAME) && stream.u16le(2) === stream.length - 4
    return isLogon ? MATCH : NO_MATCH
  },
})
