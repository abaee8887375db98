// DTLS, RFC 9147 and RFC 6347 section 4.1: TLS records with epoch and sequence number, in datagrams.
//    type | version FE FF (1.0), FE FD (1.2), 01 00 (OpenSSL's old 1.0) | epoch u16 | sequence u48 | length u16 | fragment
// With a connection id (RFC 9146) encrypted records are of type 25 and the id, of a length that only its ends know, stands before the length.
import { CONTINUE, DONE, MATCH, NO_MATCH, defineDissector, type Appetite, type Inspection } from "../inspect/types.ts"
import { ByteWindow } from "../bytes/byte-window.ts"
import { tlsRecordOf } from "../inspect/metadata.ts"
import { CERTIFICATE, CLIENT_HELLO, SERVER_HELLO, takeCertificate, takeClientHello, takeServerHello } from "../tls/handshake.ts"
import { settleTls } from "../tls/settle.ts"

const HEADER_BYTES = 13
const ALERT = 21
const FATAL = 2
const HANDSHAKE = 22
const HANDSHAKE_HEADER_BYTES = 12
const HELLO_VERIFY_REQUEST = 3
const CONNECTION_ID = 25
const CID_LENGTH_AT = 11
const MAX_CID_BYTES = 20
/** What an encrypted record holds at least: an explicit nonce, or a tag. */
const MIN_ENCRYPTED_BYTES = 16
const MAX_FRAGMENT_BYTES = 16384 + 2048

// seen.state
const CLIENT_DONE = 1
const SERVER_DONE = 2
const ENCRYPTED = 4

export const dtls = defineDissector({
  protocol: "DTLS",
  transports: ["udp"],
  hintPorts: [443, 4433, 5684, 853],
  firstBytes: [20, 21, 22, 23, CONNECTION_ID],
  minBytes: HEADER_BYTES + 1,
  recognise: ({ payload }) => (areDtlsRecords(payload) ? MATCH : NO_MATCH),
  extract: takeDtls,
})

/** Of a flow of its own or inside another (RFC 7983: STUN, DTLS and SRTP share a port). Uses the low three bits of `seen.state`. */
export function takeDtls(seen: Inspection): Appetite {
  const { payload } = seen
  seen.setEncrypted(true)
  for (let at = 0, guard = 0; at + HEADER_BYTES <= payload.length && guard < 32; guard++) {
    if (payload.u8(at) === CONNECTION_ID) {
      seen.state |= ENCRYPTED
      break
    }
    const length = payload.u16(at + 11)
    if (payload.u8(at) === HANDSHAKE && payload.u16(at + 3) === 0) {
      const message = at + HEADER_BYTES
      const type = payload.u8(message)
      const size = payload.u24(message + 1)
      const offset = payload.u24(message + 6)
      const available = Math.min(size, payload.u24(message + 9))
      const body = message + HANDSHAKE_HEADER_BYTES
      const isServers = !seen.toServer || (seen.state & CLIENT_DONE) === 0
      if (available < size && ((type === CERTIFICATE && isServers) || type === CLIENT_HELLO)) takeFragment(seen, type, body, size, offset, available)
      // Of other messages only the first fragment; what is behind its end is cut.
      else if (offset === 0) {
        if (type === CLIENT_HELLO) {
          takeClientHello(seen, payload, body, available, "dtls")
          seen.state |= CLIENT_DONE
        } else if (type === SERVER_HELLO) takeServerHello(seen, payload, body, available)
        else if (type === CERTIFICATE && isServers) {
          takeCertificate(seen, payload, body, available)
          seen.state |= SERVER_DONE
        }
      }
    } else if (payload.u8(at) !== HANDSHAKE) {
      const alert = payload.u8(at + HEADER_BYTES + 1)
      if (payload.u8(at) === ALERT && length === 2 && payload.u8(at + HEADER_BYTES) === FATAL && alert !== 0) seen.risk("tls_fatal_alert", `alert ${alert}`)
      seen.state |= ENCRYPTED
    }
    at += HEADER_BYTES + length
  }
  settleTls(seen, "dtls")
  return (seen.state & ENCRYPTED) !== 0 || (seen.state & (CLIENT_DONE | SERVER_DONE)) === (CLIENT_DONE | SERVER_DONE) ? DONE : CONTINUE
}

interface Fragments { readonly type: number; readonly bytes: Uint8Array; readonly seen: Uint8Array; missing: number }
/** Hellos and certificates in pieces, by the flow's TLS record: gone with it. */
const fragments = new WeakMap<object, Fragments>()
const MAX_MESSAGE_BYTES = 16_384
const whole = new ByteWindow()

/** RFC 9147 section 5.5: pieces of one message may come in any order, overlap and be sent again. */
function takeFragment(seen: Inspection, type: number, body: number, size: number, offset: number, length: number): void {
  const { payload } = seen
  if (size > MAX_MESSAGE_BYTES || offset + length > size || body + length > payload.length) return
  const record = tlsRecordOf(seen.metadata)
  let known = fragments.get(record)
  if (known === undefined || known.type !== type || known.bytes.length !== size) {
    known = { type, bytes: new Uint8Array(size), seen: new Uint8Array(size), missing: size }
    fragments.set(record, known)
  }
  for (let i = 0; i < length; i++) {
    if (known.seen[offset + i] === 0) known.missing--
    known.seen[offset + i] = 1
    known.bytes[offset + i] = payload.u8(body + i)
  }
  if (known.missing > 0) return
  fragments.delete(record)
  whole.set(known.bytes, 0, size)
  if (type === CLIENT_HELLO) {
    takeClientHello(seen, whole, 0, size, "dtls")
    seen.state |= CLIENT_DONE
  } else {
    takeCertificate(seen, whole, 0, size)
    seen.state |= SERVER_DONE
  }
}

/** The datagram is a row of records, the first of a known type; a handshake record starts with a known message. */
export function areDtlsRecords(payload: ByteWindow): boolean {
  let at = 0
  for (let records = 0; at + HEADER_BYTES <= payload.length && records < 32; records++) {
    const type = payload.u8(at)
    const version = payload.u16(at + 1)
    if (type === CONNECTION_ID && version === 0xfefd) return isConnectionIdRecord(payload, at)
    const length = payload.u16(at + 11)
    if (type < 20 || type > 25 || (version !== 0xfeff && version !== 0xfefd && version !== 0x0100) || length === 0 || length > MAX_FRAGMENT_BYTES) return false
    if (records === 0 && type === HANDSHAKE && payload.u16(at + 3) === 0) {
      const message = payload.u8(at + HEADER_BYTES)
      if (message > 24 || (message > HELLO_VERIFY_REQUEST && message < 11 && message !== 4 && message !== 8)) return false
    }
    at += HEADER_BYTES + length
  }
  // The last record may be cut by the snaplen only.
  return at >= payload.length
}

/** Some length of the id makes the record end with the datagram; an epoch of encryption, and a young sequence number. */
function isConnectionIdRecord(payload: ByteWindow, at: number): boolean {
  const epoch = payload.u16(at + 3)
  if (epoch === 0 || epoch > 8 || payload.u24(at + 5) !== 0) return false
  for (let bytes = 1; bytes <= MAX_CID_BYTES; bytes++) {
    const lengthAt = at + CID_LENGTH_AT + bytes
    const length = payload.u16(lengthAt)
    if (length >= MIN_ENCRYPTED_BYTES && lengthAt + 2 + length === payload.length) return true
  }
  return false
}
