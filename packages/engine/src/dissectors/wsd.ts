// WS-Discovery (OASIS WS-DD 1.1 and the member submission of 2005): SOAP over UDP whose envelope names the discovery namespace.
import { ascii } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const PORT = 3702
const ENVELOPE = ascii("Envelope")
const NAMESPACES = [ascii("/ws/2005/04/discovery"), ascii("/ws-dd/ns/discovery/2009/01")]
const MAX_LOOK_BYTES = 1500
const MAX_ENVELOPE_AT = 200

export const wsd = defineDissector({
  protocol: "WSD",
  transports: ["udp"],
  hintPorts: [PORT],
  firstBytes: [0x3c],
  minBytes: 40,
  recognise(seen) {
    const { payload } = seen
    if (payload.indexOf(ENVELOPE, 1, MAX_ENVELOPE_AT) < 0) return NO_MATCH
    // SOAP over UDP has no other use on its port.
    if (seen.hasPort(PORT)) return MATCH
    for (const namespace of NAMESPACES) if (payload.indexOf(namespace, 0, MAX_LOOK_BYTES) >= 0) return MATCH
    return NO_MATCH
  },
})
