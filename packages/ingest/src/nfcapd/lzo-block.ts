// LZO1X: literals and matches, three sizes of distance, up to three literals behind each match
// (the Linux kernel's Documentation/staging/lzo.rst describes the stream).

/** Distances of the longest form begin here; exactly this one ends the stream. */
const FAR = 16_384
/** What two-byte matches after four or more literals are beyond. */
const NEAR_3 = 2_049

/** Bytes written to `out`, or -1: it is damaged, or longer than `out`. */
export function decodeLzoBlock(bytes: Uint8Array, out: Uint8Array): number {
  const size = bytes.length
  let at = 0
  let end = 0
  /** Literals that went before: 0 none, 1 to 3 behind a match, 4 a run of them. */
  let state = 0

  /** A length that did not fit its bits: 255 for each zero byte, and the byte that follows them. -1: cut off. */
  function longLength(base: number): number {
    let length = base
    while (at < size && bytes[at] === 0) {
      length += 255
      at++
      if (length > out.length) return -1
    }
    return at < size ? length + bytes[at++] : -1
  }
  function literals(count: number): boolean {
    if (count < 0 || at + count > size || end + count > out.length) return false
    for (let i = 0; i < count; i++) out[end++] = bytes[at++]
    return true
  }
  function match(distance: number, length: number): boolean {
    if (length < 0 || distance > end || end + length > out.length) return false
    for (let i = 0; i < length; i++, end++) out[end] = out[end - distance] // may overlap: repeats
    return true
  }

  if (size > 0 && bytes[0] > 17) {
    const count = bytes[at++] - 17
    if (!literals(count)) return -1
    state = Math.min(count, 4)
  }
  while (at < size) {
    const code = bytes[at++]
    if (code < 16 && state === 0) {
      if (!literals(code === 0 ? longLength(18) : code + 3)) return -1
      state = 4
      continue
    }
    let trailing = code & 3
    if (code >= 64) {
      if (at >= size) return -1
      const distance = (bytes[at++] << 3) + ((code >> 2) & 7) + 1
      if (!match(distance, code >= 128 ? 5 + ((code >> 5) & 3) : 3 + ((code >> 5) & 1))) return -1
    } else if (code >= 16) {
      const isFar = code < 32
      const short = code & (isFar ? 7 : 31)
      const length = short === 0 ? longLength(isFar ? 9 : 33) : short + 2
      if (length < 0 || at + 2 > size) return -1
      const word = bytes[at] | (bytes[at + 1] << 8)
      at += 2
      const distance = isFar ? FAR + ((code & 8) << 11) + (word >> 2) : (word >> 2) + 1
      if (isFar && distance === FAR) return at === size ? end : -1
      if (!match(distance, length)) return -1
      trailing = word & 3
    } else {
      if (at >= size) return -1
      const distance = (bytes[at++] << 2) + (code >> 2)
      if (!(state === 4 ? match(distance + NEAR_3, 3) : match(distance + 1, 2))) return -1
    }
    if (!literals(trailing)) return -1
    state = trailing
  }
  return -1 // no end mark
}
