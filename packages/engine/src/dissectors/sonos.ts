// Sonos: players announce themselves on UDP 6969 (and 1905) with the name of their household.
import { ascii } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const HOUSEHOLD = ascii("Sonos_")
const MAX_AT = 64

export const sonos = defineDissector({
  protocol: "Sonos",
  transports: ["udp"],
  hintPorts: [6969, 1905],
  onlyOnHintPorts: true,
  minBytes: 16,
  recognise: ({ payload }) => (payload.indexOf(HOUSEHOLD, 0, MAX_AT) >= 0 ? MATCH : NO_MATCH),
})
