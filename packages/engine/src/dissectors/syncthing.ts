// Syncthing: local discovery (protocol "Local Discovery v4") and the hello of the Block Exchange Protocol begin with the same magic.
// Its relays ("Relay Protocol v1") have one of their own: magic, type u32, length u32.
import { hex } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const MAGIC = hex("2ea7d90b")
const RELAY = hex("9e79bc40")
const RELAY_HEADER_BYTES = 12
const LAST_RELAY_TYPE = 7
const MAX_RELAY_BYTES = 1024

export const syncthing = defineDissector({
  protocol: "Syncthing",
  transports: ["udp", "tcp"],
  hintPorts: [21027, 22000, 22067],
  firstBytes: [MAGIC[0], RELAY[0]],
  minBytes: 8,
  recognise({ stream }) {
    if (stream.has(0, MAGIC)) return MATCH
    return stream.length >= RELAY_HEADER_BYTES && stream.has(0, RELAY) && stream.u32(4) <= LAST_RELAY_TYPE && stream.u32(8) <= MAX_RELAY_BYTES ? MATCH : NO_MATCH
  },
})
