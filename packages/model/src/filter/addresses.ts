// Addresses as text and as numbers. IPv4 is held as ::ffff:a.b.c.d (RFC 4291 section 2.5.5.2), four big-endian words.

export type IpWords = readonly [number, number, number, number]
export interface IpRange { readonly low: IpWords; readonly high: IpWords }

const V4_PREFIX = 0xffff

export function parseIp(text: string): IpWords | null {
  return text.includes(":") ? parseIpv6(text) : parseIpv4(text)
}

function parseIpv4(text: string): IpWords | null {
  const parts = text.split(".")
  return parts.length === 4 ? v4Words(parts) : null
}

/** Up to four decimal octets; missing ones are zero. */
function v4Words(parts: readonly string[]): IpWords | null {
  let word = 0
  for (let i = 0; i < 4; i++) {
    const part = parts[i] ?? "0"
    if (!/^\d{1,3}$/.test(part) || Number(part) > 255) return null
    word = word * 256 + Number(part)
  }
  return [0, 0, V4_PREFIX, word]
}

function parseIpv6(text: string): IpWords | null {
  const halves = text.split("::")
  if (halves.length > 2) return null
  const head = groupsOf(halves[0], halves.length === 1)
  const tail = halves.length === 2 ? groupsOf(halves[1], true) : []
  if (!head || !tail) return null
  const missing = 8 - head.length - tail.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null
  const groups = [...head, ...new Array<number>(missing).fill(0), ...tail]
  return [pair(groups, 0), pair(groups, 2), pair(groups, 4), pair(groups, 6)]
}

/** A dotted IPv4 address may stand for the last two groups. */
function groupsOf(text: string, isEnd: boolean): number[] | null {
  if (text === "") return []
  const groups: number[] = []
  const parts = text.split(":")
  for (const [i, part] of parts.entries()) {
    if (isEnd && i === parts.length - 1 && part.includes(".")) {
      const v4 = parseIpv4(part)
      if (!v4) return null
      groups.push(v4[3] >>> 16, v4[3] & 0xffff)
    } else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16))
    else return null
  }
  return groups
}

function pair(groups: readonly number[], at: number): number {
  return ((groups[at] << 16) | groups[at + 1]) >>> 0
}

/** Canonical text: dotted for IPv4, RFC 5952 for IPv6. */
export function formatIp(words: ArrayLike<number>, at = 0): string {
  const last = words[at + 3]
  if (words[at] === 0 && words[at + 1] === 0 && words[at + 2] === V4_PREFIX) return `${last >>> 24}.${(last >>> 16) & 255}.${(last >>> 8) & 255}.${last & 255}`
  const groups: number[] = []
  for (let i = 0; i < 4; i++) groups.push(words[at + i] >>> 16, words[at + i] & 0xffff)
  // The longest run of two or more zero groups, the first of equals, becomes "::".
  let best = -1
  let bestLength = 1
  for (let i = 0; i < 8; i++) {
    let length = 0
    while (i + length < 8 && groups[i + length] === 0) length++
    if (length > bestLength) [best, bestLength] = [i, length]
    i += length
  }
  const hex = groups.map((group) => group.toString(16))
  return best < 0 ? hex.join(":") : `${hex.slice(0, best).join(":")}::${hex.slice(best + bestLength).join(":")}`
}

/** `address/length` or `address/netmask`. */
export function parseCidr(text: string): IpRange | null {
  const slash = text.indexOf("/")
  if (slash < 0) return null
  const address = parseIp(text.slice(0, slash)) ?? (text.includes(":") ? null : v4Words(text.slice(0, slash).split(".")))
  if (!address) return null
  const isV4 = !text.slice(0, slash).includes(":")
  const tail = text.slice(slash + 1)
  const length = tail.includes(".") && isV4 ? maskLength(tail) : /^\d{1,3}$/.test(tail) ? Number(tail) : null
  if (length === null || length > (isV4 ? 32 : 128)) return null
  return prefixRange(address, isV4 ? 96 + length : length)
}

function maskLength(text: string): number | null {
  const mask = parseIpv4(text)
  if (!mask) return null
  const length = Math.clz32(~mask[3])
  return ((length === 0 ? 0 : 0xffffffff << (32 - length)) >>> 0) === mask[3] ? length : null
}

function prefixRange(address: IpWords, bits: number): IpRange {
  const low = [0, 0, 0, 0] as [number, number, number, number]
  const high = [0, 0, 0, 0] as [number, number, number, number]
  for (let i = 0; i < 4; i++) {
    const kept = Math.min(32, Math.max(0, bits - 32 * i))
    const mask = kept === 0 ? 0 : (0xffffffff << (32 - kept)) >>> 0
    low[i] = (address[i] & mask) >>> 0
    high[i] = (address[i] | ~mask) >>> 0
  }
  return { low, high }
}

/** The beginning of an address, as people type it: `192.168`, `10.1.`, `2001:db8`, `fe80:`; whole groups only. */
export function parseIpPrefix(text: string): IpRange | null {
  const v4 = /^(\d{1,3}(?:\.\d{1,3}){0,2})\.?$/.exec(text)
  if (v4 && text.includes(".")) {
    const parts = v4[1].split(".")
    const address = v4Words(parts)
    return address && prefixRange(address, 96 + 8 * parts.length)
  }
  const v6 = /^([0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6}):?$/i.exec(text)
  if (!v6 || !text.includes(":")) return null
  const groups = v6[1].split(":")
  const address = parseIpv6(groups.length === 7 ? `${v6[1]}:0` : `${v6[1]}::`)
  return address && prefixRange(address, 16 * groups.length)
}

/** Address, network, `low-high`/`low..high` is the caller's; here: whatever names one range by itself. */
export function parseIpRange(text: string): IpRange | null {
  const single = parseIp(text)
  return single ? { low: single, high: single } : parseCidr(text)
}

/** As short as possible: an address, a network, or both ends. */
export function formatIpRange({ low, high }: IpRange): string {
  if (compareIp(low, high) === 0) return formatIp(low)
  const isV4 = low[0] === 0 && low[1] === 0 && low[2] === V4_PREFIX && high[2] === V4_PREFIX && high[0] === 0 && high[1] === 0
  for (let bits = isV4 ? 96 : 0; bits < 128; bits++) {
    const range = prefixRange(low, bits)
    if (compareIp(range.low, low) === 0 && compareIp(range.high, high) === 0) {
      // An IPv6 network whose first address looks like a mapped IPv4 one would come back as IPv4.
      const text = `${formatIp(low)}/${isV4 ? bits - 96 : bits}`
      if (isV4 || !formatIp(low).includes(".")) return text
    }
  }
  return `${formatIp(low)}..${formatIp(high)}`
}

export function compareIp(a: ArrayLike<number>, b: ArrayLike<number>): number {
  for (let i = 0; i < 4; i++) if (a[i] !== b[i]) return a[i] < b[i] ? -1 : 1
  return 0
}

/** 48 bits as one number; `:` or `-` between the octets, or Cisco's dotted form. */
export function parseMac(text: string): number | null {
  const plain = /^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$/i.test(text) || /^[0-9a-f]{4}(\.[0-9a-f]{4}){2}$/i.test(text)
  return plain ? Number.parseInt(text.replace(/[^0-9a-f]/gi, ""), 16) : null
}

/** The beginning of a MAC, whole octets, at least two: a vendor's `aa:bb:cc`. */
export function parseMacPrefix(text: string): { readonly low: number; readonly high: number } | null {
  if (!/^[0-9a-f]{2}([:-][0-9a-f]{2}){1,5}[:-]?$/i.test(text)) return null
  const digits = text.replace(/[^0-9a-f]/gi, "")
  return { low: Number.parseInt(digits.padEnd(12, "0"), 16), high: Number.parseInt(digits.padEnd(12, "f"), 16) }
}

export function formatMac(mac: number): string {
  return mac.toString(16).padStart(12, "0").match(/../g)?.join(":") ?? ""
}
