// The stretch of input that a parser sees: bytes [start, end) of one buffer that is refilled behind the parser.

/** Grows to hold one record, never beyond: parsers refuse longer records. */
const MAX_WINDOW_BYTES = 8 << 20

export class InputWindow {
  bytes: Uint8Array
  view: DataView
  start = 0
  end = 0

  constructor(capacity: number) {
    this.bytes = new Uint8Array(capacity)
    this.view = new DataView(this.bytes.buffer)
  }

  get length(): number {
    return this.end - this.start
  }

  /** Moves what is unread to the front, and makes the buffer large enough for `needed` bytes. Invalidates packets handed out. */
  makeRoom(needed: number): void {
    const unread = this.length
    if (needed > this.bytes.length && this.bytes.length < MAX_WINDOW_BYTES) {
      let capacity = this.bytes.length
      while (capacity < needed && capacity < MAX_WINDOW_BYTES) capacity *= 2
      const larger = new Uint8Array(capacity)
      larger.set(this.bytes.subarray(this.start, this.end))
      this.bytes = larger
      this.view = new DataView(larger.buffer)
    } else if (this.start > 0) {
      this.bytes.copyWithin(0, this.start, this.end)
    }
    this.start = 0
    this.end = unread
  }
}
