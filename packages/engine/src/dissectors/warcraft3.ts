// Warcraft III: its product code in Battle.net's opening; games (W3GS, bnetdocs.org): messages of 0xf7, id, length (little-endian).
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"
import { productAt } from "./battle-net.ts"

const products = ["3RAW", "PX3W"].map(ascii)
const GAME = 0xf7
const SLOT_INFO_JOIN = 0x04
const REQUEST_JOIN = 0x1e
/** Search, information and creation of a game: they name the product. */
const SEARCH_GAME = 0x2f
const CREATE_GAME = 0x31
/** A host repeats how full its game is, or takes it back: the game's number, players, places. */
const REFRESH_GAME = 0x32
const REFRESH_BYTES = 16
const CANCEL_GAME = 0x33
const CANCEL_BYTES = 8
const MAX_PLAYERS = 24
const PORT = 6112

/** Little proof: on the port only. */
function isHostsWord(payload: ByteWindow, wireBytes: number): boolean {
  if (payload.u8(1) === CANCEL_GAME) return wireBytes === CANCEL_BYTES
  return payload.u8(1) === REFRESH_GAME && wireBytes === REFRESH_BYTES && payload.u32le(8) <= MAX_PLAYERS && payload.u32le(12) <= MAX_PLAYERS && payload.u32le(12) > 0
}

function hasProduct(window: ByteWindow, at: number): boolean {
  return window.has(at, products[0]) || window.has(at, products[1])
}

export const warcraft3 = defineDissector({
  protocol: "Warcraft3",
  transports: ["tcp", "udp"],
  hintPorts: [6112],
  firstBytes: [GAME, 0x01, 0xff],
  minBytes: 8,
  recognise(seen) {
    const { stream, payload, transport, toServer, payloadWireBytes } = seen
    const id = payload.u8(1)
    if (transport === "udp") {
      if (payload.u8(0) !== GAME || payload.u16le(2) !== payloadWireBytes) return NO_MATCH
      if (seen.hasPort(PORT) && isHostsWord(payload, payloadWireBytes)) return MATCH
      return id >= SEARCH_GAME && id <= CREATE_GAME && hasProduct(payload, 4) ? MATCH : NO_MATCH
    }
    if (stream.u8(0) === GAME) return stream.u8(1) === (toServer ? REQUEST_JOIN : SLOT_INFO_JOIN) && stream.u16le(2) === stream.length && stream.length < 256 ? MATCH : NO_MATCH
    const at = productAt(stream)
    return at > 0 && hasProduct(stream, at) ? MATCH : NO_MATCH
  },
})
