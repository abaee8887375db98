// bzip2, by a library; streams of our own bound what it reads and writes.
import Bunzip from "seek-bzip"

class Input {
  pos = 0
  private readonly bytes: Uint8Array
  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }
  readByte(): number {
    if (this.pos >= this.bytes.length) throw new RangeError("cut off")
    return this.bytes[this.pos++]
  }
  read(into: Uint8Array, from: number, count: number): number {
    for (let i = 0; i < count; i++) into[from + i] = this.readByte()
    return count
  }
  seek(pos: number): void {
    this.pos = pos
  }
  eof(): boolean {
    return this.pos >= this.bytes.length
  }
}

class Output {
  end = 0
  private readonly out: Uint8Array
  constructor(out: Uint8Array) {
    this.out = out
  }
  writeByte(byte: number): void {
    if (this.end >= this.out.length) throw new RangeError("too long")
    this.out[this.end++] = byte
  }
}

/** Bytes written to `out`, or -1: it is damaged, or longer than `out`. */
export function decodeBz2Block(bytes: Uint8Array, out: Uint8Array): number {
  const output = new Output(out)
  try {
    Bunzip.decode(new Input(bytes), output)
  } catch {
    return -1 // the library says "damaged" by exceptions
  }
  return output.end
}
