// Megaco, H.248.1 annex B (RFC 3525 section 8): "MEGACO/1 [address]:port ..." or, compact, "!/1 [address] ..." or "!/1 <name> ...".
import { ascii } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const LONG = ascii("megaco/")
const SHORT = ascii("!/")

export const megaco = defineDissector({
  protocol: "Megaco",
  transports: ["udp", "tcp", "sctp"],
  hintPorts: [2944],
  firstBytes: [0x21, 0x4d, 0x6d],
  minBytes: 10,
  recognise({ stream }) {
    const at = stream.hasNoCase(0, LONG) ? LONG.length : stream.has(0, SHORT) ? SHORT.length : 0
    if (at === 0 || stream.u8(at) < 0x31 || stream.u8(at) > 0x39) return NO_MATCH
    const space = stream.u8(at + 1)
    if (space !== 0x20 && space !== 0x0a && space !== 0x0d) return NO_MATCH
    const sender = stream.u8(at + 2)
    // [address], <domain name>, MTP{...} or a device name
    return sender === 0x5b || sender === 0x3c || (at === LONG.length && sender > 0x20 && sender < 0x7f) ? MATCH : NO_MATCH
  },
})
