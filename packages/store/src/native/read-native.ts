// A ClickHouse Native block as columns again: the other direction of native-writer.ts, for those who pass history's blocks on.
// Reads blocks of our own making only; numbers are copied out once (they may lie unaligned), strings become text when asked for.

export interface NativeStrings {
  readonly count: number
  at(row: number): string
}
export type NativeColumn = Uint8Array | Uint16Array | Uint32Array | BigUint64Array | NativeStrings

export interface NativeBlock {
  readonly count: number
  readonly columns: ReadonlyMap<string, NativeColumn>
}

export function readNativeBlock(bytes: Uint8Array): NativeBlock {
  const from: Cursor = { buffer: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), at: 0 }
  const columnCount = varint(from)
  const count = varint(from)
  const columns = new Map<string, NativeColumn>()
  for (let i = 0; i < columnCount; i++) {
    const name = text(from)
    const type = text(from)
    if (count > 0) columns.set(name, readColumn(from, type, count))
  }
  return { count, columns }
}

interface Cursor { readonly buffer: Buffer; at: number }

function readColumn(from: Cursor, type: string, count: number): NativeColumn {
  switch (type) {
    case "UInt8": return new Uint8Array(take(from, count))
    case "UInt16": case "Date": return new Uint16Array(take(from, count * 2))
    case "UInt32": case "DateTime": return new Uint32Array(take(from, count * 4))
    case "UInt64": case "DateTime64(3)": return new BigUint64Array(take(from, count * 8))
    case "IPv6": return new Uint8Array(take(from, count * 16))
    case "String": return readStrings(from, count)
    case "LowCardinality(String)": return readLowCardinality(from, count)
    default: throw new Error(`no Native decoding for ${type}`)
  }
}

/** A copy of its own, and so aligned. */
function take(from: Cursor, bytes: number): ArrayBuffer {
  const { buffer, at } = from
  if (at + bytes > buffer.length) throw new Error("the Native block is cut short")
  from.at += bytes
  const copy = new Uint8Array(bytes)
  copy.set(buffer.subarray(at, at + bytes))
  return copy.buffer
}

function readStrings(from: Cursor, count: number): NativeStrings {
  const starts = new Uint32Array(count)
  const lengths = new Uint32Array(count)
  for (let i = 0; i < count; i++) {
    lengths[i] = varint(from)
    starts[i] = from.at
    from.at += lengths[i]
  }
  if (from.at > from.buffer.length) throw new Error("the Native block is cut short")
  const { buffer } = from
  return { count, at: (row) => (lengths[row] === 0 ? "" : buffer.toString("utf8", starts[row], starts[row] + lengths[row])) }
}

/** Version, flags, number of keys (64 bits each); the keys; number of rows; an index a row, as wide as the flags' low byte says. */
function readLowCardinality(from: Cursor, count: number): NativeStrings {
  const { buffer } = from
  const width = Number(buffer.readBigUInt64LE(from.at + 8) & 0xffn)
  const keyCount = Number(buffer.readBigUInt64LE(from.at + 16))
  from.at += 24
  const keys = Array.from({ length: keyCount }, () => text(from))
  from.at += 8
  const indexes = width === 0 ? new Uint8Array(take(from, count)) : width === 1 ? new Uint16Array(take(from, count * 2)) : new Uint32Array(take(from, count * 4))
  return { count, at: (row) => keys[indexes[row]] ?? "" }
}

function text(from: Cursor): string {
  const length = varint(from)
  const { at } = from
  from.at += length
  return from.buffer.toString("utf8", at, at + length)
}

function varint(from: Cursor): number {
  let value = 0
  let scale = 1
  for (;;) {
    const byte = from.buffer[from.at++]
    if (byte === undefined) throw new Error("the Native block is cut short")
    value += (byte & 127) * scale
    if (byte < 128) return value
    scale *= 128
  }
}
