// Memcached: the text protocol (doc/protocol.txt), the binary one (24-byte header), and both behind the eight bytes of a UDP frame.
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector } from "../inspect/types.ts"

const MEMCACHED_PORT = 11211
const REQUEST = 0x80
const RESPONSE = 0x81
const BINARY_HEADER_BYTES = 24
const LAST_OPCODE = 0x48
const UDP_FRAME_BYTES = 8
const FULL_PART_BYTES = 1000
const CR = 0x0d
const MAX_LINE_BYTES = 320
const storage = ["set ", "add ", "replace ", "append ", "prepend ", "cas "].map(ascii)
const commands = ["get ", "gets ", "delete ", "incr ", "decr ", "touch ", "stats\r\n", "stats ", "version\r\n", "verbosity ", "flush_all", "mg ", "ms "].map(ascii)
const answers = ["VALUE ", "STORED\r\n", "NOT_STORED\r\n", "EXISTS\r\n", "NOT_FOUND\r\n", "END\r\n", "STAT ", "DELETED\r\n", "TOUCHED\r\n", "VERSION ", "CLIENT_ERROR ", "SERVER_ERROR ", "ERROR\r\n", "OK\r\n"].map(ascii)
const COMMAND_SEEN = 1
/** Over UDP a request id stands first: hence no `firstBytes`. */
const isFirstByte: readonly boolean[] = Array.from({ length: 256 }, (_, byte) => byte === REQUEST || byte === RESPONSE || [...storage, ...commands, ...answers].some((one) => one[0] === byte))

function has(list: readonly Uint8Array[], window: ByteWindow, at: number): boolean {
  for (const one of list) if (window.has(at, one)) return true
  return false
}

/** "set <key> <flags> <expires> <bytes>": three numbers at the end of the line. */
function isStorage(window: ByteWindow, at: number): boolean {
  if (!has(storage, window, at)) return false
  const end = window.indexOfByte(CR, at, at + MAX_LINE_BYTES)
  if (end < 0) return false
  let numbers = 0
  let digits = 0
  for (let i = end - 1; i > at && numbers < 3; i--) {
    const byte = window.u8(i)
    if (byte >= 0x30 && byte <= 0x39) digits++
    else if (byte === 0x20 && digits > 0) {
      numbers++
      digits = 0
    } else if (byte !== 0x2d) return false
  }
  return numbers === 3
}

function isBinary(window: ByteWindow, at: number): boolean {
  const magic = window.u8(at)
  if ((magic !== REQUEST && magic !== RESPONSE) || window.length < at + BINARY_HEADER_BYTES) return false
  const bodyBytes = window.u32(at + 8)
  return window.u8(at + 1) <= LAST_OPCODE && window.u8(at + 5) === 0 && window.u16(at + 2) + window.u8(at + 4) <= bodyBytes && window.u8(at + 4) <= 20
    && (bodyBytes === window.length - at - BINARY_HEADER_BYTES) && window.u16(at + 6) < (magic === REQUEST ? 1024 : 0x87)
}

export const memcached = defineDissector({
  protocol: "Memcached",
  transports: ["tcp", "udp"],
  hintPorts: [MEMCACHED_PORT],
  minBytes: 4,
  recognise(seen) {
    const { stream, transport } = seen
    const isOnPort = seen.hasPort(MEMCACHED_PORT)
    if (transport === "tcp" && (seen.state & COMMAND_SEEN) === 0 && !isFirstByte[stream.u8(0)]) return NO_MATCH
    if (transport === "udp") {
      // Request id, number of this datagram, count of datagrams, reserved. An open server answers anybody: only on its port.
      if (!isOnPort || stream.length <= UDP_FRAME_BYTES || stream.u16(4) === 0 || stream.u16(2) >= stream.u16(4) || stream.u16(6) !== 0) return NO_MATCH
      const isKnown = has(commands, stream, UDP_FRAME_BYTES) || has(answers, stream, UDP_FRAME_BYTES) || isStorage(stream, UDP_FRAME_BYTES) || isBinary(stream, UDP_FRAME_BYTES)
      // A later part of a long answer says nothing known, but comes from the server and is as large as a frame takes.
      return isKnown || (stream.u16(2) > 0 && seen.srcPort === MEMCACHED_PORT && stream.length >= FULL_PART_BYTES) ? MATCH : NO_MATCH
    }
    if (isStorage(stream, 0)) return MATCH
    if (isBinary(stream, 0)) return isOnPort ? MATCH : NO_MATCH
    if (has(commands, stream, 0)) {
      if (isOnPort) return MATCH
      seen.state |= COMMAND_SEEN
      return NEED_MORE
    }
    if (!has(answers, stream, 0)) return NO_MATCH
    return isOnPort || (seen.state & COMMAND_SEEN) !== 0 ? MATCH : NO_MATCH
  },
  extract(seen) {
    const { stream } = seen
    const at = seen.transport === "udp" ? UDP_FRAME_BYTES : 0
    const end = stream.indexOfByte(CR, at, at + MAX_LINE_BYTES)
    if (seen.toServer && end > at) {
      const line = printable(stream, at, end - at, 128)
      seen.metadata.memcached = { command: line }
      seen.setInfo(line)
    }
    return DONE
  },
})
