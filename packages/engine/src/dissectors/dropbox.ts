// Dropbox LAN sync: a JSON object broadcast to UDP port 17500 that names the host, its port and its namespaces.
import { ascii } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const HOST = ascii('"host_int"')
const OPENING = ascii('{"')
const LOOK_BYTES = 256

export const dropbox = defineDissector({
  protocol: "Dropbox",
  transports: ["udp"],
  hintPorts: [17500],
  onlyOnHintPorts: true,
  firstBytes: [OPENING[0]],
  minBytes: 32,
  recognise: ({ payload }) => (payload.has(0, OPENING) && payload.indexOf(HOST, 0, LOOK_BYTES) > 0 ? MATCH : NO_MATCH),
})
