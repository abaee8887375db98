// Service Location Protocol v2, RFC 2608 section 8; v1, RFC 2165 section 4.
import { DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const V2_HEADER_BYTES = 14
const V1_HEADER_BYTES = 12
const functions = ["", "service-request", "service-reply", "service-register", "service-deregister", "acknowledge", "attribute-request", "attribute-reply", "agent-advertisement", "type-request", "type-reply", "service-advertisement"]

export const slp = defineDissector({
  protocol: "Service_Location_Protocol",
  transports: ["udp", "tcp"],
  firstBytes: [1, 2],
  minBytes: V1_HEADER_BYTES,
  recognise({ payload, payloadWireBytes, stream, transport }) {
    const version = payload.u8(0)
    const kind = payload.u8(1)
    const isDatagram = transport === "udp"
    const length = version === 2 ? stream.u24(2) : stream.u16(2)
    // A message is its datagram; on TCP the length only has to be sane.
    if (isDatagram ? length !== payloadWireBytes : length < stream.length || length > 0xffff) return NO_MATCH
    if (version === 2) {
      const isFlags = (stream.u16(5) & 0x1fff) === 0
      const tagBytes = stream.u16(12)
      return kind >= 1 && kind <= 11 && isFlags && tagBytes >= 1 && tagBytes <= 16 && V2_HEADER_BYTES + tagBytes <= length ? MATCH : NO_MATCH
    }
    // v1: dialect zero, a language code of two letters
    const isLanguage = isLetter(stream.u8(6)) && isLetter(stream.u8(7))
    return kind >= 1 && kind <= 10 && stream.u8(5) === 0 && isLanguage && length >= V1_HEADER_BYTES ? MATCH : NO_MATCH
  },
  extract(seen) {
    seen.metadata.slp = { version: seen.payload.u8(0), function: functions[seen.payload.u8(1)] ?? "" }
    return DONE
  },
})

function isLetter(byte: number): boolean {
  return byte >= 0x61 && byte <= 0x7a
}
