// RADIUS, RFC 2865 section 3 (packet), RFC 2866 (accounting), RFC 5176 (dynamic authorisation): code, id, length, authenticator, attributes.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { CONTINUE, DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const HEADER_BYTES = 20
const MAX_BYTES = 4096
const MAX_ATTRIBUTES = 256
const USER_NAME = 1
const codes: Readonly<Record<number, string>> = {
  1: "access-request", 2: "access-accept", 3: "access-reject", 4: "accounting-request", 5: "accounting-response", 11: "access-challenge", 12: "status-server",
  13: "status-client", 40: "disconnect-request", 41: "disconnect-ack", 42: "disconnect-nak", 43: "coa-request", 44: "coa-ack", 45: "coa-nak",
}

/** Attributes of type, length, value fill the packet exactly. */
function attributesFit(payload: ByteWindow, end: number): boolean {
  let at = HEADER_BYTES
  for (let count = 0; count < MAX_ATTRIBUTES && at < end && at < payload.length; count++) {
    const length = payload.u8(at + 1)
    if (payload.u8(at) === 0 || length < 2) return false
    at += length
  }
  return at === end || payload.length < end
}

export const radius = defineDissector({
  protocol: "Radius",
  transports: ["udp"],
  firstBytes: Object.keys(codes).map(Number),
  minBytes: HEADER_BYTES,
  recognise({ payload, payloadWireBytes }) {
    const length = payload.u16(2)
    // Bytes beyond the length are padding (section 3).
    if (length < HEADER_BYTES || length > MAX_BYTES || length > payloadWireBytes || payloadWireBytes > length + 16) return NO_MATCH
    return attributesFit(payload, length) && (length > HEADER_BYTES || payload.u32(4) !== 0) ? MATCH : NO_MATCH
  },
  extract(seen) {
    const { payload } = seen
    const record = (seen.metadata.radius ??= {})
    record.code ??= codes[payload.u8(0)] ?? String(payload.u8(0))
    let at = HEADER_BYTES
    for (let count = 0; count < MAX_ATTRIBUTES && at + 2 <= payload.length && payload.u8(at + 1) >= 2; count++) {
      if (payload.u8(at) === USER_NAME) {
        record.userName ??= printable(payload, at + 2, payload.u8(at + 1) - 2, 128)
        seen.setInfo(String(record.userName))
      }
      at += payload.u8(at + 1)
    }
    if (payload.u8(0) === 2 || payload.u8(0) === 3) record.result = codes[payload.u8(0)]
    return record.result === undefined && seen.payloadPackets < 8 ? CONTINUE : DONE
  },
})
