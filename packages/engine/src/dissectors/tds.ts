// Microsoft SQL Server, [MS-TDS] 2.2.3.1: type, status, length, SPID, packet id, window; then PRELOGIN (2.2.6.5) or LOGIN7 (2.2.6.4).
import { hex, type ByteWindow } from "../bytes/byte-window.ts"
import { printableUtf16le } from "../bytes/text.ts"
import { CONTINUE, DONE, MATCH, NO_MATCH, defineDissector, type Inspection } from "../inspect/types.ts"

const BATCH = 0x01
const RPC = 0x03
const RESPONSE = 0x04
const BULK = 0x07
const TRANSACTION = 0x0e
const LOGIN7 = 0x10
const PRELOGIN = 0x12
const HEADER_BYTES = 8
const STATUS_BITS = 0x1f
const MAX_PACKET_BYTES = 32_768
// 2.2.5.3: headers of 22 bytes, of them 18 in one of type 2, the transaction.
const TRANSACTION_HEADERS = hex("16000000 12000000 0200")
const STORED_PROCEDURE_ID = 0xffff
/** 2.2.7: what an answer begins with. */
const tokens: readonly number[] = [0x79, 0x81, 0xa4, 0xa5, 0xaa, 0xab, 0xac, 0xad, 0xae, 0xd1, 0xe3, 0xe4, 0xed, 0xee, 0xfd, 0xfe, 0xff]
const FIRST_VERSION = 0x70000000 // SQL Server 7.0
const LAST_VERSION = 0x80000000 // TDS 8.0

function isPrelogin(stream: ByteWindow): boolean {
  // The first option is VERSION, six bytes behind the table of options.
  const offset = stream.u16(9)
  return stream.u8(8) === 0 && offset >= 6 && offset < 64 && stream.u16(11) === 6 && stream.u8(HEADER_BYTES + offset - 1) === 0xff
}
/** What a packet of another type begins with. */
function isBody(stream: ByteWindow, type: number): boolean {
  if (type === RESPONSE || type === BULK) return tokens.includes(stream.u8(8))
  if (stream.has(8, TRANSACTION_HEADERS)) return true
  if (type === BATCH) return isUtf16Letter(stream, 8) && isUtf16Letter(stream, 10)
  if (type !== RPC) return false
  const name = stream.u16le(8)
  return name === STORED_PROCEDURE_ID ? stream.u16le(10) <= 15 && stream.u16le(10) > 0 : name > 1 && name <= 128 && isUtf16Letter(stream, 10) && isUtf16Letter(stream, 12)
}
function isUtf16Letter(stream: ByteWindow, at: number): boolean {
  const unit = stream.u16le(at)
  return (unit >= 0x20 && unit < 0x7f) || unit === 0x0a || unit === 0x0d || unit === 0x09
}
function isLogin(stream: ByteWindow): boolean {
  const version = stream.u32le(12)
  return stream.u32le(8) === stream.u16(2) - HEADER_BYTES && (version & 0xff) <= 0x0f && version >= FIRST_VERSION && version <= LAST_VERSION
}

export const tds = defineDissector({
  protocol: "MsSQL-TDS",
  transports: ["tcp"],
  hintPorts: [1433, 1434],
  firstBytes: [BATCH, RPC, RESPONSE, BULK, TRANSACTION, LOGIN7, PRELOGIN],
  minBytes: 12,
  recognise(seen) {
    const { stream, payloadWireBytes } = seen
    const type = stream.u8(0)
    const length = stream.u16(2)
    if (stream.u8(1) > STATUS_BITS || length < HEADER_BYTES || length > MAX_PACKET_BYTES || stream.u8(7) !== 0) return NO_MATCH
    if (type === PRELOGIN) return isPrelogin(stream) ? MATCH : NO_MATCH
    if (type === LOGIN7) return isLogin(stream) ? MATCH : NO_MATCH
    // Seen from the middle: the port, one packet in one segment (or a large one), the first of its kind.
    const isWhole = length === payloadWireBytes || (length >= 4096 && length % 512 === 0 && payloadWireBytes <= length)
    return isWhole && isBody(stream, type) && (seen.hasPort(1433) || seen.hasPort(1434)) ? MATCH : NO_MATCH
  },
  extract(seen) {
    const { stream } = seen
    if (!seen.toServer) {
      seen.consume(stream.length)
      return CONTINUE
    }
    if (stream.length < stream.u16(2)) return CONTINUE
    if (stream.u8(0) === LOGIN7 && isLogin(stream)) {
      takeLogin(seen)
      return DONE
    }
    const wasPrelogin = stream.u8(0) === PRELOGIN
    seen.consume(stream.length)
    return wasPrelogin ? CONTINUE : DONE
  },
})

function takeLogin(seen: Inspection): void {
  const { stream } = seen
  const record = (seen.metadata.tds ??= {})
  const fields = [["client", 36], ["user", 40], ["application", 48], ["server", 52], ["database", 68]] as const
  for (const [name, at] of fields) {
    const text = printableUtf16le(stream, HEADER_BYTES + stream.u16le(HEADER_BYTES + at), 2 * stream.u16le(HEADER_BYTES + at + 2), 128)
    if (text !== "") record[name] = text
  }
  // The password is only shuffled, not encrypted.
  if (record.user !== undefined) {
    seen.setInfo(String(record.user))
    seen.risk("clear_text_credentials", `SQL Server user ${String(record.user)}`)
  }
}
