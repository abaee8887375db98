// LISP, RFC 9301 (control messages on UDP 4342), RFC 9300 (data on UDP 4341) and its reliable transport over TCP, whose messages end
// with a marker (draft-kouvelas-lisp-map-server-reliable-transport, section 6).
import { hex, type ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const CONTROL_PORT = 4342
const DATA_PORT = 4341
const END_MARKER = hex("9facade9")
const MAX_RECORDS = 64
const ENCAPSULATED = 8
const DATA_HEADER_BYTES = 8

/** An IP header whose length fits what is left. */
function isIp(payload: ByteWindow, at: number): boolean {
  const version = payload.u8(at) >> 4
  if (version === 4) return (payload.u8(at) & 15) >= 5 && payload.u16(at + 2) >= 20 && payload.u16(at + 2) + at <= payload.length
  return version === 6 && payload.u16(at + 4) + 40 + at === payload.length
}

function isControl(payload: ByteWindow): boolean {
  const type = payload.u8(0) >> 4
  const records = payload.u8(3)
  switch (type) {
    case 1: return records >= 1 && records <= MAX_RECORDS && payload.length >= 24 // map request
    case 2: return records <= MAX_RECORDS && payload.u16(1) === 0 && payload.length >= 12 // map reply
    case 3: case 4: case 5: { // register, notify, its acknowledgement: nonce, key, then authentication data
      const authBytes = payload.u16(14)
      return records <= MAX_RECORDS && (authBytes === 0 || authBytes === 16 || authBytes === 20 || authBytes === 32) && payload.length >= 16 + authBytes
    }
    case 6: return records <= MAX_RECORDS && payload.length >= 12 && payload.u16(1) === 0 // referral
    case 7: return payload.length >= 16 && payload.u16(1) === 0 // info
    case ENCAPSULATED: return isIp(payload, 4)
    default: return false
  }
}

export const lisp = defineDissector({
  protocol: "LISP",
  transports: ["udp", "tcp"],
  hintPorts: [CONTROL_PORT, DATA_PORT],
  onlyOnHintPorts: true,
  minBytes: 12,
  recognise(seen) {
    const { payload, stream } = seen
    if (seen.transport === "tcp") {
      const bytes = stream.u16(2)
      return bytes >= 12 && (bytes > stream.length ? stream.u8(0) === 0 && stream.u8(1) >= 16 && stream.u8(1) <= 24 && stream.length > 200 : stream.has(bytes - 4, END_MARKER)) ? MATCH : NO_MATCH
    }
    if (seen.hasPort(CONTROL_PORT)) return isControl(payload) ? MATCH : NO_MATCH
    // Data: flags, nonce or map version, instance or locator bits, then the packet.
    return isIp(payload, DATA_HEADER_BYTES) ? MATCH : NO_MATCH
  },
})
