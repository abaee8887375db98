// Munin's node greets "# munin node at <name>" (Munin guide, "Data exchange between master and node"); a master whose node is not heard, or is under way, asks in
// lines of its own words: on the port.
import { ascii } from "../bytes/byte-window.ts"
import { CONTINUE, DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"
import { lineBytes, lineText } from "./text-lines.ts"

const LINE_FEED = 0x0a
const GREETING = ascii("# munin node at ")

const PORT = 4949
const words = ["cap multigraph", "list", "nodes", "config ", "fetch ", "version\n", "quit\n"].map(ascii)

export const munin = defineDissector({
  protocol: "Munin",
  transports: ["tcp"],
  hintPorts: [PORT],
  firstBytes: [GREETING[0], ...new Set(words.map((word) => word[0]))],
  minBytes: 5,
  recognise({ stream, toServer, serverPort }) {
    if (stream.has(0, GREETING)) return MATCH
    if (!toServer || serverPort !== PORT || stream.u8(stream.length - 1) !== LINE_FEED) return NO_MATCH
    for (const word of words) if (stream.has(0, word)) return MATCH
    return NO_MATCH
  },
  extract(seen) {
    if (!seen.stream.has(0, GREETING)) return DONE
    const size = lineBytes(seen.stream, 0)
    if (size === 0) return CONTINUE
    seen.setHostname(lineText(seen.stream, GREETING.length, size - GREETING.length))
    return DONE
  },
})
