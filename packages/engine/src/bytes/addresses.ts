// IP addresses as the engine keeps them: four big-endian words; IPv4 is ::ffff:a.b.c.d. And MACs as 16 + 32 bits.

export const MAPPED_PREFIX = 0xffff

export function isIpv4(words: Uint32Array, at: number): boolean {
  return words[at] === 0 && words[at + 1] === 0 && words[at + 2] === MAPPED_PREFIX
}
/** 224.0.0.0/4 (RFC 5771), ff00::/8 (RFC 4291). */
export function isMulticast(words: Uint32Array, at: number): boolean {
  return isIpv4(words, at) ? words[at + 3] >>> 28 === 0xe : words[at] >>> 24 === 0xff
}
/** 255.255.255.255. */
export function isLimitedBroadcast(words: Uint32Array, at: number): boolean {
  return isIpv4(words, at) && words[at + 3] === 0xffffffff
}

export function ipv4Text(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`
}

/** Canonical text (RFC 5952). IPv4-mapped words come out as IPv4. */
export function ipText(words: Uint32Array, at = 0): string {
  if (isIpv4(words, at)) return ipv4Text(words[at + 3])
  return ipv6Text(words, at)
}

/** RFC 5952: lower case, no leading zeros, the longest run of two or more zero groups (the first of equals) becomes `::`. */
export function ipv6Text(words: Uint32Array, at = 0): string {
  const groups: number[] = []
  for (let i = 0; i < 4; i++) groups.push(words[at + i] >>> 16, words[at + i] & 0xffff)
  let runStart = -1
  let runLength = 1
  for (let i = 0; i < 8; i++) {
    let end = i
    while (end < 8 && groups[end] === 0) end++
    if (end - i > runLength) {
      runStart = i
      runLength = end - i
    }
    if (end > i) i = end
  }
  const hex = (from: number, to: number) => groups.slice(from, to).map((group) => group.toString(16)).join(":")
  return runStart < 0 ? hex(0, 8) : `${hex(0, runStart)}::${hex(runStart + runLength, 8)}`
}

/** Fills `words[at..at+3]`; false when the text is no address. */
export function parseIp(text: string, words: Uint32Array, at = 0): boolean {
  const v4 = parseIpv4(text)
  if (v4 >= 0) {
    words[at] = 0
    words[at + 1] = 0
    words[at + 2] = MAPPED_PREFIX
    words[at + 3] = v4
    return true
  }
  if (!text.includes(":")) return false
  let body = text
  const lastColon = text.lastIndexOf(":")
  if (text.includes(".")) {
    const tail = parseIpv4(text.slice(lastColon + 1))
    if (tail < 0) return false
    body = `${text.slice(0, lastColon + 1)}${(tail >>> 16).toString(16)}:${(tail & 0xffff).toString(16)}`
  }
  const halves = body.split("::")
  if (halves.length > 2) return false
  const front = halves[0] === "" ? [] : halves[0].split(":")
  const back = halves.length < 2 || halves[1] === "" ? [] : halves[1].split(":")
  const missing = 8 - front.length - back.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return false
  const groups = [...front, ...Array.from({ length: missing }, () => "0"), ...back]
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return false
  for (let i = 0; i < 4; i++) words[at + i] = ((Number.parseInt(groups[2 * i], 16) << 16) | Number.parseInt(groups[2 * i + 1], 16)) >>> 0
  return true
}

function parseIpv4(text: string): number {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)
  if (!match) return -1
  let address = 0
  for (let i = 1; i <= 4; i++) {
    const byte = Number(match[i])
    if (byte > 255) return -1
    address = address * 256 + byte
  }
  return address
}

/** aa:bb:cc:dd:ee:ff */
export function macText(high: number, low: number): string {
  const hex = ((high & 0xffff) >>> 0).toString(16).padStart(4, "0") + (low >>> 0).toString(16).padStart(8, "0")
  return hex.replace(/(..)(?=.)/g, "$1:")
}
