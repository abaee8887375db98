// Syncthing: local discovery (protocol "Local Discovery v4") and the hello of the Block Exchange Protocol begin with the same magic.
import { hex } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const MAGIC = hex("2ea7d90b")

export const syncthing = defineDissector({
  protocol: "Syncthing",
  transports: ["udp", "tcp"],
  hintPorts: [21027, 22000],
  firstBytes: [MAGIC[0]],
  minBytes: 8,
  recognise: ({ stream }) => (stream.has(0, MAGIC) ? MATCH : NO_MATCH),
})
