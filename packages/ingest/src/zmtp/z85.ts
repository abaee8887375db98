// Z85, ZeroMQ RFC 32: 4 bytes as 5 printable characters. CURVE keys (32 bytes) are 40 characters.
const ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"
const VALUES = new Map([...ALPHABET].map((character, value) => [character, value] as const))

/** `bytes.length` is a multiple of 4. */
export function toZ85(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let text = ""
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const word = view.getUint32(at)
    for (let power = 4; power >= 0; power--) text += ALPHABET[Math.floor(word / 85 ** power) % 85]
  }
  return text
}

/** Null when the text is no Z85. */
export function fromZ85(text: string): Uint8Array | null {
  if (text.length % 5 !== 0) return null
  const bytes = new Uint8Array((text.length / 5) * 4)
  const view = new DataView(bytes.buffer)
  for (let group = 0; group < text.length / 5; group++) {
    let word = 0
    for (let i = 5 * group; i < 5 * group + 5; i++) {
      const value = VALUES.get(text[i])
      if (value === undefined) return null
      word = word * 85 + value
    }
    if (word > 0xffffffff) return null
    view.setUint32(4 * group, word)
  }
  return bytes
}
