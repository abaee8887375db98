// Cassandra: CQL native protocol versions 1 to 5 (native_protocol_v4.spec sections 2 and 4), and messages between nodes (magic number).
import { ascii, hex, type ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const INTERNODE_MAGIC = hex("ca552dfa")
const RESPONSE = 0x80
const ERROR = 0x00
const STARTUP = 0x01
const READY = 0x02
const AUTHENTICATE = 0x03
const OPTIONS = 0x05
const SUPPORTED = 0x06
const CQL_VERSION = ascii("CQL_VERSION")
const FLAG_BITS = 0x1f
const CQL_PORT = 9042

export const cassandra = defineDissector({
  protocol: "Cassandra",
  transports: ["tcp"],
  hintPorts: [CQL_PORT, 7000, 7001, 9142],
  firstBytes: [1, 2, 3, 4, 5, 0x81, 0x82, 0x83, 0x84, 0x85, INTERNODE_MAGIC[0]],
  minBytes: 8,
  recognise(seen) {
    const { stream } = seen
    if (stream.has(0, INTERNODE_MAGIC)) return MATCH
    const version = stream.u8(0) & 0x7f
    // Versions 1 and 2 number streams with one byte, later ones with two.
    const opcodeAt = version >= 3 ? 4 : 3
    const body = opcodeAt + 5
    const isWhole = stream.u32(opcodeAt + 1) === stream.length - body
    if (version < 1 || version > 5 || (stream.u8(1) & ~FLAG_BITS) !== 0 || !isWhole) return NO_MATCH
    return opens(stream, body, stream.u8(opcodeAt), seen.hasPort(CQL_PORT)) ? MATCH : NO_MATCH
  },
})

function opens(stream: ByteWindow, body: number, opcode: number, isOnPort: boolean): boolean {
  if ((stream.u8(0) & RESPONSE) === 0) {
    if (opcode === STARTUP) return stream.u16(body) > 0 && stream.u16(body) < 16 && stream.indexOf(CQL_VERSION, body, body + 64) > 0
    return opcode === OPTIONS && stream.length === body && isOnPort
  }
  if (opcode === SUPPORTED) return stream.indexOf(CQL_VERSION, body, body + 1024) > 0
  return isOnPort && ((opcode === READY && stream.length === body) || ((opcode === ERROR || opcode === AUTHENTICATE) && stream.length > body + 4))
}
