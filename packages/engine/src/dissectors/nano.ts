// Nano's node protocol: "R" and a letter of the network | version: newest, in use, oldest | message type | extensions u16.
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const MAGIC = 0x52
/** Development, beta, live, test. */
const networks: readonly number[] = [0x41, 0x42, 0x43, 0x58]
const OLDEST_VERSION = 5
const NEWEST_VERSION = 40
const LAST_TYPE = 15

export const nano = defineDissector({
  protocol: "Nano",
  transports: ["tcp", "udp"],
  hintPorts: [7075, 7175, 54000],
  firstBytes: [MAGIC],
  minBytes: 8,
  recognise({ stream }) {
    const newest = stream.u8(2)
    const used = stream.u8(3)
    const oldest = stream.u8(4)
    if (!networks.includes(stream.u8(1)) || stream.u8(5) < 1 || stream.u8(5) > LAST_TYPE) return NO_MATCH
    return newest <= NEWEST_VERSION && oldest >= OLDEST_VERSION && newest >= used && used >= oldest ? MATCH : NO_MATCH
  },
})
