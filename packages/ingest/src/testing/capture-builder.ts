// Builds small captures byte by byte, so that tests know every field of what they read.

export interface MadePacket {
  readonly timestampUs: number
  readonly bytes: Uint8Array
  readonly wireBytes?: number
}

export interface PcapShape {
  readonly little: boolean
  readonly magic: number
  readonly isNano?: boolean
  readonly recordHeaderBytes?: number
  readonly headerBytes?: number
  readonly linkType?: number
  readonly version?: readonly [number, number]
  readonly swapLengths?: boolean
}

/** Packets of growing size with recognisable content, one every 1.5 s. */
export function makePackets(count: number, firstBytes = 14): MadePacket[] {
  return Array.from({ length: count }, (_, index) => ({
    timestampUs: 1_700_000_000_000_000 + index * 1_500_001,
    bytes: Uint8Array.from({ length: firstBytes + index * 7 }, (_unused, at) => (index * 31 + at) & 0xff),
    wireBytes: firstBytes + index * 7 + (index % 3 === 2 ? 100 : 0),
  }))
}

export function pcapBytes(shape: PcapShape, packets: readonly MadePacket[]): Buffer {
  const { little, isNano = false, recordHeaderBytes = 16, headerBytes = 24, linkType = 1, version = [2, 4], swapLengths = false } = shape
  const header = new ByteWriter(little).u32(shape.magic).u16(version[0]).u16(version[1]).u32(0).u32(0).u32(65_535).u32(linkType).zeros(headerBytes - 24)
  const records = packets.map(({ timestampUs, bytes, wireBytes = bytes.length }) => {
    const seconds = Math.floor(timestampUs / 1e6)
    const fraction = (timestampUs - seconds * 1e6) * (isNano ? 1000 : 1) + (isNano ? 999 : 0)
    const [first, second] = swapLengths ? [wireBytes, bytes.length] : [bytes.length, wireBytes]
    return new ByteWriter(little).u32(seconds).u32(fraction).u32(first).u32(second).zeros(recordHeaderBytes - 16).raw(bytes).bytes()
  })
  return Buffer.concat([header.bytes(), ...records])
}

export class ByteWriter {
  #little: boolean
  #parts: Buffer[] = []

  constructor(little: boolean) {
    this.#little = little
  }

  u16(value: number): this {
    const part = Buffer.alloc(2)
    if (this.#little) part.writeUInt16LE(value)
    else part.writeUInt16BE(value)
    return this.raw(part)
  }

  u32(value: number): this {
    const part = Buffer.alloc(4)
    if (this.#little) part.writeUInt32LE(value >>> 0)
    else part.writeUInt32BE(value >>> 0)
    return this.raw(part)
  }

  u64(value: bigint): this {
    const part = Buffer.alloc(8)
    if (this.#little) part.writeBigUInt64LE(BigInt.asUintN(64, value))
    else part.writeBigUInt64BE(BigInt.asUintN(64, value))
    return this.raw(part)
  }

  zeros(count: number): this {
    return this.raw(Buffer.alloc(count))
  }

  raw(bytes: Uint8Array): this {
    this.#parts.push(Buffer.from(bytes))
    return this
  }

  /** `bytes` filled up to a multiple of four. */
  padded(bytes: Uint8Array): this {
    return this.raw(bytes).zeros((4 - (bytes.length % 4)) % 4)
  }

  bytes(): Buffer {
    return Buffer.concat(this.#parts)
  }
}

export type PcapngOption = readonly [code: number, value: Uint8Array | string]

/** Blocks of one byte order; concatenate them into a file. */
export function pcapngWriter(little: boolean) {
  const writer = () => new ByteWriter(little)
  const optionBytes = (options: readonly PcapngOption[]) => {
    if (options.length === 0) return Buffer.alloc(0)
    const out = writer()
    for (const [code, value] of options) {
      const bytes = typeof value === "string" ? Buffer.from(value) : value
      out.u16(code).u16(bytes.length).padded(bytes)
    }
    return out.u16(0).u16(0).bytes()
  }
  const block = (type: number, body: Buffer) => writer().u32(type).u32(body.length + 12).raw(body).u32(body.length + 12).bytes()
  return {
    block,
    section: (options: readonly PcapngOption[] = []) =>
      block(0x0a0d0d0a, writer().u32(0x1a2b3c4d).u16(1).u16(0).u64(-1n).raw(optionBytes(options)).bytes()),
    interface: (linkType: number, snaplen = 0, options: readonly PcapngOption[] = []) =>
      block(1, writer().u16(linkType).u16(0).u32(snaplen).raw(optionBytes(options)).bytes()),
    enhanced: (interfaceId: number, units: bigint, bytes: Uint8Array, wireBytes = bytes.length, options: readonly PcapngOption[] = []) =>
      block(6, writer().u32(interfaceId).u32(Number(units >> 32n)).u32(Number(units & 0xffffffffn)).u32(bytes.length).u32(wireBytes).padded(bytes).raw(optionBytes(options)).bytes()),
    obsolete: (interfaceId: number, units: bigint, bytes: Uint8Array, wireBytes = bytes.length) =>
      block(2, writer().u16(interfaceId).u16(0xffff).u32(Number(units >> 32n)).u32(Number(units & 0xffffffffn)).u32(bytes.length).u32(wireBytes).padded(bytes).bytes()),
    simple: (bytes: Uint8Array, wireBytes = bytes.length) => block(3, writer().u32(wireBytes).padded(bytes).bytes()),
    names: (records: readonly { kind: number; address: Uint8Array; names: readonly string[] }[]) => {
      const out = writer()
      for (const { kind, address, names } of records) {
        const value = Buffer.concat([address, Buffer.from(names.map((name) => `${name}\0`).join(""))])
        out.u16(kind).u16(value.length).padded(value)
      }
      return block(4, out.u32(0).bytes())
    },
    statistics: (interfaceId: number, options: readonly PcapngOption[]) => block(5, writer().u32(interfaceId).u64(0n).raw(optionBytes(options)).bytes()),
    secrets: (kind: number, text: string) => block(10, writer().u32(kind).u32(Buffer.byteLength(text)).padded(Buffer.from(text)).bytes()),
    u64: (value: bigint) => writer().u64(value).bytes(),
  }
}
