// Spotify: its clients look for each other at home ("SpotUdp0"); a connection to an access point opens with version 4, its length, and a protobuf hello.
import { ascii } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const AT_HOME = ascii("SpotUdp")
const VERSION = 4
/** Protobuf: field 10, length-delimited. */
const BUILD_INFO = 0x52

export const spotify = defineDissector({
  protocol: "Spotify",
  transports: ["udp", "tcp"],
  hintPorts: [57621, 4070],
  firstBytes: [AT_HOME[0], 0],
  minBytes: 16,
  recognise({ payload, stream, transport, toServer }) {
    if (transport === "udp") return payload.has(0, AT_HOME) ? MATCH : NO_MATCH
    return toServer && stream.u16(0) === VERSION && stream.u32(2) === stream.length && stream.u8(6) === BUILD_INFO ? MATCH : NO_MATCH
  },
})
