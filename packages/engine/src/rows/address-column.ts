/** Addresses of a history batch: 16 bytes a row, network order; nobody's is `::`. */
export class AddressColumn {
  readonly bytes: Uint8Array
  private readonly words: DataView

  constructor(rows: number) {
    this.bytes = new Uint8Array(16 * rows)
    this.words = new DataView(this.bytes.buffer)
  }

  put(at: number, words: Uint32Array, from: number): void {
    const { words: into } = this
    into.setUint32(16 * at, words[from])
    into.setUint32(16 * at + 4, words[from + 1])
    into.setUint32(16 * at + 8, words[from + 2])
    into.setUint32(16 * at + 12, words[from + 3])
  }

  clear(at: number): void {
    this.bytes.fill(0, 16 * at, 16 * at + 16)
  }

  take(count: number): Uint8Array {
    return this.bytes.slice(0, 16 * count)
  }
}
