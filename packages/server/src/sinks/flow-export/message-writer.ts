// A NetFlow v9 (RFC 3954) or IPFIX (RFC 7011) message that is filled set by set.
import { IANA, type Field } from "./fields.ts"

export type ExportVersion = 9 | 10
const HEADER_BYTES = { 9: 20, 10: 16 } as const
const SET_HEADER_BYTES = 4
/** Set ids of templates. */
const TEMPLATE_SET = { 9: 0, 10: 2 } as const
const OPTIONS_TEMPLATE_SET = { 9: 1, 10: 3 } as const
const VARIABLE_LENGTH = 65_535
/** nProbe's enterprise elements have numbers of their own in v9, which knows no enterprises. */
const NPROBE_IN_V9 = 57_472

export interface MessageTimes {
  /** When it is sent, ms since the epoch; `uptimeMs` is v9's clock at that moment. */
  readonly exportMs: number
  readonly uptimeMs: number
}

export class MessageWriter {
  readonly version: ExportVersion
  private readonly maxBytes: number
  private readonly domain: number
  private readonly buffer: Buffer
  private at = 0
  private setAt = -1
  private setId = -1
  private records = 0
  private dataRecords = 0
  /** v9 counts messages, IPFIX the data records before this message. */
  private sequence = 0

  constructor(version: ExportVersion, domain: number, maxBytes: number) {
    this.version = version
    this.domain = domain
    this.maxBytes = maxBytes
    this.buffer = Buffer.alloc(maxBytes)
    this.at = HEADER_BYTES[version]
  }

  get isEmpty(): boolean {
    return this.records === 0
  }

  /** False when the message has no room: finish it and try again. */
  add(setId: number, record: Uint8Array, length: number): boolean {
    const needed = (this.setId === setId ? 0 : SET_HEADER_BYTES) + length + 3 // padding
    if (this.at + needed > this.maxBytes) return false
    if (this.setId !== setId) this.beginSet(setId)
    this.buffer.set(length === record.byteLength ? record : record.subarray(0, length), this.at)
    this.at += length
    this.records++
    if (setId > 255) this.dataRecords++
    return true
  }

  /** For so many bytes of records, whatever their set. */
  hasRoom(bytes: number): boolean {
    return this.at + SET_HEADER_BYTES + bytes + 3 <= this.maxBytes
  }

  addTemplate(templateId: number, fields: readonly Field[]): boolean {
    const bytes = Buffer.concat([u16(templateId, fields.length), ...fields.map((field) => this.specifier(field))])
    return this.add(TEMPLATE_SET[this.version], bytes, bytes.length)
  }

  /** IPFIX: the first field is the scope. v9: the scope is the system, and all fields are options. */
  addOptionsTemplate(templateId: number, fields: readonly Field[]): boolean {
    const specifiers = fields.map((field) => this.specifier(field))
    const bytes = this.version === 9
      ? Buffer.concat([u16(templateId, 4, 4 * fields.length, 1, 4), ...specifiers])
      : Buffer.concat([u16(templateId, fields.length, 1), ...specifiers])
    return this.add(OPTIONS_TEMPLATE_SET[this.version], bytes, bytes.length)
  }

  /** The message as bytes of its own; the next one begins. */
  finish({ exportMs, uptimeMs }: MessageTimes): Buffer {
    this.endSet()
    const { buffer, at, records, version } = this
    buffer.writeUInt16BE(version, 0)
    if (version === 9) {
      buffer.writeUInt16BE(records, 2)
      buffer.writeUInt32BE(uptimeMs % 2 ** 32, 4)
      buffer.writeUInt32BE(Math.floor(exportMs / 1000) % 2 ** 32, 8)
      buffer.writeUInt32BE(this.sequence, 12)
      buffer.writeUInt32BE(this.domain, 16)
      this.sequence = (this.sequence + 1) % 2 ** 32
    } else {
      buffer.writeUInt16BE(at, 2)
      buffer.writeUInt32BE(Math.floor(exportMs / 1000) % 2 ** 32, 4)
      buffer.writeUInt32BE(this.sequence, 8)
      buffer.writeUInt32BE(this.domain, 12)
      this.sequence = (this.sequence + this.dataRecords) % 2 ** 32
    }
    const message = Buffer.from(buffer.subarray(0, at))
    this.at = HEADER_BYTES[version]
    this.setId = -1
    this.setAt = -1
    this.records = 0
    this.dataRecords = 0
    return message
  }

  private beginSet(setId: number): void {
    this.endSet()
    this.setId = setId
    this.setAt = this.at
    this.buffer.writeUInt16BE(setId, this.at)
    this.at += SET_HEADER_BYTES
  }

  private endSet(): void {
    if (this.setAt < 0) return
    // v9 sets end on a 32-bit boundary; in IPFIX, zeros behind records of variable length could be read as another record.
    if (this.version === 9) while (this.at % 4 !== 0) this.buffer[this.at++] = 0
    this.buffer.writeUInt16BE(this.at - this.setAt, this.setAt + 2)
    this.setAt = -1
  }

  private specifier({ enterprise, id, bytes }: Field): Buffer {
    if (this.version === 9) return u16(enterprise === IANA ? id : NPROBE_IN_V9 + id, bytes)
    const length = bytes === 0 ? VARIABLE_LENGTH : bytes
    if (enterprise === IANA) return u16(id, length)
    return u16(id | 0x8000, length, enterprise >>> 16, enterprise & 0xffff)
  }
}

function u16(...words: readonly number[]): Buffer {
  const bytes = Buffer.alloc(2 * words.length)
  for (const [i, word] of words.entries()) bytes.writeUInt16BE(word, 2 * i)
  return bytes
}
