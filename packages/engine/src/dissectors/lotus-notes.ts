// Lotus Notes RPC has no public specification. A session opens with length, request, then these constants (as in Nmap's NotesRPC probe).
import { hex } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const OPENING = hex("0000 0200 0040 020f")
const OPENING_AT = 6

export const lotusNotes = defineDissector({
  protocol: "LotusNotes",
  transports: ["tcp"],
  hintPorts: [1352],
  minBytes: 17,
  recognise: ({ stream }) => (stream.u16(2) === 0 && stream.has(OPENING_AT, OPENING) ? MATCH : NO_MATCH),
})
