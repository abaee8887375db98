// DCE/RPC, C706 chapter 12: connection-oriented (version 5, over TCP) and connectionless (version 4, over UDP). PROFINET IO's context
// manager is such an interface (IEC 61158-6-10).
import { hex, type ByteWindow } from "../bytes/byte-window.ts"
import { DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const CONNECTIONLESS_HEADER_BYTES = 80
const LAST_TYPE = 19
const LAST_CONNECTIONLESS_TYPE = 10
/** Object and interface UUIDs DEA000xx-6C97-11D1-8271-..., in either byte order. */
const profinet = [hex("dea000"), hex("6c9711d18271"), hex("00a0de976cd111 8271")] as const
const OBJECT_AT = 8
const INTERFACE_AT = 24

/** Data representation (section 14.1): little or big endian, ASCII or EBCDIC; IEEE to IBM floats. */
function isRepresentation(order: number, floats: number): boolean {
  return (order === 0x10 || order === 0x00 || order === 0x11 || order === 0x01) && floats <= 3
}

function isConnectionOriented(stream: ByteWindow): boolean {
  const type = stream.u8(2)
  const isLittle = (stream.u8(4) & 0x10) !== 0
  const fragmentBytes = isLittle ? stream.u16le(8) : stream.u16(8)
  const authBytes = isLittle ? stream.u16le(10) : stream.u16(10)
  if (stream.u8(0) !== 5 || stream.u8(1) > 1 || type > LAST_TYPE || !isRepresentation(stream.u8(4), stream.u8(5)) || stream.u16(6) !== 0) return false
  if (fragmentBytes < 16 || authBytes > fragmentBytes - 16) return false
  if (fragmentBytes === stream.length) return true
  // Several fragments in one segment, or one in several: then it begins somewhere and the segments are full.
  return fragmentBytes < stream.length ? stream.u8(fragmentBytes) === 5 && stream.u8(fragmentBytes + 1) <= 1 : (stream.u8(3) & 3) !== 0 && stream.length >= 512
}

function isConnectionless(payload: ByteWindow): boolean {
  const isLittle = (payload.u8(4) & 0x10) !== 0
  const bodyBytes = isLittle ? payload.u16le(74) : payload.u16(74)
  if (payload.u8(0) !== 4 || payload.u8(1) > LAST_CONNECTIONLESS_TYPE || (payload.u8(2) & 0x80) !== 0 || payload.u8(3) > 7) return false
  return isRepresentation(payload.u8(4), payload.u8(5)) && CONNECTIONLESS_HEADER_BYTES + bodyBytes === payload.length
}

function isProfinet(payload: ByteWindow): boolean {
  for (const at of [OBJECT_AT, INTERFACE_AT]) {
    if (payload.has(at, profinet[0]) && payload.has(at + 4, profinet[1])) return true
    if (payload.has(at + 1, profinet[2])) return true
  }
  return false
}

export const dcerpc = defineDissector({
  protocol: "DCERPC",
  transports: ["tcp", "udp"],
  firstBytes: [4, 5],
  minBytes: 16,
  recognise({ payload, stream, transport }) {
    if (transport === "tcp") return isConnectionOriented(stream) ? MATCH : NO_MATCH
    return payload.length >= CONNECTIONLESS_HEADER_BYTES && isConnectionless(payload) ? MATCH : NO_MATCH
  },
  extract(seen) {
    if (seen.transport === "udp" && isProfinet(seen.payload)) seen.setApp("PROFINET_IO")
    return DONE
  },
})
