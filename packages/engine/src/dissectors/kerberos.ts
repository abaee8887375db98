// Kerberos 5, RFC 4120 section 5.4: ASN.1 application tags; over TCP each message behind its 32-bit length (section 7.2.2).
import type { ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { CONTINUE, DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector, type Inspection, type Verdict } from "../inspect/types.ts"
import { after, headerBytes, SEQUENCE, smallInteger, valueBytes } from "./asn1.ts"

const AS_REQ = 0x6a
const AS_REP = 0x6b
const TGS_REQ = 0x6c
const TGS_REP = 0x6d
const AP_REQ = 0x6e
const AP_REP = 0x6f
const KRB_SAFE = 0x74
const KRB_PRIV = 0x75
const KRB_CRED = 0x76
const KRB_ERROR = 0x7e
/** Changing passwords (RFC 3244): length of all u16, version u16, length of the AP-REQ u16, then that. */
const PASSWORD_PORT = 464
const PASSWORD_HEADER_BYTES = 6
const MAX_MESSAGE_BYTES = 64 * 1024
const messages: Readonly<Record<number, string>> = { [AS_REQ]: "AS-REQ", [AS_REP]: "AS-REP", [TGS_REQ]: "TGS-REQ", [TGS_REP]: "TGS-REP", [AP_REQ]: "AP-REQ", [AP_REP]: "AP-REP", [KRB_SAFE]: "KRB-SAFE", [KRB_PRIV]: "KRB-PRIV", [KRB_CRED]: "KRB-CRED", [KRB_ERROR]: "KRB-ERROR" }

function isMessage(window: ByteWindow, at: number): boolean {
  const tag = window.u8(at)
  if ((tag < AS_REQ || tag > AP_REP) && (tag < KRB_SAFE || tag > KRB_CRED) && tag !== KRB_ERROR) return false
  const sequence = at + headerBytes(window, at)
  if (sequence === at || window.u8(sequence) !== SEQUENCE) return false
  const first = sequence + headerBytes(window, sequence)
  // The protocol version 5 is [1] in requests to the KDC, [0] elsewhere.
  const versionTag = tag === AS_REQ || tag === TGS_REQ ? 0xa1 : 0xa0
  return first > sequence && window.u8(first) === versionTag && window.u8(first + 1) === 3 && window.u24(first + 2) === 0x020105
}

function isPasswordMessage(window: ByteWindow, at: number): boolean {
  const version = window.u16(at + 2)
  return (version === 1 || version === 0xff80) && window.u16(at) >= PASSWORD_HEADER_BYTES + window.u16(at + 4) && isMessage(window, at + PASSWORD_HEADER_BYTES)
}

export const kerberos = defineDissector({
  protocol: "Kerberos",
  transports: ["udp", "tcp"],
  hintPorts: [88, PASSWORD_PORT],
  minBytes: 10,
  recognise(seen): Verdict {
    const { stream, transport, payloadWireBytes } = seen
    if (seen.hasPort(PASSWORD_PORT) && isPasswordMessage(stream, transport === "udp" ? 0 : 4)) return MATCH
    if (transport === "udp") return isMessage(stream, 0) && valueBytes(stream, 0) < payloadWireBytes ? MATCH : NO_MATCH
    const length = stream.u32(0)
    if (length < 10 || length > MAX_MESSAGE_BYTES) return NO_MATCH
    if (stream.length < 24) return (stream.u8(4) >= AS_REQ && stream.u8(4) <= AP_REP) || stream.u8(4) === KRB_ERROR ? NEED_MORE : NO_MATCH
    return isMessage(stream, 4) ? MATCH : NO_MATCH
  },
  extract(seen) {
    const at = seen.transport === "udp" ? 0 : 4
    if (seen.transport === "tcp" && seen.stream.length < 4 + seen.stream.u32(0) && seen.stream.u32(0) < MAX_MESSAGE_BYTES) return CONTINUE
    if (isMessage(seen.stream, at)) take(seen, at)
    seen.consume(seen.stream.length)
    return seen.payloadPacketsToClient > 0 ? DONE : CONTINUE
  },
})

function take(seen: Inspection, at: number): void {
  const { stream } = seen
  const record = (seen.metadata.kerberos ??= {})
  const tag = stream.u8(at)
  record.message ??= messages[tag]
  if (!seen.toServer) record.reply = messages[tag]
  const sequence = at + headerBytes(stream, at)
  if (tag === AS_REQ || tag === TGS_REQ) {
    // [4] KDC-REQ-BODY: SEQUENCE { [0] options, [1] client name, [2] realm, [3] server name ... }
    const body = field(stream, sequence, 0xa4)
    if (body < 0) return
    takeNames(seen, record, body, 0xa1, 0xa2)
    return
  }
  if (tag === KRB_ERROR) {
    const code = field(stream, sequence, 0xa6)
    if (code >= 0) record.errorCode = smallInteger(stream, code)
    return
  }
  if (tag === AS_REP || tag === TGS_REP) takeNames(seen, record, sequence, 0xa4, 0xa3)
}

function takeNames(seen: Inspection, record: Record<string, unknown>, sequence: number, nameTag: number, realmTag: number): void {
  const { stream } = seen
  const realm = field(stream, sequence, realmTag)
  if (realm >= 0) record.realm ??= textAt(stream, realm)
  const name = field(stream, sequence, nameTag)
  // PrincipalName: SEQUENCE { [0] type, [1] SEQUENCE OF text }
  const parts = name < 0 ? -1 : field(stream, name, 0xa1)
  if (parts < 0) return
  const first = parts + headerBytes(stream, parts)
  const text = textAt(stream, first)
  // "host/desk7" is a machine's service account.
  const second = after(stream, first)
  if (text === "host" && second > 0 && second < parts + headerBytes(stream, parts) + valueBytes(stream, parts)) record.hostName ??= textAt(stream, second)
  // A machine's account is its name and "$".
  else if (text.endsWith("$")) record.hostName ??= text.slice(0, -1)
  else if (text !== "") record.userName ??= text
  seen.setInfo(`${text}@${String(record.realm ?? "")}`)
}

/** Where the value of a context field of a SEQUENCE begins, -1 when it has none. */
function field(window: ByteWindow, sequence: number, tag: number): number {
  const header = headerBytes(window, sequence)
  if (header === 0) return -1
  let at = sequence + header
  const end = Math.min(window.length, at + valueBytes(window, sequence))
  for (let fields = 0; fields < 16 && at >= 0 && at < end; fields++) {
    if (window.u8(at) === tag) return at + headerBytes(window, at)
    at = after(window, at)
  }
  return -1
}

function textAt(window: ByteWindow, at: number): string {
  return printable(window, at + headerBytes(window, at), valueBytes(window, at), 128)
}
