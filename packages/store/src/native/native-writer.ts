// ClickHouse's Native format: blocks of columns, each column's values one after the other. A block is
//   varint columns, varint rows, then per column: name, type, values (strings are varint length + UTF-8).
// Blocks may follow each other in one file or body. Numbers are little-endian, as in this machine's typed arrays.

const INITIAL_BYTES = 64 * 1024

/** A buffer that grows. */
export class NativeWriter {
  private buffer = Buffer.allocUnsafe(INITIAL_BYTES)
  private at = 0

  constructor(initialBytes = INITIAL_BYTES) {
    this.buffer = Buffer.allocUnsafe(initialBytes)
  }

  /** What was written; the writer must not be used after. */
  finish(): Uint8Array {
    return this.buffer.subarray(0, this.at)
  }

  header(columns: number, rows: number): void {
    this.varint(columns)
    this.varint(rows)
  }

  column(name: string, type: string): void {
    this.string(name)
    this.string(type)
  }

  bytes(bytes: Uint8Array): void {
    this.room(bytes.byteLength)
    this.buffer.set(bytes, this.at)
    this.at += bytes.byteLength
  }

  zeros(count: number): void {
    this.room(count)
    this.buffer.fill(0, this.at, this.at + count)
    this.at += count
  }

  /** The memory of a typed array, as it is. */
  raw(array: ArrayBufferView): void {
    this.bytes(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
  }

  /** Whole numbers below 2^63 as 64 bits. */
  u64(values: ArrayLike<number>, count: number): void {
    const words = new Uint32Array(count * 2)
    for (let i = 0; i < count; i++) {
      const value = values?.[i] ?? ""
      words[2 * i] = value // modulo 2^32, by itself
      words[2 * i + 1] = value / 4294967296
    }
    this.raw(words)
  }

  strings(values: readonly string[], count: number): void {
    for (let i = 0; i < count; i++) this.string(values[i] ?? "")
  }

  /**
   * LowCardinality(String): version 1, then flags (index width, own keys in this block), the keys, an index per row.
   */
  lowCardinality(values: readonly string[] | undefined, count: number): void {
    const keys = new Map<string, number>()
    const indexes = new Uint32Array(count)
    if (values === undefined) keys.set("", 0)
    let lastValue: string | null = null
    let index = 0
    for (let i = 0; i < (values === undefined ? 0 : count); i++) {
      const value = values?.[i] ?? ""
      if (value !== lastValue) {
        lastValue = value
        index = keys.get(value) ?? keys.size
        if (index === keys.size) keys.set(value, index)
      }
      indexes[i] = index
    }
    const width = keys.size <= 0x100 ? 0 : keys.size <= 0x10000 ? 1 : 2
    this.u64([1, HAS_ADDITIONAL_KEYS | NEED_UPDATE_DICTIONARY | width, keys.size], 3)
    for (const key of keys.keys()) this.string(key)
    this.u64([count], 1)
    this.raw(width === 0 ? Uint8Array.from(indexes) : width === 1 ? Uint16Array.from(indexes) : indexes)
  }

  string(text: string): void {
    // A character has at most three bytes of UTF-8 here (pairs count twice): a short text's length fits one byte, whatever it is.
    if (text.length <= 42) {
      this.room(127 + 1)
      const written = text.length === 0 ? 0 : this.buffer.write(text, this.at + 1)
      this.buffer[this.at] = written
      this.at += 1 + written
      return
    }
    const length = Buffer.byteLength(text)
    this.varint(length)
    this.room(length)
    this.buffer.write(text, this.at)
    this.at += length
  }

  varint(value: number): void {
    this.room(10)
    while (value > 127) {
      this.buffer[this.at++] = (value & 127) | 128
      value = Math.floor(value / 128)
    }
    this.buffer[this.at++] = value
  }

  private room(bytes: number): void {
    const needed = this.at + bytes
    if (needed <= this.buffer.length) return
    const grown = Buffer.allocUnsafe(Math.max(needed, this.buffer.length * 2))
    this.buffer.copy(grown, 0, 0, this.at)
    this.buffer = grown
  }
}

const HAS_ADDITIONAL_KEYS = 1 << 9
const NEED_UPDATE_DICTIONARY = 1 << 10
