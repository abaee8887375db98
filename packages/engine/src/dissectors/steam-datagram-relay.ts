// Steam Datagram Relay: clients measure relays with "sdping" requests.
import { ascii } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const PING = ascii("sdping")

export const steamDatagramRelay = defineDissector({
  protocol: "SteamDatagramRelay",
  transports: ["udp"],
  firstBytes: [1],
  minBytes: 16,
  recognise: ({ payload }) => (payload.has(2, PING) ? MATCH : NO_MATCH),
})
