// Viber: no specification; what its packets prove, on its ports only. Over TCP a message begins with its length (little-endian), a type and
// zeros; over UDP with the call's number, a type and a zero.
import { MATCH, NEED_MORE, NO_MATCH, defineDissector, DONE } from "../inspect/types.ts"

const PORTS = [4244, 5242, 5243, 7985, 7987]
/** First messages of a call over UDP: ping and pong (9, 12), probe and answer (25, 26), data (1, 3). */
const callTypes = [1, 3, 9, 12, 25, 26]

export const viber = defineDissector({
  protocol: "Viber",
  transports: ["tcp", "udp"],
  hintPorts: PORTS,
  onlyOnHintPorts: true,
  minBytes: 8,
  recognise(seen) {
    const { stream } = seen
    if (seen.transport === "udp") {
      const type = stream.u8(2)
      if (stream.u8(3) !== 0 || !callTypes.includes(type)) return NO_MATCH
      // Each call keeps its number: two messages with it.
      const number = stream.u16(0) | 0x10000
      if (seen.state === number) return MATCH
      seen.state = number
      return NEED_MORE
    }
    const fits = stream.u16le(0) === stream.length && stream.u16(4) === 0
    return fits && stream.length >= 12 ? MATCH : NO_MATCH
  },
  extract(seen) {
    seen.setEncrypted(true)
    return DONE
  },
})
