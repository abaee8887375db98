// MGCP, RFC 3435 section 3.2: "VERB transaction endpoint MGCP 1.0"; answers are "code transaction text".
import { isDigit } from "../bytes/ascii.ts"
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { CONTINUE, DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const verbs = ["EPCF ", "CRCX ", "MDCX ", "DLCX ", "RQNT ", "NTFY ", "AUEP ", "AUCX ", "RSIP "].map(ascii)
const VERSION = ascii(" MGCP ")
const PORTS = [2427, 2727] as const
const MAX_LINE_BYTES = 300

export const mgcp = defineDissector({
  protocol: "MGCP",
  transports: ["udp"],
  hintPorts: PORTS,
  firstBytes: [...new Set(verbs.map((verb) => verb[0])), 0x31, 0x32, 0x34, 0x35],
  minBytes: 6,
  recognise(seen) {
    const { payload } = seen
    if (isDigit(payload.u8(0))) return isAnswer(payload) && (seen.hasPort(PORTS[0]) || seen.hasPort(PORTS[1])) ? MATCH : NO_MATCH
    for (const verb of verbs) if (payload.has(0, verb)) return payload.indexOf(VERSION, verb.length, MAX_LINE_BYTES) > 0 ? MATCH : NO_MATCH
    return NO_MATCH
  },
  extract(seen) {
    const { payload } = seen
    const feed = payload.indexOfByte(0x0a)
    const line = printable(payload, 0, feed < 0 ? payload.length : feed)
    if (isDigit(payload.u8(0))) return CONTINUE
    const [verb, , endpoint = ""] = line.split(" ")
    seen.metadata.mgcp = { verb, endpoint }
    const host = endpoint.split("@")[1]
    if (host) seen.setHostname(host)
    return DONE
  },
})

/** "200 1203 OK" (section 3.3). */
function isAnswer(payload: ByteWindow): boolean {
  return isDigit(payload.u8(1)) && isDigit(payload.u8(2)) && payload.u8(3) === 0x20 && isDigit(payload.u8(4))
}
