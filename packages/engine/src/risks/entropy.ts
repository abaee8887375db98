// Shannon entropy of payload bytes, without allocation or logarithms per call.
import type { ByteWindow } from "../bytes/byte-window.ts"

const MAX_BYTES = 2048
const histogram = new Uint16Array(256)
const weigh = (n: number): number => (n === 0 ? 0 : n * Math.log2(n))
/** n * log2(n), and what the next one of a kind adds to it. */
const weighted = Float64Array.from({ length: MAX_BYTES + 1 }, (_, n) => weigh(n))
const added = Float64Array.from({ length: MAX_BYTES }, (_, n) => weigh(n + 1) - weigh(n))
/** Up to here it is cheaper to empty only what was filled. */
const SHORT_BYTES = 256

/** Bits per byte, 0 to 8, of the first bytes of the window. */
export function entropyOf(window: ByteWindow): number {
  const length = Math.min(window.length, MAX_BYTES)
  if (length === 0) return 0
  const { bytes, start } = window
  const end = start + length
  let sum = 0
  for (let i = start; i < end; i++) sum += added[histogram[bytes[i]]++]
  if (length > SHORT_BYTES) histogram.fill(0)
  else for (let i = start; i < end; i++) histogram[bytes[i]] = 0
  return (weighted[length] - sum) / length
}

/** As FlowColumns.entropy keeps it: 1..255 for 0..8 bits. */
export function packedEntropy(bits: number): number {
  return 1 + Math.round((bits / 8) * 254)
}
