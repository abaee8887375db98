// Cuts a connection's bytes into messages (RFC 6587): each with its length before it ("83 <165>1 ..."), or one a line. What the first
// bytes are holds for the connection.
import { LineSplitter, MAX_LINE_BYTES } from "../logs/line-splitter.ts"

/** "1048576 " */
const MAX_LENGTH_DIGITS = 7
const NEWLINE = 10, SPACE = 32, ZERO = 48, NINE = 57
type Framing = "unknown" | "lines" | "counted" | "broken"

export class MessageSplitter {
  private framing: Framing = "unknown"
  private readonly lines: LineSplitter
  private readonly onMessage: (message: string) => void
  /** Bytes before it is clear what they are: a few digits. */
  private head = Buffer.alloc(0)
  /** What is missing of the message whose length was read; 0 = a length is next. */
  private missing = 0
  private pieces: Buffer[] = []
  private digits = 0
  private length = 0
  private tooLongCounted = 0

  constructor(onMessage: (message: string) => void) {
    this.onMessage = onMessage
    this.lines = new LineSplitter(onMessage)
  }

  get tooLong(): number {
    return this.tooLongCounted + this.lines.tooLong
  }

  /** What should have been a length is none: nothing that follows can be told. */
  get isBroken(): boolean {
    return this.framing === "broken"
  }

  push(chunk: Buffer): void {
    if (this.framing === "unknown") {
      const bytes = this.head.length === 0 ? chunk : Buffer.concat([this.head, chunk])
      this.framing = framingOf(bytes)
      this.head = this.framing === "unknown" ? Buffer.from(bytes) : Buffer.alloc(0)
      if (this.framing === "unknown") return
      return this.push(bytes)
    }
    if (this.framing === "lines") this.lines.push(chunk)
    else this.counted(chunk)
  }

  /** The last line may go without its end; half a counted message is none. True: something was cut off. */
  finish(): boolean {
    if (this.framing === "unknown" && this.head.length > 0) this.lines.push(this.head)
    this.lines.finish()
    return this.framing === "counted" && (this.missing > 0 || this.digits > 0)
  }

  private counted(chunk: Buffer): void {
    let at = 0
    while (at < chunk.length && this.framing === "counted") at = this.missing > 0 ? this.take(chunk, at) : this.readLength(chunk, at)
  }

  private readLength(chunk: Buffer, at: number): number {
    const byte = chunk[at]
    if (byte === SPACE && this.length > 0) {
      if (this.length > MAX_LINE_BYTES) {
        this.tooLongCounted++
        return this.breakOff(chunk)
      }
      this.missing = this.length
      this.length = 0
      this.digits = 0
    } else if (byte >= ZERO && byte <= NINE && this.digits < MAX_LENGTH_DIGITS) {
      this.length = 10 * this.length + byte - ZERO
      this.digits++
    } else if (byte !== NEWLINE || this.digits > 0) return this.breakOff(chunk) // some end counted messages with a newline of their own
    return at + 1
  }

  private breakOff(chunk: Buffer): number {
    this.framing = "broken"
    this.pieces = []
    return chunk.length
  }

  private take(chunk: Buffer, at: number): number {
    const end = Math.min(chunk.length, at + this.missing)
    // Copies, so that a few bytes don't keep a whole chunk; what waits is bounded by the length.
    const isWhole = end - at === this.missing && this.pieces.length === 0
    if (!isWhole) this.keep(chunk.subarray(at, end))
    this.missing -= end - at
    if (this.missing > 0) return end
    const bytes = isWhole ? chunk.subarray(at, end) : Buffer.concat(this.pieces)
    this.pieces = []
    const text = bytes.toString("utf8").trimEnd()
    if (text !== "") this.onMessage(text)
    return end
  }

  private keep(bytes: Buffer): void {
    this.pieces.push(Buffer.from(bytes))
    if (this.pieces.length > 1024) this.pieces = [this.pieces[0], Buffer.concat(this.pieces.slice(1))]
    if (this.pieces.length === 2 && this.pieces[1].length >= this.pieces[0].length) this.pieces = [Buffer.concat(this.pieces)]
  }
}

/** A length is digits and a blank; a line that begins so has "<" or a letter behind them at the latest. */
function framingOf(bytes: Buffer): Framing {
  for (let i = 0; i < Math.min(bytes.length, MAX_LENGTH_DIGITS + 1); i++) {
    const byte = bytes[i]
    if (byte === SPACE && i > 0) return "counted"
    if (byte < (i === 0 ? ZERO + 1 : ZERO) || byte > NINE) return "lines"
  }
  return bytes.length > MAX_LENGTH_DIGITS ? "lines" : "unknown"
}
