// IP addresses between text and four big-endian words; IPv4 is ::ffff:a.b.c.d, so word 3 is the IPv4 address.
// Text form: RFC 5952 (lower case, longest run of zeros shortened).

export const IPV4_MAPPED = 0xffff

export function isIpv4(words: Uint32Array, at: number): boolean {
  return words[at] === 0 && words[at + 1] === 0 && words[at + 2] === IPV4_MAPPED
}

export function formatIp(words: Uint32Array, at: number): string {
  return isIpv4(words, at) ? formatIpv4(words[at + 3]) : formatIpv6(words, at)
}

export function formatIpv4(word: number): string {
  return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`
}

function formatIpv6(words: Uint32Array, at: number): string {
  let runStart = -1
  let runLength = 1 // a single zero group is not shortened (RFC 5952 section 4.2.2)
  for (let group = 0; group < 8; ) {
    let end = group
    while (end < 8 && groupOf(words, at, end) === 0) end++
    if (end - group > runLength) {
      runStart = group
      runLength = end - group
    }
    group = end + 1
  }
  let text = ""
  for (let group = 0; group < 8; group++) {
    if (group === runStart) {
      text += "::"
      group += runLength - 1
      continue
    }
    if (text !== "" && !text.endsWith(":")) text += ":"
    text += groupOf(words, at, group).toString(16)
  }
  return text
}

function groupOf(words: Uint32Array, at: number, group: number): number {
  const word = words[at + (group >> 1)]
  return group & 1 ? word & 0xffff : word >>> 16
}

/** Fills four words; false (words undefined) when the text is no address. A zone (`%eth0`) is cut off. */
export function parseIp(text: string, words: Uint32Array, at = 0): boolean {
  const zone = text.indexOf("%")
  const bare = zone < 0 ? text : text.slice(0, zone)
  if (bare.includes(":")) return parseIpv6(bare, words, at)
  const ipv4 = parseIpv4(bare)
  if (ipv4 < 0) return false
  words[at] = 0
  words[at + 1] = 0
  words[at + 2] = IPV4_MAPPED
  words[at + 3] = ipv4
  return true
}

/** The address as a number, or -1. */
export function parseIpv4(text: string): number {
  const parts = text.split(".")
  if (parts.length !== 4) return -1
  let word = 0
  for (const part of parts) {
    if (!/^\d{1,3}$/.test(part)) return -1
    const byte = Number(part)
    if (byte > 255) return -1
    word = word * 256 + byte
  }
  return word
}

function parseIpv6(text: string, words: Uint32Array, at: number): boolean {
  let body = text
  // The last 32 bits may be dotted (RFC 4291 section 2.2 form 3).
  const lastColon = body.lastIndexOf(":")
  if (body.includes(".")) {
    const ipv4 = parseIpv4(body.slice(lastColon + 1))
    if (ipv4 < 0) return false
    body = `${body.slice(0, lastColon + 1)}${(ipv4 >>> 16).toString(16)}:${(ipv4 & 0xffff).toString(16)}`
  }
  const halves = body.split("::")
  if (halves.length > 2) return false
  const head = halves[0] === "" ? [] : halves[0].split(":")
  const tail = halves.length < 2 || halves[1] === "" ? [] : halves[1].split(":")
  if (halves.length === 2 ? head.length + tail.length > 7 : head.length !== 8) return false
  for (let i = 0; i < 4; i++) words[at + i] = 0
  const put = (group: number, digits: string): boolean => {
    if (!/^[0-9a-f]{1,4}$/i.test(digits)) return false
    const value = Number.parseInt(digits, 16)
    words[at + (group >> 1)] |= group & 1 ? value : value << 16
    return true
  }
  for (const [group, digits] of head.entries()) if (!put(group, digits)) return false
  for (const [i, digits] of tail.entries()) if (!put(8 - tail.length + i, digits)) return false
  return true
}

export function formatMac(high16: number, low32: number): string {
  const digits = (high16 & 0xffff).toString(16).padStart(4, "0") + (low32 >>> 0).toString(16).padStart(8, "0")
  return digits.replace(/(..)(?=.)/g, "$1:")
}

/** The MAC as one number (48 bits), or -1. Accepts `:`, `-` and no separators. */
export function parseMac(text: string): number {
  const digits = text.replace(/[:-]/g, "")
  return /^[0-9a-f]{12}$/i.test(digits) ? Number.parseInt(digits, 16) : -1
}
