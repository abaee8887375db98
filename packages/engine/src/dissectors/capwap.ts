// CAPWAP, RFC 5415 section 4: a preamble byte (version 0; 0 clear, 1 DTLS behind three zero bytes), then the header; control messages carry
// type, sequence number and length.
import { hex } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const CONTROL_PORT = 5246
const DTLS_PREAMBLE = hex("01000000")
const MAX_MESSAGE_TYPE = 26
const NATIVE_FRAME = 0x01 // bit T ends the third byte
const KEEP_ALIVE = 0x08
const SESSION_ID = 35

export const capwap = defineDissector({
  protocol: "CAPWAP",
  transports: ["udp"],
  hintPorts: [CONTROL_PORT, 5247],
  onlyOnHintPorts: true,
  firstBytes: [0, 1],
  minBytes: 16,
  recognise(seen) {
    const { payload, payloadWireBytes } = seen
    if (payload.has(0, DTLS_PREAMBLE)) return payload.u8(4) >= 20 && payload.u8(4) <= 23 && payload.u8(5) === 0xfe && payload.u8(6) >= 0xfd ? MATCH : NO_MATCH
    if (payload.u8(0) !== 0) return NO_MATCH
    const headerBytes = (payload.u8(1) >> 3) * 4
    // Wireless binding id in 5 bits: 802.11 is 1.
    const binding = (payload.u16(2) >> 9) & 0x1f
    if (headerBytes < 8 || binding > 3 || headerBytes + 8 > payload.length) return NO_MATCH
    if (!seen.hasPort(CONTROL_PORT)) {
      // Data: a keep-alive that names its session, or a data frame of 802.11.
      const flags = payload.u8(3)
      if ((flags & KEEP_ALIVE) !== 0) return payload.u16(headerBytes) === payloadWireBytes - headerBytes && payload.u16(headerBytes + 2) === SESSION_ID ? MATCH : NO_MATCH
      const isData = (payload.u8(headerBytes) & 0x0f) === 0x08 && (payload.u8(headerBytes + 1) & 0xf0) === 0
      return (flags & NATIVE_FRAME) !== 0 && binding === 1 && isData && payload.u32(4) === 0 ? MATCH : NO_MATCH
    }
    const type = payload.u32(headerBytes)
    const length = payload.u16(headerBytes + 5)
    return type >= 1 && type <= MAX_MESSAGE_TYPE && headerBytes + 5 + length === payloadWireBytes ? MATCH : NO_MATCH
  },
})
