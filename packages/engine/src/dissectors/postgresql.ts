// PostgreSQL's frontend/backend protocol 3 (PostgreSQL manual, chapter "Message Formats"): the client opens with a startup message
// or with one of three requests of a fixed number.
import { ascii, hex, type ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { CONTINUE, DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector, type Inspection } from "../inspect/types.ts"

const CANCEL_REQUEST = hex("00000010 04d2162e")
const SSL_REQUEST = hex("00000008 04d2162f")
const GSS_REQUEST = hex("00000008 04d21630")
const VERSION_2 = hex("00000128 00020000")
const NEWEST_MINOR = 2
const MAX_STARTUP_BYTES = 10_000 // the server's own limit
const MAX_QUERY_BYTES = 1 << 20
const MAX_PARAMETERS = 32
const USER = ascii("user\0")
const DATABASE = ascii("database\0")
const APPLICATION = ascii("application_name\0")
const ACCEPTED = 0x53
const AUTHENTICATION = 0x52
const ERROR_RESPONSE = 0x45
const CLEAR_TEXT_PASSWORD = 3
const MD5_PASSWORD = 5
const SASL = 10
const SCRAM = ascii("SCRAM-SHA-256")
const PARAMETER_STATUS = 0x53
/** Messages of a session under way. */
const QUERY = 0x51
const statements = ["select ", "insert ", "update ", "delete ", "show ", "set ", "begin", "commit", "create ", "with ", "copy "].map(ascii)
// seen.state
const ASKED_ENCRYPTION = 1

function isStartup(stream: ByteWindow): boolean {
  const length = stream.u32(0)
  if (length < 9 || length > MAX_STARTUP_BYTES || stream.u16(4) !== 3 || stream.u16(6) > NEWEST_MINOR) return false
  if (stream.length >= length && stream.u8(length - 1) !== 0) return false
  // Names of parameters: letters, digits, underscores, dots.
  let at = 8
  for (; at < stream.length && at < 72; at++) {
    const byte = stream.u8(at)
    if (byte === 0) break
    if (!((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a) && byte !== 0x5f && byte !== 0x2e) return false
  }
  return at >= 12
}

/** The server's answer where the client's opening was not captured: its kinds of authentication by length and number. */
function isAuthentication(stream: ByteWindow): boolean {
  const length = stream.u32(1)
  const kind = stream.u32(5)
  if (kind === 0) return length === 8 && stream.u8(9) === PARAMETER_STATUS && stream.u16(10) === 0
  if (kind === MD5_PASSWORD) return length === 12 && stream.length === 13
  return kind === SASL && length < 128 && stream.has(9, SCRAM)
}

/** A simple query: its length, a statement, a zero at the end. */
function isQuery(stream: ByteWindow): boolean {
  const end = stream.u32(1) + 1
  if (end < 10 || end > MAX_QUERY_BYTES || (stream.length >= end && stream.u8(end - 1) !== 0)) return false
  for (const statement of statements) if (stream.hasNoCase(5, statement)) return true
  return false
}

export const postgresql = defineDissector({
  protocol: "PostgreSQL",
  transports: ["tcp"],
  hintPorts: [5432],
  firstBytes: [0, AUTHENTICATION, QUERY],
  minBytes: 8,
  recognise({ stream, toServer }) {
    if (stream.u8(0) === AUTHENTICATION) return !toServer && isAuthentication(stream) ? MATCH : NO_MATCH
    if (stream.u8(0) === QUERY) return toServer && isQuery(stream) ? MATCH : NO_MATCH
    if (stream.has(0, SSL_REQUEST) || stream.has(0, GSS_REQUEST)) return stream.length === 8 ? MATCH : NO_MATCH
    if (stream.has(0, CANCEL_REQUEST) && stream.length === 16) return MATCH
    if (stream.has(0, VERSION_2)) return stream.length <= 0x128 ? MATCH : NO_MATCH
    if (stream.length < 12) return stream.u16(4) === 3 && stream.u16(0) === 0 ? NEED_MORE : NO_MATCH
    return isStartup(stream) ? MATCH : NO_MATCH
  },
  extract(seen) {
    const { stream } = seen
    const record = (seen.metadata.postgresql ??= {})
    if (!seen.toServer) return answered(seen, record)
    if (stream.has(0, SSL_REQUEST) || stream.has(0, GSS_REQUEST)) {
      seen.state |= ASKED_ENCRYPTION
      seen.consume(stream.length)
      return CONTINUE
    }
    if (isStartup(stream)) {
      seen.state &= ~ASKED_ENCRYPTION
      takeParameters(seen, record)
    }
    seen.consume(stream.length)
    return CONTINUE
  },
})

function answered(seen: Inspection, record: Record<string, unknown>): typeof CONTINUE | typeof DONE {
  const { stream } = seen
  if ((seen.state & ASKED_ENCRYPTION) !== 0 && stream.length === 1) {
    seen.state &= ~ASKED_ENCRYPTION
    const isAccepted = stream.u8(0) === ACCEPTED
    seen.consume(1)
    if (!isAccepted) return CONTINUE
    record.encrypted = true
    seen.setEncrypted(true)
    return DONE
  }
  if (stream.u8(0) === AUTHENTICATION && stream.u32(5) === CLEAR_TEXT_PASSWORD) {
    seen.risk("clear_text_credentials", `PostgreSQL user ${String(record.user ?? "")}`)
  } else if (stream.u8(0) === ERROR_RESPONSE) record.failed = true
  return DONE
}

function takeParameters(seen: Inspection, record: Record<string, unknown>): void {
  const { stream } = seen
  const end = Math.min(stream.length, stream.u32(0))
  let at = 8
  for (let count = 0; count < MAX_PARAMETERS && at < end && stream.u8(at) !== 0; count++) {
    const value = stream.indexOfByte(0, at, end) + 1
    const valueEnd = value === 0 ? -1 : stream.indexOfByte(0, value, end)
    if (valueEnd < 0) break
    const key = stream.has(at, USER) ? "user" : stream.has(at, DATABASE) ? "database" : stream.has(at, APPLICATION) ? "application" : null
    if (key !== null) record[key] = printable(stream, value, valueEnd - value, 128)
    at = valueEnd + 1
  }
  if (record.user !== undefined) seen.setInfo(`${String(record.user)}@${String(record.database ?? record.user)}`)
}
