// NetBIOS over TCP/IP: name service on UDP 137 (RFC 1002 section 4.2), datagrams on UDP 138 (4.4), sessions on TCP 139 (4.3).
// Sessions that carry SMB from their first byte (and all of port 445) belong to smb.ts.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { hex } from "../bytes/byte-window.ts"
import { cleanText } from "../bytes/text.ts"
import { formatIpv4 } from "../addresses/ip-text.ts"
import { CONTINUE, DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector, type Inspection } from "../inspect/types.ts"
import { HEADER_BYTES, skipName } from "./dns-message.ts"

const NAME_PORT = 137
const DATAGRAM_PORT = 138
const TYPE_NB = 0x20
const TYPE_NBSTAT = 0x21
const ENCODED_NAME_BYTES = 32
const SMB1 = hex("ff 53 4d 42")
const SMB2 = hex("fe 53 4d 42")
/** Datagram: type 0x10-0x12 carry names, 0x13 is an error, 0x14-0x16 ask a distribution server. */
const DATAGRAM_HEADER_BYTES = 14
const SESSION_REQUEST = 0x81
/** Broken datagrams before nobody waits for a whole one any more. */
const MAX_BROKEN = 6

/** First-level encoding (RFC 1001 section 14.1): each half byte is a letter "A".."P". 16 bytes: 15 of name, one of kind. */
function isEncodedName(window: ByteWindow, at: number): boolean {
  if (window.u8(at) !== ENCODED_NAME_BYTES || at + 1 + ENCODED_NAME_BYTES > window.length) return false
  for (let i = at + 1; i <= at + ENCODED_NAME_BYTES; i++) if (window.u8(i) < 0x41 || window.u8(i) > 0x50) return false
  return true
}

/** What kind of service the sixteenth byte names. */
const kinds: Readonly<Record<number, string>> = {
  0x00: "workstation", 0x03: "messenger", 0x1b: "domain-master-browser", 0x1c: "domain-controllers", 0x1d: "master-browser", 0x1e: "browser-election", 0x20: "server",
}

function decodeName(window: ByteWindow, at: number): { name: string; kind: number } {
  let name = ""
  let kind = 0
  for (let i = 0; i < 16; i++) {
    const byte = ((window.u8(at + 1 + 2 * i) - 0x41) << 4) | (window.u8(at + 2 + 2 * i) - 0x41)
    if (i === 15) kind = byte
    else name += String.fromCharCode(byte)
  }
  // Padded with blanks; the wildcard "*" is padded with zeros (RFC 1002 section 4.2.18).
  const end = name.indexOf("\0")
  return { name: cleanText((end < 0 ? name : name.slice(0, end)).trimEnd()), kind }
}

export const netbios = defineDissector({
  protocol: "NetBIOS",
  transports: ["udp", "tcp"],
  onlyOnHintPorts: true,
  recognise(seen) {
    if (seen.transport === "tcp") return isSessionRequest(seen.stream) ? MATCH : NO_MATCH
    if (seen.hasPort(NAME_PORT) ? isNameService(seen.payload) : seen.hasPort(DATAGRAM_PORT) && isDatagram(seen)) return MATCH
    // These ports are nobody else's: one damaged datagram doesn't make the next ones anything else.
    return ++seen.state < MAX_BROKEN ? NEED_MORE : NO_MATCH
  },
  extract(seen) {
    if (seen.transport === "tcp") return takeSession(seen)
    if (seen.hasPort(NAME_PORT)) return takeNameService(seen)
    return takeDatagram(seen)
  },
})

function isNameService(payload: ByteWindow): boolean {
  if (payload.length < HEADER_BYTES + 1 + ENCODED_NAME_BYTES) return false
  const opcode = (payload.u8(2) >> 3) & 15
  if (opcode !== 0 && (opcode < 5 || opcode > 9) && opcode !== 15) return false // query, registration ... refresh, multi-homed
  if (payload.u16(4) > 1 || payload.u16(6) > 1 || payload.u16(8) > 1 || payload.u16(10) > 1) return false
  if (!isEncodedName(payload, HEADER_BYTES)) return false
  const end = skipName(payload, HEADER_BYTES)
  const type = end < 0 ? 0 : payload.u16(end)
  return (type === TYPE_NB || type === TYPE_NBSTAT || type === 10) && (payload.u16(end + 2) & 0x7fff) === 1 // 10: NULL, in negative answers
}

function takeNameService(seen: Inspection): typeof CONTINUE {
  const { payload } = seen
  const { name, kind } = decodeName(payload, HEADER_BYTES)
  setName(seen, name, kind)
  const end = skipName(payload, HEADER_BYTES)
  const opcode = (payload.u8(2) >> 3) & 15
  const isReply = payload.u8(2) >= 0x80
  const isPositive = isReply && (payload.u8(3) & 15) === 0 && payload.u16(6) === 1
  // A name query's positive answer: TTL, length, then flags and address of an owner (section 4.2.13). Group names are nobody's.
  if (isPositive && payload.u16(end) === TYPE_NB && payload.u16(end + 8) >= 6 && (payload.u16(end + 10) & 0x8000) === 0) {
    if (end + 16 <= payload.length && isHostKind(kind)) seen.learnName(formatIpv4(payload.u32(end + 12)), name, "netbios", payload.u32(end + 4))
  }
  // A registration tells the sender's own name.
  if (!isReply && opcode === 5 && isHostKind(kind)) {
    const additional = skipName(payload, end + 4)
    const flags = additional < 0 ? 0x8000 : payload.u16(additional + 10)
    if ((flags & 0x8000) === 0) seen.learnName(seen.ipText("src"), name, "netbios")
  }
  return CONTINUE
}

function isHostKind(kind: number): boolean {
  return kind === 0x00 || kind === 0x20 || kind === 0x03
}

function setName(seen: Inspection, name: string, kind: number): void {
  const record = (seen.metadata.netbios ??= {})
  if (record.name !== undefined || name === "") return
  record.name = name
  record.kind = kinds[kind] ?? `0x${kind.toString(16).padStart(2, "0")}`
  seen.setHostname(name)
}

function isDatagram(seen: Inspection): boolean {
  const { payload } = seen
  const type = payload.u8(0)
  if (type < 0x10 || type > 0x16 || payload.length < DATAGRAM_HEADER_BYTES) return false
  // The header repeats the source address (0.0.0.0 behind some NATs) and port.
  const hasAddress = payload.u32(4) === seen.srcIpv4
  const hasPort = payload.u16(8) === seen.srcPort
  if (hasAddress && hasPort) return true
  return (hasAddress || hasPort) && (type > 0x12 || isEncodedName(payload, DATAGRAM_HEADER_BYTES))
}

function takeDatagram(seen: Inspection): typeof DONE {
  const { payload } = seen
  if (payload.u8(0) > 0x12) return DONE
  if (isEncodedName(payload, DATAGRAM_HEADER_BYTES)) {
    const { name, kind } = decodeName(payload, DATAGRAM_HEADER_BYTES)
    setName(seen, name, kind)
    if (isHostKind(kind)) seen.learnName(seen.ipText("src"), name, "netbios")
  }
  const destination = skipName(payload, DATAGRAM_HEADER_BYTES)
  const data = destination < 0 ? -1 : skipName(payload, destination)
  if (data >= 0 && payload.has(data, SMB1)) seen.setApp("SMBv1")
  else if (data >= 0 && payload.has(data, SMB2)) seen.setApp("SMBv23")
  return DONE
}

/** SESSION REQUEST: type, flags, length 68, called name, calling name (section 4.3.2). */
function isSessionRequest(stream: ByteWindow): boolean {
  return stream.u8(0) === SESSION_REQUEST && stream.u16(2) >= 68 && isEncodedName(stream, 4)
}

function takeSession(seen: Inspection): typeof DONE | typeof CONTINUE {
  const { stream } = seen
  if (seen.toServer && isSessionRequest(stream)) {
    const called = decodeName(stream, 4)
    setName(seen, called.name, called.kind)
    const calling = skipName(stream, 4)
    if (calling >= 0 && isEncodedName(stream, calling)) {
      const caller = decodeName(stream, calling)
      if (isHostKind(caller.kind)) seen.learnName(seen.ipText("src"), caller.name, "netbios")
    }
    seen.consume(4 + stream.u16(2))
  }
  // What follows is SMB in nearly all cases: four bytes of session header, then its magic.
  for (const at of [0, 4]) {
    if (stream.has(at, SMB1)) seen.setApp("SMBv1")
    else if (stream.has(at, SMB2)) seen.setApp("SMBv23")
    else continue
    return DONE
  }
  return CONTINUE
}
