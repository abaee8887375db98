// Cuts a byte stream into lines. A line longer than the bound is passed over and counted.
export const MAX_LINE_BYTES = 1 << 20

export class LineSplitter {
  tooLong = 0
  private pending: Buffer = Buffer.alloc(0)
  private isSkipping = false
  private readonly onLine: (line: string) => void
  private readonly maxBytes: number

  constructor(onLine: (line: string) => void, maxBytes = MAX_LINE_BYTES) {
    this.onLine = onLine
    this.maxBytes = maxBytes
  }

  push(chunk: Buffer): void {
    let at = 0
    for (;;) {
      const end = chunk.indexOf(10, at)
      if (end < 0) break
      this.line(chunk.subarray(at, end))
      at = end + 1
    }
    this.keep(chunk.subarray(at))
  }

  /** The last line may go without its end. */
  finish(): void {
    if (this.pending.length > 0) this.line(Buffer.alloc(0))
    this.isSkipping = false
  }

  private line(tail: Buffer): void {
    const bytes = this.pending.length === 0 ? tail : Buffer.concat([this.pending, tail])
    this.pending = Buffer.alloc(0)
    if (this.isSkipping) this.isSkipping = false
    else if (bytes.length > this.maxBytes) this.tooLong++
    else {
      const text = bytes.toString("utf8").replace(/\r$/, "")
      if (text !== "") this.onLine(text)
    }
  }

  private keep(rest: Buffer): void {
    if (this.isSkipping || rest.length === 0) return
    if (this.pending.length + rest.length > this.maxBytes) {
      this.tooLong++
      this.isSkipping = true
      this.pending = Buffer.alloc(0)
    } else this.pending = Buffer.concat([this.pending, rest])
  }
}
