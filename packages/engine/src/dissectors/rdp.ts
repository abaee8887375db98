// Remote desktop: [MS-RDPBCGR] 2.2.1.1 and 2.2.1.2 (X.224 connection request and confirm in a TPKT, with a cookie or a negotiation);
// over UDP [MS-RDPEUDP] 2.2.2 and 2.2.3.
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { CONTINUE, DONE, MATCH, NO_MATCH, defineDissector, type Inspection } from "../inspect/types.ts"

const RDP_PORT = 3389
const TPKT = 3
const CONNECTION_REQUEST = 0xe0
const CONNECTION_CONFIRM = 0xd0
const X224_AT = 4
const NEGOTIATION_AT = 11
const NEGOTIATION_BYTES = 8
const NEGOTIATION_REQUEST = 1
const NEGOTIATION_RESPONSE = 2
const NEGOTIATION_FAILURE = 3
const COOKIE = ascii("Cookie: ")
const USER_COOKIE = ascii("Cookie: mstshash=")
const CR = 0x0d
const NO_ACK = 0xffffffff
const UDP_SYN = 0x0001
const UDP_ACK_DATA = 0x000c
const MIN_MTU = 1132
const MAX_MTU = 1232
const securityNames: readonly (readonly [bit: number, name: string])[] = [[1, "TLS"], [2, "CredSSP"], [4, "RDSTLS"], [8, "CredSSP-EX"], [16, "RDSAAD"]]

const isMtu = (bytes: number): boolean => bytes >= MIN_MTU && bytes <= MAX_MTU
const isNegotiation = (stream: ByteWindow, at: number, type: number): boolean => stream.u8(at) === type && stream.u16le(at + 2) === NEGOTIATION_BYTES

function isUdpOpening(payload: ByteWindow): boolean {
  if (!isMtu(payload.u16(12)) || !isMtu(payload.u16(14)) || payload.u16(4) === 0) return false
  return (payload.u16(6) & UDP_SYN) !== 0 && (payload.u32(0) === NO_ACK || (payload.u16(6) & 4) !== 0)
}

/** Acknowledgement vector of one element, then data whose two numbers are the same, then TLS. */
function isUdpData(payload: ByteWindow): boolean {
  return payload.u16(6) === UDP_ACK_DATA && payload.u32(12) === payload.u32(16) && payload.u32(12) !== 0 && payload.u16(20) === 0x1603
}

export const rdp = defineDissector({
  protocol: "RDP",
  transports: ["tcp", "udp"],
  hintPorts: [RDP_PORT],
  minBytes: 11,
  recognise(seen) {
    const { stream } = seen
    if (seen.transport === "udp") {
      if (isUdpOpening(stream)) return stream.u32(0) === NO_ACK || seen.hasPort(RDP_PORT) ? MATCH : NO_MATCH
      return seen.hasPort(RDP_PORT) && isUdpData(stream) ? MATCH : NO_MATCH
    }
    const length = stream.u16(2)
    if (stream.u16(0) !== TPKT << 8 || stream.u8(X224_AT) !== length - 5 || stream.u8(10) !== 0) return NO_MATCH
    if (stream.u8(5) === CONNECTION_REQUEST) {
      if (stream.u16(6) !== 0) return NO_MATCH
      if (stream.has(NEGOTIATION_AT, COOKIE) || isNegotiation(stream, NEGOTIATION_AT, NEGOTIATION_REQUEST)) return MATCH
      return length === NEGOTIATION_AT && seen.hasPort(RDP_PORT) ? MATCH : NO_MATCH
    }
    if (stream.u8(5) !== CONNECTION_CONFIRM) return NO_MATCH
    if (isNegotiation(stream, NEGOTIATION_AT, NEGOTIATION_RESPONSE) || isNegotiation(stream, NEGOTIATION_AT, NEGOTIATION_FAILURE)) return MATCH
    return length === NEGOTIATION_AT && seen.hasPort(RDP_PORT) ? MATCH : NO_MATCH
  },
  extract(seen) {
    if (seen.transport === "udp") return DONE
    return takeNegotiation(seen) ? DONE : CONTINUE
  },
})

function takeNegotiation(seen: Inspection): boolean {
  const { stream } = seen
  const record: Record<string, unknown> = (seen.metadata.rdp ??= {})
  if (stream.u8(5) === CONNECTION_CONFIRM) {
    if (isNegotiation(stream, NEGOTIATION_AT, NEGOTIATION_RESPONSE)) record.security = securityText(stream.u32le(NEGOTIATION_AT + 4))
    else if (isNegotiation(stream, NEGOTIATION_AT, NEGOTIATION_FAILURE)) record.failure = stream.u32le(NEGOTIATION_AT + 4)
    return true
  }
  let at = NEGOTIATION_AT
  if (stream.has(at, COOKIE)) {
    const end = stream.indexOfByte(CR, at)
    if (stream.has(at, USER_COOKIE) && end > 0) {
      record.user = printable(stream, at + USER_COOKIE.length, end - at - USER_COOKIE.length, 64)
      seen.setInfo(String(record.user))
    }
    at = end + 2
  }
  if (isNegotiation(stream, at, NEGOTIATION_REQUEST)) record.offered = securityText(stream.u32le(at + 4))
  seen.consume(stream.length)
  return false
}

function securityText(bits: number): string {
  const names = securityNames.filter(([bit]) => (bits & bit) !== 0).map(([, name]) => name)
  return names.length > 0 ? names.join(",") : "RDP"
}
