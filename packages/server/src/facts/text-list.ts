// Texts out of one run of UTF-8 bytes; each is decoded when first asked for and kept (there are as many as the file has).

export class TextList {
  private readonly offsets: Uint32Array
  private readonly bytes: Buffer
  private readonly decoded = new Map<number, string>()

  constructor(offsets: Uint32Array, bytes: Uint8Array) {
    this.offsets = offsets
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  at(index: number): string {
    const known = this.decoded.get(index)
    if (known !== undefined) return known
    const text = this.bytes.toString("utf8", this.offsets[index], this.offsets[index + 1])
    this.decoded.set(index, text)
    return text
  }
}
