// The Elder Scrolls Online: the length of what follows, twice two-byte ones, the length of the rest again. Ports as the publisher says them.
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const MIN_BYTES = 64
const ONES = 0x00010001
const INNER_BYTES = 8

function isGamePort(port: number): boolean {
  return (port >= 24_100 && port <= 24_131) || (port >= 24_300 && port <= 24_331) || (port >= 24_500 && port <= 24_507)
}

export const tesOnline = defineDissector({
  protocol: "TES_Online",
  transports: ["tcp"],
  firstBytes: [0],
  minBytes: MIN_BYTES,
  recognise({ stream, serverPort, clientPort }) {
    if (stream.u32(4) !== ONES || stream.u32(0) !== stream.u32(8) + INNER_BYTES || stream.u32(0) + 4 < stream.length) return NO_MATCH
    return isGamePort(serverPort) || isGamePort(clientPort) ? MATCH : NO_MATCH
  },
})
