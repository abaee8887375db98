// Steam: discovery of other machines at home (UDP 27036), and its connection to Valve: "VT01" behind a length (TCP), "VS01" (UDP).
import { ascii, hex } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const DISCOVERY = hex("ffffffff 214c5fa0")
const TCP_MAGIC = ascii("VT01")
const UDP_MAGIC = ascii("VS01")
const UDP_HEADER_BYTES = 36

export const steam = defineDissector({
  protocol: "Steam",
  transports: ["tcp", "udp"],
  hintPorts: [27036, 27017, 27018, 27019, 27020],
  minBytes: 8,
  recognise({ payload, transport, stream, payloadWireBytes }) {
    if (transport === "tcp") return stream.has(4, TCP_MAGIC) && stream.u32le(0) > 0 && stream.u32le(0) < 0x1000000 ? MATCH : NO_MATCH
    if (payload.has(0, DISCOVERY)) return MATCH
    // Size of what follows the header.
    return payload.has(0, UDP_MAGIC) && payload.u16le(4) === payloadWireBytes - UDP_HEADER_BYTES ? MATCH : NO_MATCH
  },
})
