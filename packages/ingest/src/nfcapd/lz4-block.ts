// LZ4 block format: tokens of literals and matches (https://github.com/lz4/lz4, lz4_Block_format).
const MIN_MATCH = 4

/** Bytes written to `out`, or -1: it is damaged, or longer than `out`. */
export function decodeLz4Block(bytes: Uint8Array, out: Uint8Array): number {
  let at = 0
  let end = 0
  while (at < bytes.length) {
    const token = bytes[at++]
    let literals = token >>> 4
    if (literals === 15) {
      let more = 255
      while (more === 255) {
        if (at >= bytes.length) return -1
        more = bytes[at++]
        literals += more
      }
    }
    if (at + literals > bytes.length || end + literals > out.length) return -1
    out.set(bytes.subarray(at, at + literals), end)
    at += literals
    end += literals
    if (at === bytes.length) return end // the last sequence has no match
    if (at + 2 > bytes.length) return -1
    const distance = bytes[at] | (bytes[at + 1] << 8)
    at += 2
    let length = (token & 15) + MIN_MATCH
    if ((token & 15) === 15) {
      let more = 255
      while (more === 255) {
        if (at >= bytes.length) return -1
        more = bytes[at++]
        length += more
      }
    }
    if (distance === 0 || distance > end || end + length > out.length) return -1
    for (let i = 0; i < length; i++, end++) out[end] = out[end - distance] // may overlap: repeats
  }
  return end
}
