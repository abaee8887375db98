// LISP, RFC 9301 (control messages on UDP 4342), RFC 9300 (data on UDP 4341) and its reliable transport over TCP, whose messages end
// with a marker (draft-kouvelas-lisp-map-server-reliable-transport, section 6).
import { hex, type ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NEED_MORE, NO_MATCH, defineDissector } from "../inspect/types.ts"

const CONTROL_PORT = 4342
const DATA_PORT = 4341
const END_MARKER = hex("9facade9")
const MAX_RECORDS = 64
const ENCAPSULATED = 8
const DATA_HEADER_BYTES = 8
/** Registrations and their answers, map notifications, their refreshment. */
const FIRST_MESSAGE = 16
const LAST_MESSAGE = 24

/** Address families of EIDs: none, IPv4, IPv6, LCAF, MAC. */
const families: ReadonlySet<number> = new Set([0, 1, 2, 16387, 16389])
const NONCE_AT = 4
const RECORD_FAMILY_AT = 10

/** A packet that fills the rest, IPv4 or IPv6. */
function isIp(payload: ByteWindow, at: number): boolean {
  if (payload.u8(at) >> 4 === 4) return (payload.u8(at) & 15) >= 5 && payload.u16(at + 2) >= 20 && payload.u16(at + 2) + at === payload.length
  return payload.u8(at) >> 4 === 6 && payload.u16(at + 4) + 40 + at === payload.length
}

/** A mapping record (RFC 9301 section 5.4): TTL, locator count, EID mask length, action, version, EID's family. */
function isRecord(payload: ByteWindow, at: number): boolean {
  return at + 12 <= payload.length && payload.u8(at + 5) <= 128 && families.has(payload.u16(at + RECORD_FAMILY_AT)) && payload.u16(at + RECORD_FAMILY_AT) !== 0
}

function isControl(payload: ByteWindow): boolean {
  const type = payload.u8(0) >> 4
  const records = payload.u8(3)
  if (type === ENCAPSULATED) return payload.u8(0) <= 0x8f && isIp(payload, 4)
  if (records < 1 || records > MAX_RECORDS || payload.u32(NONCE_AT) === 0) return false
  switch (type) {
    case 1: return families.has(payload.u16(12)) && payload.length >= 24 // map request: source EID
    case 2: case 6: return isRecord(payload, 12) // map reply, referral
    case 3: case 4: case 5: { // register, notify, its acknowledgement: nonce, key, then authentication data
      const authBytes = payload.u16(14)
      return (authBytes === 0 || authBytes === 16 || authBytes === 20 || authBytes === 32) && isRecord(payload, 16 + authBytes)
    }
    default: return false
  }
}

export const lisp = defineDissector({
  protocol: "LISP",
  transports: ["udp"],
  hintPorts: [CONTROL_PORT, DATA_PORT],
  onlyOnHintPorts: true,
  minBytes: 12,
  recognise(seen) {
    const { payload } = seen
    if (seen.hasPort(CONTROL_PORT)) return isControl(payload) ? MATCH : NO_MATCH
    // Data: flags, nonce or map version, instance or locator bits, then the packet.
    return isIp(payload, DATA_HEADER_BYTES) ? MATCH : NO_MATCH
  },
})

/** Messages of type u16 | length u16 | id u32 | data | end marker. */
export const lispReliable = defineDissector({
  protocol: "LISP",
  transports: ["tcp"],
  hintPorts: [CONTROL_PORT],
  onlyOnHintPorts: true,
  firstBytes: [0],
  minBytes: 12,
  recognise({ stream, payloadPackets }) {
    const bytes = stream.u16(2)
    if (bytes < 12 || stream.u8(1) < FIRST_MESSAGE || stream.u8(1) > LAST_MESSAGE) return NO_MATCH
    if (bytes > stream.length) return payloadPackets < 8 ? NEED_MORE : NO_MATCH
    return stream.has(bytes - 4, END_MARKER) ? MATCH : NO_MATCH
  },
})
