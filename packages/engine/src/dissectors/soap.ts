// SOAP without HTTP's head before it (SOAP over TCP, or a flow met in the middle of a message): an XML document whose root is an envelope.
import { ascii } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const DECLARATION = ascii("<?xml ")
const ENVELOPE = ascii(":Envelope")
const NAMESPACES = [ascii("schemas.xmlsoap.org/soap/envelope"), ascii("www.w3.org/2003/05/soap-envelope")] as const
const LESS = 0x3c
const LOOK_BYTES = 512
/** Of the namespace's prefix when the document begins with its root. */
const PREFIX_BYTES = 16

export const soap = defineDissector({
  protocol: "SOAP",
  transports: ["tcp"],
  firstBytes: [LESS],
  minBytes: 32,
  recognise({ stream }) {
    if (stream.indexOf(ENVELOPE, 0, stream.has(0, DECLARATION) ? LOOK_BYTES : PREFIX_BYTES) < 0) return NO_MATCH
    return stream.indexOf(NAMESPACES[0], 0, LOOK_BYTES) > 0 || stream.indexOf(NAMESPACES[1], 0, LOOK_BYTES) > 0 ? MATCH : NO_MATCH
  },
})
