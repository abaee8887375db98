// MySQL and MariaDB client/server protocol: the server greets with protocol version 10 and its own version (HandshakeV10), packets
// are a little-endian 24-bit length and a sequence number.
import { isDigit } from "../bytes/ascii.ts"
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { CONTINUE, DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const PROTOCOL_10 = 10
const ERROR = 0xff
const VERSION_AT = 5
const MAX_VERSION_BYTES = 80
const COM_QUERY = 0x03
const statements = ["select ", "insert ", "update ", "delete ", "show ", "set ", "begin", "commit", "call ", "replace ", "create ", "use "].map(ascii)
const CLIENT_SSL = 0x800
const CLIENT_PROTOCOL_41 = 0x200
const USER_AT = 36
// Errors that stand in for the greeting: too many connections, host blocked, host not allowed, ...
const FIRST_ERROR = 1000
const LAST_ERROR = 4999

const packetBytes = (stream: ByteWindow): number => (stream.u8(0) | (stream.u8(1) << 8) | (stream.u8(2) << 16)) + 4

function isGreeting(stream: ByteWindow): boolean {
  if (stream.u8(4) !== PROTOCOL_10 || !isDigit(stream.u8(VERSION_AT))) return false
  const end = stream.indexOfByte(0, VERSION_AT, VERSION_AT + MAX_VERSION_BYTES)
  const dot = stream.indexOfByte(0x2e, VERSION_AT, VERSION_AT + 3)
  if (end < 0 || dot < 0 || !isDigit(stream.u8(dot + 1))) return false
  // Thread id and eight bytes of salt, then a filler of zero.
  return stream.length > end + 13 && stream.u8(end + 13) === 0
}

/** HandshakeResponse41, or a request for TLS, of a server that was not heard: 23 reserved bytes (MariaDB uses the last four). */
function isLogin(stream: ByteWindow): boolean {
  if (stream.u8(3) !== 1 || stream.u8(2) !== 0 || packetBytes(stream) !== stream.length || stream.length < USER_AT) return false
  if ((stream.u32le(4) & CLIENT_PROTOCOL_41) === 0) return false
  for (let at = 13; at < 32; at++) if (stream.u8(at) !== 0) return false
  return stream.u8(12) !== 0 && (stream.length === USER_AT || stream.u8(USER_AT) >= 0x20)
}

/** COM_QUERY (0x03) and a statement that fills the packet: seen from the middle. */
function isQuery(stream: ByteWindow): boolean {
  if (stream.u8(4) !== COM_QUERY) return false
  for (const statement of statements) if (stream.hasNoCase(5, statement)) return true
  return false
}

export const mysql = defineDissector({
  protocol: "MySQL",
  transports: ["tcp"],
  hintPorts: [3306],
  minBytes: 12,
  recognise(seen) {
    const { stream } = seen
    if (seen.toServer && isLogin(stream)) return MATCH
    // A long statement comes in several segments.
    if (seen.toServer && stream.u8(3) === 0 && stream.u8(2) === 0 && packetBytes(stream) >= stream.length && isQuery(stream)) return MATCH
    if (stream.u8(3) !== 0 || stream.u8(2) !== 0 || packetBytes(stream) !== stream.length) return NO_MATCH
    if (isGreeting(stream)) return MATCH
    if (stream.u8(4) !== ERROR || !seen.hasPort(3306)) return NO_MATCH
    const code = stream.u16le(5)
    if (code < FIRST_ERROR || code > LAST_ERROR) return NO_MATCH
    for (let at = 7; at < Math.min(stream.length, 40); at++) if (stream.u8(at) < 0x20 || stream.u8(at) > 0x7e) return NO_MATCH
    return MATCH
  },
  extract(seen) {
    const { stream } = seen
    const record = (seen.metadata.mysql ??= {})
    if (!seen.toServer) {
      if (isGreeting(stream)) {
        const end = stream.indexOfByte(0, VERSION_AT, VERSION_AT + MAX_VERSION_BYTES)
        record.serverVersion ??= printable(stream, VERSION_AT, end - VERSION_AT)
        seen.setInfo(String(record.serverVersion))
      }
      seen.consume(stream.length)
      return CONTINUE
    }
    if (isQuery(stream)) return DONE
    const capabilities = stream.u32le(4)
    if ((capabilities & CLIENT_SSL) !== 0 && stream.length === USER_AT) {
      record.encrypted = true
      seen.setEncrypted(true)
    } else if ((capabilities & CLIENT_PROTOCOL_41) !== 0 && stream.length > USER_AT) {
      const end = stream.indexOfByte(0, USER_AT, USER_AT + 128)
      if (end > USER_AT) {
        record.user = printable(stream, USER_AT, end - USER_AT)
        seen.setInfo(String(record.user))
      }
    }
    return DONE
  },
})
