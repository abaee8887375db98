// netcode (github.com/mas-bandwidth/netcode, STANDARD.md), which yojimbo stands on: a connection request is type 0 and the version as text.
import { ascii } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const VERSION = ascii("NETCODE 1.0")

export const yojimbo = defineDissector({
  protocol: "Yojimbo",
  transports: ["udp"],
  firstBytes: [0],
  minBytes: 14,
  recognise: ({ payload }) => (payload.has(1, VERSION) ? MATCH : NO_MATCH),
})
