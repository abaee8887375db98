// Munin's node greets "# munin node at <name>" (Munin guide, "Data exchange between master and node").
import { ascii } from "../bytes/byte-window.ts"
import { CONTINUE, DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"
import { lineBytes, lineText } from "./text-lines.ts"

const GREETING = ascii("# munin node at ")

export const munin = defineDissector({
  protocol: "Munin",
  transports: ["tcp"],
  hintPorts: [4949],
  firstBytes: [GREETING[0]],
  minBytes: GREETING.length,
  recognise: ({ stream }) => (stream.has(0, GREETING) ? MATCH : NO_MATCH),
  extract(seen) {
    if (!seen.stream.has(0, GREETING)) return DONE
    const size = lineBytes(seen.stream, 0)
    if (size === 0) return CONTINUE
    seen.setHostname(lineText(seen.stream, GREETING.length, size - GREETING.length))
    return DONE
  },
})
