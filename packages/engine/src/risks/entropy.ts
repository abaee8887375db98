// Shannon entropy of payload bytes, without allocation or logarithms per call.
import type { ByteWindow } from "../bytes/byte-window.ts"

const MAX_BYTES = 2048
const histogram = new Uint16Array(256)
/** n * log2(n) */
const weighted = Float64Array.from({ length: MAX_BYTES + 1 }, (_, n) => (n === 0 ? 0 : n * Math.log2(n)))

/** Bits per byte, 0 to 8, of the first bytes of the window. */
export function entropyOf(window: ByteWindow): number {
  const length = Math.min(window.length, MAX_BYTES)
  if (length === 0) return 0
  const { bytes, start } = window
  histogram.fill(0)
  for (let i = start; i < start + length; i++) histogram[bytes[i]]++
  let sum = 0
  for (let value = 0; value < 256; value++) sum += weighted[histogram[value]]
  return (weighted[length] - sum) / length
}

/** As FlowColumns.entropy keeps it: 1..255 for 0..8 bits. */
export function packedEntropy(bits: number): number {
  return 1 + Math.round((bits / 8) * 254)
}
