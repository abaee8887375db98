// NoMachine (NX): both sides open with "NXSH-8.10.1\n" or "NXD-8.10.1\n"; over UDP ten bytes: type, 1, length, sequence number, 0 (little-endian).
import { ascii } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector } from "../inspect/types.ts"

const NX_PORT = 4000
const greetings = ["NXSH-", "NXD-", "NXSERVER-", "NXPROXY-"].map(ascii)
const LF = 0x0a
const UDP_OPENING_BYTES = 10
const ASKED = 1

export const nomachine = defineDissector({
  protocol: "NoMachine",
  transports: ["tcp", "udp"],
  hintPorts: [NX_PORT],
  firstBytes: [0x4e, 1, 2],
  minBytes: 8,
  recognise(seen) {
    const { stream, transport } = seen
    if (transport === "tcp") {
      for (const greeting of greetings) {
        const digit = stream.u8(greeting.length)
        if (stream.has(0, greeting) && digit >= 0x30 && digit <= 0x39) return MATCH
      }
      return NO_MATCH
    }
    const type = stream.u16le(0)
    if (stream.length !== UDP_OPENING_BYTES || (type !== 1 && type !== 2) || stream.u16le(2) !== 1 || stream.u16le(4) !== UDP_OPENING_BYTES || stream.u16le(8) !== 0) return NO_MATCH
    if (seen.hasPort(NX_PORT) || (type === 2 && (seen.state & ASKED) !== 0)) return MATCH
    seen.state |= ASKED
    return NEED_MORE
  },
  extract(seen) {
    seen.setEncrypted(true)
    if (seen.transport === "tcp") {
      const end = seen.stream.indexOfByte(LF, 0, 40)
      seen.metadata.nomachine = { version: printable(seen.stream, 0, end < 0 ? seen.stream.length : end, 40) }
    }
    return DONE
  },
})
