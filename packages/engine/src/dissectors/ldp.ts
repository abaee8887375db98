// LDP, RFC 5036 section 3.1 (header of a PDU) and 3.5 (message types).
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const HELLO = 0x0100
const messages = new Set([0x0001, HELLO, 0x0200, 0x0201, 0x0202, 0x0300, 0x0301, 0x0400, 0x0401, 0x0402, 0x0403, 0x0404])

export const ldp = defineDissector({
  protocol: "LDP",
  transports: ["udp", "tcp"],
  hintPorts: [646],
  onlyOnHintPorts: true,
  firstBytes: [0],
  minBytes: 18,
  recognise({ stream, transport, payloadWireBytes }) {
    const length = stream.u16(2)
    const fits = transport === "udp" ? length + 4 === payloadWireBytes : length >= 14 && length <= 4096
    const message = stream.u16(10) & 0x7fff
    return stream.u16(0) === 1 && fits && messages.has(message) && stream.u16(12) >= 4 && stream.u16(12) + 10 <= length ? MATCH : NO_MATCH
  },
})
