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

/** An IP header whose length fits what is left. */
function isIp(payload: ByteWindow, at: number): boolean {
  const version = payload.u8(at) >> 4
  if (version === 4) return (payload.u8(at) & 15) >= 5 && payload.u16(at + 2) >= 20 && payload.u16(at + 2) + at === payload.length
  return version === 6 && payload.u16(at + 4) + 40 + at === payload.length
}

/** Address family numbers (IANA): IPv4, IPv6, MAC, LISP's own canonical format. */
function isFamily(family: number): boolean {
  return family === 1 || family === 2 || family === 6 || family === 16387 || family === 16389
}

function isControl(payload: ByteWindow): boolean {
  const type = payload.u8(0) >> 4
  const records = payload.u8(3)
  if (type !== ENCAPSULATED && (payload.u32(4) === 0 || payload.u32(8) === 0)) return false // the nonce
  switch (type) {
    case 1: return records >= 1 && records <= MAX_RECORDS && payload.length >= 24 && isFamily(payload.u16(12)) // map request: its source EID's family
    case 2: return records >= 1 && records <= MAX_RECORDS && payload.u16(1) === 0 && payload.length >= 28 && isFamily(payload.u16(22)) && payload.u8(17) <= 128 && payload.u32(12) > 0 // map reply: TTL, mask, family of its first EID
    case 3: case 4: case 5: { // register, notify, its acknowledgement: nonce, key, then authentication data
      const authBytes = payload.u16(14)
      return records >= 1 && records <= MAX_RECORDS && (authBytes === 16 || authBytes === 20 || authBytes === 32) && payload.length >= 16 + authBytes
    }
    case 6: return records >= 1 && records <= MAX_RECORDS && payload.length >= 28 && payload.u16(1) === 0 && payload.u32(12) > 0 && isFamily(payload.u16(22)) // referral
    case 7: return payload.length >= 28 && payload.u24(1) === 0 && payload.u32(4) !== 0 && payload.u32(8) !== 0 && isFamily(payload.u16(26)) // info: nonce, EID family
    case ENCAPSULATED: return isIp(payload, 4)
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
