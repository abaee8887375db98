// ZMTP 3 framing, ZeroMQ RFC 23: flags, size (1 or 8 bytes), body.
export const FLAG_MORE = 1
export const FLAG_LONG = 2
export const FLAG_COMMAND = 4

const SHORT_BYTES = 255

export function encodeFrame(flags: number, body: Uint8Array): Uint8Array {
  const isLong = body.length > SHORT_BYTES
  const headerBytes = isLong ? 9 : 2
  const frame = new Uint8Array(headerBytes + body.length)
  frame[0] = isLong ? flags | FLAG_LONG : flags
  if (isLong) new DataView(frame.buffer).setUint32(5, body.length)
  else frame[1] = body.length
  frame.set(body, headerBytes)
  return frame
}

/** Name and data of a command frame; null when the name's length lies. */
export function splitCommand(body: Uint8Array): { readonly name: string; readonly data: Uint8Array } | null {
  const nameBytes = body[0] ?? 0
  if (nameBytes === 0 || 1 + nameBytes > body.length) return null
  return { name: Buffer.from(body.buffer, body.byteOffset + 1, nameBytes).toString("latin1"), data: body.subarray(1 + nameBytes) }
}

export function command(name: string, ...parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([Uint8Array.of(name.length), Buffer.from(name, "latin1"), ...parts])
}

/** Cuts a byte stream into frames. Holds at most one incomplete frame; a longer one than allowed is passed over and reported. */
export class FrameReader {
  private pending: Buffer | null = null
  private skipping = 0
  private readonly maxBytes: number
  private readonly onFrame: (flags: number, body: Uint8Array) => void
  /** Its bytes are not read. False = give up on the stream. */
  private readonly onTooLong: (flags: number, bytes: number) => boolean

  constructor(maxBytes: number, onFrame: (flags: number, body: Uint8Array) => void, onTooLong: (flags: number, bytes: number) => boolean) {
    this.maxBytes = maxBytes
    this.onFrame = onFrame
    this.onTooLong = onTooLong
  }

  /** False = the stream is beyond use. */
  push(chunk: Buffer): boolean {
    let bytes = chunk
    if (this.skipping > 0) {
      const passed = Math.min(this.skipping, bytes.length)
      this.skipping -= passed
      bytes = bytes.subarray(passed)
    }
    if (this.pending !== null) {
      bytes = Buffer.concat([this.pending, bytes])
      this.pending = null
    }
    let at = 0
    while (at + 2 <= bytes.length) {
      const flags = bytes[at]
      const isLong = (flags & FLAG_LONG) !== 0
      const headerBytes = isLong ? 9 : 2
      if (at + headerBytes > bytes.length) break
      const size = isLong ? bytes.readUInt32BE(at + 1) * 2 ** 32 + bytes.readUInt32BE(at + 5) : bytes[at + 1]
      const start = at + headerBytes
      if (size > this.maxBytes) {
        if (!this.onTooLong(flags, size)) return false
        const passed = Math.min(size, bytes.length - start)
        this.skipping = size - passed
        at = start + passed
        continue
      }
      if (start + size > bytes.length) break
      this.onFrame(flags, bytes.subarray(start, start + size))
      at = start + size
    }
    if (at < bytes.length) this.pending = Buffer.from(bytes.subarray(at))
    return true
  }
}
