// Apache Thrift: messages of the binary protocol (0x8001, type, name) and the compact one (0x82, type and version, sequence, name); bare or framed. A frame may begin with THeader (thrift.apache.org,
// "HeaderFormat"): 0x0fff, flags u16, sequence u32, header's length in words u16, then the protocol (0 binary, 2 compact) and transforms.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { DONE, MATCH, NO_MATCH, defineDissector, type Inspection } from "../inspect/types.ts"

const COMPACT = 0x82
const HEADER_MAGIC = 0x0fff
const HEADER_BYTES = 14
const LAST_TYPE = 4 // call, reply, exception, one-way
const MAX_NAME_BYTES = 128
const MAX_FRAME_BYTES = 1 << 24

function isName(window: ByteWindow, at: number, length: number): boolean {
  if (length < 2 || length > MAX_NAME_BYTES || at + length > window.length) return false
  for (let i = at; i < at + length; i++) {
    const byte = window.u8(i)
    const letter = byte | 0x20
    if ((letter < 0x61 || letter > 0x7a) && (byte < 0x30 || byte > 0x39) && byte !== 0x5f && byte !== 0x3a && byte !== 0x2e) return false
  }
  return true
}

/** Where the method's name stands, its length packed above; 0 when there is no message at `at`. */
function nameAt(window: ByteWindow, at: number): number {
  if (window.u16(at) === 0x8001) {
    const type = window.u16(at + 2)
    const length = window.u32(at + 4)
    return type >= 1 && type <= LAST_TYPE && isName(window, at + 8, length) ? length * 256 + at + 8 : 0
  }
  if (window.u8(at) !== COMPACT || (window.u8(at + 1) & 0x1f) !== 1) return 0
  const type = window.u8(at + 1) >> 5
  if (type < 1 || type > LAST_TYPE) return 0
  // The sequence number is a varint of one to five bytes.
  let end = at + 2
  while (end < at + 6 && window.u8(end) >= 0x80) end++
  const length = window.u8(end + 1)
  return isName(window, end + 2, length) ? length * 256 + end + 2 : 0
}

function nameOf(window: ByteWindow): number {
  const bare = nameAt(window, 0)
  if (bare !== 0) return bare
  const frameBytes = window.u32(0)
  return frameBytes >= 8 && frameBytes < MAX_FRAME_BYTES && frameBytes + 4 >= window.length ? nameAt(window, 4) : 0
}

/** The frame is all there is, its header within it. */
function hasHeader({ payload, payloadWireBytes }: Inspection): boolean {
  const headerBytes = 4 * payload.u16(12)
  const protocol = payload.u8(HEADER_BYTES)
  return payload.u16(4) === HEADER_MAGIC && payload.u32(0) + 4 === payloadWireBytes && headerBytes > 0 && HEADER_BYTES + headerBytes < payloadWireBytes && (protocol === 0 || protocol === 2)
}

export const thrift = defineDissector({
  protocol: "Thrift",
  transports: ["tcp", "udp"],
  hintPorts: [9090, 6831, 6832],
  firstBytes: [0x80, COMPACT, 0],
  minBytes: 8,
  recognise: (seen) => (nameOf(seen.payload) !== 0 || hasHeader(seen) ? MATCH : NO_MATCH),
  extract(seen) {
    const name = nameOf(seen.payload)
    if (name === 0) return DONE
    const method = printable(seen.payload, name & 255, name >> 8)
    seen.metadata.thrift = { method }
    seen.setInfo(method)
    return DONE
  },
})
