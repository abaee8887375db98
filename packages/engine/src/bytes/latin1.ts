import { Buffer } from "node:buffer"

// A method of Node's buffers since ever, but not in its types; it reads any Uint8Array.
const { latin1Slice } = Buffer.prototype as unknown as { latin1Slice(this: Uint8Array, start: number, end: number): string }
/** From here on a call into Node is cheaper than adding characters up. */
const LONG_TEXT_BYTES = 12

/** Bytes [start, end) as text, one character per byte. */
export function latin1(bytes: Uint8Array, start: number, end: number): string {
  if (end - start >= LONG_TEXT_BYTES) return latin1Slice.call(bytes, start, end)
  let text = ""
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i])
  return text
}
