// The binary form of flows: nDPI's serializer. Two bytes of version and format, then items: type byte (key type in the high nibble, value
// type in the low one), key, value. An item of type "end of record" closes a flow. Integers big-endian, strings with a length of 16 bits.
import { printableBytes } from "@netweir/engine/bytes/text.ts"

export const TLV_VERSION = 1
export const TLV_FORMAT = 1
export const TYPE_END_OF_RECORD = 1
const TYPE_U8 = 2, TYPE_U16 = 3, TYPE_U32 = 4, TYPE_U64 = 5, TYPE_I8 = 6, TYPE_I16 = 7, TYPE_I32 = 8, TYPE_I64 = 9, TYPE_FLOAT = 10, TYPE_STRING = 11
const MAX_VALUE_BYTES = 1024

/** What `next` came upon. */
export const ITEM = 0
export const END_OF_RECORD = 1
export const END = 2
/** Lengths that lie, types that flows do not have: what follows cannot be told apart. */
export const MALFORMED = 3

export class TlvReader {
  /** -1: the key is text. */
  keyNumber = -1
  keyText = ""
  isText = false
  number = 0
  text = ""
  /** Of unsigned 64-bit values: sets of bits do not fit a number. */
  high = 0
  low = 0
  private bytes: Buffer = Buffer.alloc(0)
  private at = 0

  /** False: these are no such items. */
  open(bytes: Uint8Array): boolean {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    this.at = 2
    return bytes.length >= 2 && bytes[0] === TLV_VERSION && bytes[1] === TLV_FORMAT
  }

  next(): number {
    if (this.at >= this.bytes.length) return END
    const type = this.bytes[this.at++]
    const keyType = type >>> 4
    const valueType = type & 15
    if (valueType === TYPE_END_OF_RECORD) return END_OF_RECORD
    if (!this.readKey(keyType)) return MALFORMED
    return this.readValue(valueType) ? ITEM : MALFORMED
  }

  private readKey(type: number): boolean {
    this.keyNumber = -1
    if (type === TYPE_STRING) return this.readText(true)
    const bytes = type === TYPE_U8 ? 1 : type === TYPE_U16 ? 2 : type === TYPE_U32 ? 4 : 0
    if (bytes === 0 || this.at + bytes > this.bytes.length) return false
    this.keyNumber = this.bytes.readUIntBE(this.at, bytes)
    this.at += bytes
    return true
  }

  private readValue(type: number): boolean {
    this.isText = type === TYPE_STRING
    if (this.isText) return this.readText(false)
    const width = WIDTHS[type] ?? 0
    if (width === 0 || this.at + width > this.bytes.length) return false
    const { bytes, at } = this
    this.at += width
    this.high = 0
    switch (type) {
      case TYPE_U8: case TYPE_U16: case TYPE_U32:
        this.number = this.low = bytes.readUIntBE(at, width)
        return true
      case TYPE_U64:
        this.high = bytes.readUInt32BE(at)
        this.low = bytes.readUInt32BE(at + 4)
        this.number = this.high * 2 ** 32 + this.low
        return true
      case TYPE_I8: case TYPE_I16: case TYPE_I32:
        this.number = bytes.readIntBE(at, width)
        break
      case TYPE_I64:
        this.number = bytes.readInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4)
        break
      default:
        this.number = bytes.readFloatLE(at) // in the order of the sender's machine, and those are little-endian
    }
    this.low = this.number >>> 0
    return true
  }

  private readText(isKey: boolean): boolean {
    if (this.at + 2 > this.bytes.length) return false
    const length = this.bytes.readUInt16BE(this.at)
    const start = this.at + 2
    if (start + length > this.bytes.length) return false
    const text = printableBytes(this.bytes, start, Math.min(length, MAX_VALUE_BYTES))
    if (isKey) this.keyText = text
    else this.text = text
    this.at = start + length
    return true
  }
}

const WIDTHS: readonly number[] = [0, 0, 1, 2, 4, 8, 1, 2, 4, 8, 4]

/** Writes what the reader reads; the smallest width that fits. */
export class TlvWriter {
  private bytes = Buffer.alloc(4096)
  private end = 2

  constructor() {
    this.clear()
  }

  get length(): number {
    return this.end
  }

  clear(): void {
    this.bytes[0] = TLV_VERSION
    this.bytes[1] = TLV_FORMAT
    this.end = 2
  }

  number(key: number | string, value: number): void {
    if (!Number.isInteger(value)) return this.float(key, value)
    const type = value >= 0
      ? value <= 0xff ? TYPE_U8 : value <= 0xffff ? TYPE_U16 : value <= 0xffffffff ? TYPE_U32 : TYPE_U64
      : value >= -0x80 ? TYPE_I8 : value >= -0x8000 ? TYPE_I16 : value >= -0x80000000 ? TYPE_I32 : TYPE_I64
    this.key(key, type)
    const width = WIDTHS[type]
    if (width === 8) {
      this.bytes.writeInt32BE(Math.floor(value / 2 ** 32) | 0, this.end)
      this.bytes.writeUInt32BE(((value % 2 ** 32) + 2 ** 32) % 2 ** 32, this.end + 4)
    } else if (value >= 0) this.bytes.writeUIntBE(value, this.end, width)
    else this.bytes.writeIntBE(value, this.end, width)
    this.end += width
  }

  float(key: number | string, value: number): void {
    this.key(key, TYPE_FLOAT)
    this.bytes.writeFloatLE(value, this.end)
    this.end += 4
  }

  /** 64 bits in two halves. */
  bits(key: number | string, high: number, low: number): void {
    if (high === 0) return this.number(key, low >>> 0)
    this.key(key, TYPE_U64)
    this.bytes.writeUInt32BE(high >>> 0, this.end)
    this.bytes.writeUInt32BE(low >>> 0, this.end + 4)
    this.end += 8
  }

  text(key: number | string, value: string): void {
    const bytes = Buffer.from(value)
    const length = Math.min(bytes.length, MAX_VALUE_BYTES)
    this.key(key, TYPE_STRING, length)
    this.bytes.writeUInt16BE(length, this.end)
    bytes.copy(this.bytes, this.end + 2, 0, length)
    this.end += 2 + length
  }

  endRecord(): void {
    this.room(1)
    this.bytes[this.end++] = TYPE_END_OF_RECORD
  }

  /** Of all since `clear`; a copy. */
  take(): Uint8Array {
    return Uint8Array.from(this.bytes.subarray(0, this.end))
  }

  /** Back to a length it had: what was written since does not fit a message. */
  cut(length: number): Uint8Array {
    const tail = Uint8Array.from(this.bytes.subarray(length, this.end))
    this.end = length
    return tail
  }

  append(bytes: Uint8Array): void {
    this.room(bytes.length)
    this.bytes.set(bytes, this.end)
    this.end += bytes.length
  }

  private key(key: number | string, valueType: number, textBytes = 0): void {
    this.room(1 + 4 + 8 + 2 + textBytes)
    if (typeof key === "string") return this.textKey(key, valueType, textBytes)
    const keyType = key <= 0xff ? TYPE_U8 : key <= 0xffff ? TYPE_U16 : TYPE_U32
    this.bytes[this.end++] = (keyType << 4) | valueType
    this.bytes.writeUIntBE(key, this.end, WIDTHS[keyType])
    this.end += WIDTHS[keyType]
  }

  private textKey(key: string, valueType: number, textBytes: number): void {
    const bytes = Buffer.from(key)
    this.room(1 + 2 + bytes.length + 8 + 2 + textBytes)
    this.bytes[this.end++] = (TYPE_STRING << 4) | valueType
    this.bytes.writeUInt16BE(bytes.length, this.end)
    bytes.copy(this.bytes, this.end + 2)
    this.end += 2 + bytes.length
  }

  private room(bytes: number): void {
    if (this.end + bytes <= this.bytes.length) return
    const grown = Buffer.alloc(Math.max(2 * this.bytes.length, this.end + bytes))
    this.bytes.copy(grown, 0, 0, this.end)
    this.bytes = grown
  }
}
