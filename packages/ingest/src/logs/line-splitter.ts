// Cuts a byte stream into lines. A line longer than the bound is passed over and counted.
export const MAX_LINE_BYTES = 1 << 20

/** A piece costs about as much as a hundred bytes beside its own. */
const MAX_PIECES = 1024

export class LineSplitter {
  tooLong = 0
  /** Pieces of a line that is not over: put together once, however slowly it drips. */
  private pending: Buffer[] = []
  private pendingBytes = 0
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
    if (this.pendingBytes > 0) this.line(Buffer.alloc(0))
    this.isSkipping = false
  }

  private line(tail: Buffer): void {
    const bytes = this.pendingBytes === 0 ? tail : Buffer.concat([...this.pending, tail])
    this.forget()
    if (this.isSkipping) this.isSkipping = false
    else if (bytes.length > this.maxBytes) this.tooLong++
    else {
      const text = bytes.toString("utf8").replace(/\r$/, "")
      if (text !== "") this.onLine(text)
    }
  }

  private keep(rest: Buffer): void {
    if (this.isSkipping || rest.length === 0) return
    if (this.pendingBytes + rest.length > this.maxBytes) {
      this.tooLong++
      this.isSkipping = true
      return this.forget()
    }
    // A copy: the chunk is its reader's, and a few bytes of it must not keep all of it. Many small pieces become one.
    this.pending.push(Buffer.from(rest))
    this.pendingBytes += rest.length
    if (this.pending.length > MAX_PIECES) this.pending = mergeSmaller(this.pending)
  }

  private forget(): void {
    this.pending = []
    this.pendingBytes = 0
  }
}

/** All pieces but a large first one, so that a byte is copied a few times and not once for each piece that comes. */
function mergeSmaller(pieces: readonly Buffer[]): Buffer[] {
  const [first, ...rest] = pieces
  const tail = Buffer.concat(rest)
  return first.length <= tail.length ? [Buffer.concat([first, tail])] : [first, tail]
}
