// TLS, RFC 8446 and RFC 5246 (SSL 3.0, RFC 6101): records of a known type and version, in a row; hellos and certificates in the clear.
//    type (20..23) | version 03 0x | length u16 | fragment ...
import { ByteWindow } from "../bytes/byte-window.ts"
import { CONTINUE, DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector, type Appetite, type Inspection, type Verdict } from "../inspect/types.ts"
import { CERTIFICATE, CLIENT_HELLO, SERVER_HELLO, takeCertificate, takeClientHello, takeServerHello } from "../tls/handshake.ts"
import { settleTls } from "../tls/settle.ts"

const CHANGE_CIPHER_SPEC = 20
const ALERT = 21
const FATAL = 2
const HANDSHAKE = 22
const APPLICATION_DATA = 23
/** A tag of 16 bytes at least; a block of padding, a counter and a long tag at most. */
const MIN_ENCRYPTED_ALERT = 18
const MAX_ENCRYPTED_ALERT = 64
const HEADER_BYTES = 5
/** 2^14 and what encryption may add (RFC 5246 section 6.2.3). */
const MAX_RECORD_BYTES = 16384 + 2048
/** Records seen in a flow without its hellos before it is taken for TLS. */
const RECORDS_OF_PROOF = 2
const APPLE_PUSH_PORT = 5223
const APPLE_NETWORK = 17

// seen.state
const CLIENT_DONE = 1
const SERVER_HELLO_SEEN = 2
const SERVER_DONE = 4
const ENCRYPTED_TO_SERVER = 8
const ENCRYPTED_TO_CLIENT = 16

/** Protocols that are spoken under TLS from the first byte, by their registered ports. */
const securePorts: ReadonlyMap<number, string> = new Map([[465, "SMTPS"], [993, "IMAPS"], [995, "POPS"], [990, "FTPS"]])

/** Handshake messages may span records: their fragments are joined here for as long as one call lasts. */
const joined = new Uint8Array(32 * 1024)
const message = new ByteWindow()

export const tls = defineDissector({
  protocol: "TLS",
  transports: ["tcp"],
  hintPorts: [443, 8443, 853, 993, 995, 465, 636, 989, 990, 5061, 5223],
  minBytes: HEADER_BYTES,
  recognise(seen) {
    return recogniseTls(seen)
  },
  extract(seen) {
    seen.setEncrypted(true)
    if (seen.payloadPackets <= 2) {
      const secure = securePorts.get(seen.serverPort)
      if (secure !== undefined) seen.changeMaster(secure)
    }
    if (seen.hasPort(APPLE_PUSH_PORT) && isPushFromTheMiddle(seen)) seen.changeMaster("ApplePush")
    return extractRecords(seen)
  },
})

/** Apple's push connections (17.0.0.0/8, support.apple.com/102266) live for days: most are met without the hello that would name them. */
function isPushFromTheMiddle(seen: Inspection): boolean {
  return seen.stream.u8(0) === APPLICATION_DATA && seen.state === 0 && (seen.srcIpv4 >>> 24 === APPLE_NETWORK || seen.dstIpv4 >>> 24 === APPLE_NETWORK)
}

function recogniseTls(seen: Inspection): Verdict {
  const { stream } = seen
  if (isSslV2Hello(seen)) return MATCH
  let at = 0
  let records = 0
  while (at + HEADER_BYTES <= stream.length) {
    const type = stream.u8(at)
    const length = stream.u16(at + 3)
    if (type < CHANGE_CIPHER_SPEC || type > APPLICATION_DATA || stream.u8(at + 1) !== 3 || stream.u8(at + 2) > 4 || length === 0 || length > MAX_RECORD_BYTES) return NO_MATCH
    if (records === 0 && type === HANDSHAKE && stream.length >= at + 9) {
      const handshake = stream.u8(at + 5)
      const size = stream.u24(at + 6)
      // A hello is proof enough; its version stands where it must.
      if ((handshake === CLIENT_HELLO || handshake === SERVER_HELLO) && size >= 34 && size < 65536 && (stream.length < at + 11 || stream.u8(at + 9) === 3 || stream.u8(at + 9) === 0x7f)) return MATCH
    }
    records++
    at += HEADER_BYTES + length
    if (records >= RECORDS_OF_PROOF) return MATCH
  }
  // One record that ends where the segment ends proves as much as a second header.
  if (records === 1 && at === stream.length && seen.payloadPackets <= 4) {
    const type = stream.u8(0)
    if (type === APPLICATION_DATA || (type === ALERT && isAlertLength(stream.u16(3))) || type === HANDSHAKE || type === CHANGE_CIPHER_SPEC) return MATCH
  }
  return NEED_MORE
}

/** Level and description, in the clear or with what a cipher adds: a last alert is all that is left of many connections. */
function isAlertLength(bytes: number): boolean {
  return bytes === 2 || (bytes >= MIN_ENCRYPTED_ALERT && bytes <= MAX_ENCRYPTED_ALERT)
}

/** The hello of SSL 2.0 that old clients sent to be understood by everybody (RFC 5246 appendix E.2). */
function isSslV2Hello({ stream, payloadPackets, toServer }: Inspection): boolean {
  if (!toServer || payloadPackets > 1 || stream.length < 11 || (stream.u8(0) & 0x80) === 0) return false
  const length = stream.u16(0) & 0x7fff
  if (length < 28 || length + 2 !== stream.length || stream.u8(2) !== 1) return false
  const version = stream.u16(3)
  const suites = stream.u16(5)
  return (version === 2 || (version >= 0x0300 && version <= 0x0303)) && suites > 0 && suites % 3 === 0 && 9 + suites + stream.u16(7) + stream.u16(9) === length
}

export function extractRecords(seen: Inspection): Appetite {
  const { stream } = seen
  let at = 0
  let joinedBytes = 0
  let consumed = 0
  while (at + HEADER_BYTES <= stream.length) {
    const type = stream.u8(at)
    const length = stream.u16(at + 3)
    if (type < CHANGE_CIPHER_SPEC || type > 24 || stream.u8(at + 1) !== 3 || length > MAX_RECORD_BYTES) {
      // Out of step (a hole in the capture, SSL 2.0): nothing more is to be had on this side.
      seen.state |= seen.toServer ? CLIENT_DONE | ENCRYPTED_TO_SERVER : SERVER_DONE | ENCRYPTED_TO_CLIENT
      consumed = stream.length
      break
    }
    const isWhole = at + HEADER_BYTES + length <= stream.length
    if (type === HANDSHAKE && (seen.state & (seen.toServer ? CLIENT_DONE : SERVER_DONE)) === 0) {
      // Most records hold whole messages: they are read where they are.
      if (joinedBytes === 0 && isWhole && areWholeMessages(stream, at + HEADER_BYTES, length)) {
        takeMessages(seen, stream.bytes, stream.start + at + HEADER_BYTES, length, false)
        at += HEADER_BYTES + length
        consumed = at
        continue
      }
      const available = Math.min(length, stream.length - at - HEADER_BYTES, joined.length - joinedBytes)
      joined.set(stream.bytes.subarray(stream.start + at + HEADER_BYTES, stream.start + at + HEADER_BYTES + available), joinedBytes)
      joinedBytes += available
      if (!isWhole) break
      const left = takeMessages(seen, joined, 0, joinedBytes, false)
      if (left === 0) {
        joinedBytes = 0
        consumed = at + HEADER_BYTES + length
      }
    } else if (!isWhole) {
      if (type === APPLICATION_DATA) noteEncrypted(seen)
      break
    } else {
      // An alert in the clear: level, description (RFC 8446 section 6). 0 is close_notify, whatever its level.
      if (type === ALERT && length === 2 && stream.u8(at + HEADER_BYTES) === FATAL && stream.u8(at + HEADER_BYTES + 1) !== 0) seen.risk("tls_fatal_alert", `alert ${stream.u8(at + HEADER_BYTES + 1)}`)
      if (type === APPLICATION_DATA || type === CHANGE_CIPHER_SPEC) noteEncrypted(seen)
      if (joinedBytes === 0) consumed = at + HEADER_BYTES + length
    }
    at += HEADER_BYTES + length
  }
  // A hello cut by the capture or still to come in parts: take what is there, better taken again later.
  if (joinedBytes > 0) takeMessages(seen, joined, 0, joinedBytes, true)
  if (isFinished(seen)) {
    seen.consume(stream.length)
    settleTls(seen)
    return DONE
  }
  if (consumed > 0) seen.consume(Math.min(consumed, stream.length))
  settleTls(seen)
  return CONTINUE
}

function noteEncrypted(seen: Inspection): void {
  seen.state |= seen.toServer ? ENCRYPTED_TO_SERVER | CLIENT_DONE : ENCRYPTED_TO_CLIENT | SERVER_DONE
}

function isFinished({ state }: Inspection): boolean {
  return (state & CLIENT_DONE) !== 0 && (state & SERVER_DONE) !== 0
}

function areWholeMessages(stream: ByteWindow, at: number, size: number): boolean {
  let next = at
  while (next + 4 <= at + size) next += 4 + stream.u24(next + 1)
  return next === at + size
}

/** Reads the handshake messages in bytes[start, start + size); answers how many bytes belong to a message that is not whole yet. */
function takeMessages(seen: Inspection, bytes: Uint8Array, start: number, size: number, cut: boolean): number {
  message.set(bytes, start, size)
  let at = 0
  while (at + 4 <= size) {
    const type = message.u8(at)
    const length = message.u24(at + 1)
    const isWhole = at + 4 + length <= size
    if (type === CLIENT_HELLO && (isWhole || cut)) {
      takeClientHello(seen, message, at + 4, length, "tcp")
      if (isWhole) seen.state |= CLIENT_DONE
    } else if (type === SERVER_HELLO && (isWhole || cut)) {
      if (takeServerHello(seen, message, at + 4, length)) seen.state |= SERVER_HELLO_SEEN
      if (seen.metadata.tls?.version?.startsWith("TLSv1.3")) seen.state |= SERVER_DONE
    } else if (type === CERTIFICATE && !seen.toServer && (isWhole || cut)) {
      takeCertificate(seen, message, at + 4, length)
      if (isWhole) seen.state |= SERVER_DONE
    }
    if (!isWhole) return size - at
    at += 4 + length
  }
  return size - at
}
