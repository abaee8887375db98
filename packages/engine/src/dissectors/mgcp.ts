// MGCP, RFC 3435 section 3.2: "VERB transaction endpoint MGCP 1.0"; answers are "code transaction text".
import { ascii } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const verbs = ["EPCF ", "CRCX ", "MDCX ", "DLCX ", "RQNT ", "NTFY ", "AUEP ", "AUCX ", "RSIP "].map(ascii)
const VERSION = ascii(" MGCP ")
const MAX_LINE_BYTES = 300

export const mgcp = defineDissector({
  protocol: "MGCP",
  transports: ["udp"],
  hintPorts: [2427, 2727],
  firstBytes: [...new Set(verbs.map((verb) => verb[0]))],
  minBytes: 16,
  recognise({ payload }) {
    for (const verb of verbs) if (payload.has(0, verb)) return payload.indexOf(VERSION, verb.length, MAX_LINE_BYTES) > 0 ? MATCH : NO_MATCH
    return NO_MATCH
  },
  extract(seen) {
    const { payload } = seen
    const feed = payload.indexOfByte(0x0a)
    const line = printable(payload, 0, feed < 0 ? payload.length : feed)
    const [verb, , endpoint = ""] = line.split(" ")
    seen.metadata.mgcp = { verb, endpoint }
    const host = endpoint.split("@")[1]
    if (host) seen.setHostname(host)
    return DONE
  },
})
