// Saia-Burgess Ether-S-I/O: "ESIO" | type u16 | length u32 of the whole telegram | ...
import { ascii } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const MAGIC = ascii("ESIO")

export const etherSio = defineDissector({
  protocol: "EtherSIO",
  transports: ["udp"],
  firstBytes: [MAGIC[0]],
  minBytes: 16,
  recognise: ({ payload, payloadWireBytes }) => (payload.has(0, MAGIC) && payload.u16(4) <= 0x10 && payload.u32(6) === payloadWireBytes ? MATCH : NO_MATCH),
})
