// Call of Duty Mobile measures its servers with 12 bytes: a number and "ping", which come back.
import { ascii } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const PING = ascii("ping")
const NUMBER_BYTES = 8
const MIN_PORT = 7000
const MAX_PORT = 8100

export const codMobile = defineDissector({
  protocol: "CoD_Mobile",
  transports: ["udp"],
  minBytes: 12,
  recognise({ payload, serverPort }) {
    if (payload.length !== NUMBER_BYTES + PING.length || !payload.has(NUMBER_BYTES, PING)) return NO_MATCH
    return serverPort >= MIN_PORT && serverPort <= MAX_PORT ? MATCH : NO_MATCH
  },
})
