// The first frame of a message: topic, and what the second frame is. Four layouts over the years, told apart by length; integers as a
// C compiler of a little-endian machine lays them out.
//
//    bytes  layout
//    40     url[32]                version u32                                size u32
//    24     url[16]   version u8   source_id u8   size u16                                           msg_id u32
//    28     url[16]   version u8   -              size u16                                           msg_id u32   source_id u32
//    36     url[16]   version u8   flags u8       -          uncompressed_size u32  compressed_size u32  msg_id u32   source_id u32

export const topics = ["flow", "event", "counter", "template", "option", "hello", "listening-ports", "snmp-ifaces", "message"] as const
export type Topic = (typeof topics)[number]

export interface ZmqHeader {
  readonly topic: string
  /** 0..3: which layout. */
  readonly layout: number
  readonly version: number
  readonly isTlv: boolean
  /** Only the newest layout says so; before, a payload that begins with 0 is compressed. */
  readonly isCompressed: boolean
  /** Null: the sender does not number its messages. */
  readonly messageId: number | null
  readonly sourceId: number
}

const LAYOUT_OF_BYTES = new Map([[40, 0], [24, 1], [28, 2], [36, 3]])
const VERSION_COMPATIBLE = 1
const VERSION_JSON = 2
const VERSION_TLV = 3
const VERSION_FLAGS = 4
const FLAG_TLV = 2
const FLAG_COMPRESSED = 4

/** Null: no header that anybody sends. */
export function readHeader(frame: Uint8Array): ZmqHeader | null {
  const layout = LAYOUT_OF_BYTES.get(frame.length)
  if (layout === undefined) return null
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length)
  const topic = readTopic(frame, layout === 0 ? 32 : 16)
  if (layout === 0) {
    const version = view.getUint32(32, true)
    return { topic, layout, version, isTlv: version === VERSION_TLV, isCompressed: false, messageId: null, sourceId: 0 }
  }
  const version = frame[16]
  if (layout === 3) {
    const flags = frame[17]
    return { topic, layout, version, isTlv: (flags & FLAG_TLV) !== 0, isCompressed: (flags & FLAG_COMPRESSED) !== 0, messageId: view.getUint32(28), sourceId: view.getUint32(32, true) }
  }
  // Publishers that are no probes send the 24-byte layout with version 4, and never fill in what is behind.
  const isUnfilled = layout === 1 && version === VERSION_FLAGS
  const messageId = view.getUint32(20, version === VERSION_COMPATIBLE)
  const sourceId = layout === 1 ? frame[17] : view.getUint32(24, true)
  return { topic, layout, version, isTlv: version === VERSION_TLV, isCompressed: false, messageId: isUnfilled ? null : messageId, sourceId: isUnfilled ? 0 : sourceId }
}

/** Bytes behind the NUL may be anything. */
function readTopic(frame: Uint8Array, maxBytes: number): string {
  let end = 0
  while (end < maxBytes && frame[end] !== 0) end++
  return Buffer.from(frame.buffer, frame.byteOffset, end).toString("latin1")
}

export interface HeaderToWrite {
  readonly topic: Topic
  /** 1, 2 or 3. */
  readonly layout: number
  readonly isTlv: boolean
  readonly isCompressed: boolean
  readonly plainBytes: number
  readonly payloadBytes: number
  readonly messageId: number
  readonly sourceId: number
}

export function writeHeader(header: HeaderToWrite): Uint8Array {
  const { layout, isTlv, isCompressed, plainBytes, payloadBytes, messageId, sourceId } = header
  const bytes = new Uint8Array(layout === 1 ? 24 : layout === 2 ? 28 : 36)
  const view = new DataView(bytes.buffer)
  bytes.set(Buffer.from(header.topic, "latin1"))
  if (layout === 3) {
    bytes[16] = VERSION_FLAGS
    bytes[17] = (isTlv ? FLAG_TLV : 0) | (isCompressed ? FLAG_COMPRESSED : 0)
    view.setUint32(20, plainBytes, true)
    // The field is named after the compressed size, and receivers take it for what to make room for.
    view.setUint32(24, plainBytes, true)
    view.setUint32(28, messageId)
    view.setUint32(32, sourceId, true)
    return bytes
  }
  bytes[16] = isTlv ? VERSION_TLV : VERSION_JSON
  if (layout === 1) bytes[17] = sourceId & 0xff
  view.setUint16(18, payloadBytes & 0xffff, true)
  view.setUint32(20, messageId)
  if (layout === 2) view.setUint32(24, sourceId, true)
  return bytes
}
