// Values of strangers' texts (JSON, logs) on their way into a record: checked, bounded, printable.
import { cleanText } from "@netweir/engine/bytes/text.ts"
import { parseIp, parseMac } from "@netweir/engine/addresses/ip-text.ts"
import type { RecordBlock, RecordExtras } from "@netweir/engine/records/record-block.ts"

export const MAX_TOLD_CHARACTERS = 256
/** Elements that nobody knows, of one record. */
export const MAX_UNKNOWN = 32
const MAX_RECORDS = 24
const MAX_LIST = 16
const MAX_DEPTH = 3
const MAX_OBJECT_FIELDS = 32

/** A number of JSON, or text that is one. NaN: it is none. Objects and booleans are none. */
export function toNumber(value: unknown): number {
  if (typeof value === "number") return value
  if (typeof value === "bigint") return Number(value)
  if (typeof value !== "string" || value.length === 0 || value.length > 24) return Number.NaN
  return Number(value)
}

/** A count: whole, not negative; 0 for what is none. */
export function toCount(value: unknown): number {
  const number = toNumber(value)
  return number >= 0 && number <= Number.MAX_SAFE_INTEGER ? Math.floor(number) : 0
}

/** Text of at most so many characters, printable; "" for what is none. */
export function toText(value: unknown, maxCharacters = MAX_TOLD_CHARACTERS): string {
  if (typeof value === "string") return cleanText(value, maxCharacters)
  return typeof value === "number" || typeof value === "bigint" || typeof value === "boolean" ? String(value) : ""
}

/** Whatever JSON holds, bounded in length, depth and number; undefined when nothing is left. */
export function toDetail(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return value === "" ? undefined : cleanText(value, MAX_TOLD_CHARACTERS)
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined
  if (typeof value === "boolean") return value
  if (typeof value !== "object" || value === null || depth >= MAX_DEPTH) return undefined
  if (Array.isArray(value)) {
    const list = value.slice(0, MAX_LIST).map((item) => toDetail(item, depth + 1)).filter((item) => item !== undefined)
    return list.length === 0 ? undefined : list
  }
  const fields: Record<string, unknown> = {}
  let count = 0
  for (const [name, inner] of Object.entries(value)) {
    if (count >= MAX_OBJECT_FIELDS) break
    const told = toDetail(inner, depth + 1)
    if (told === undefined || name === "__proto__") continue
    fields[cleanText(name, 64)] = told
    count++
  }
  return count === 0 ? undefined : fields
}

/** Puts it into `metadata[protocol][field]`; nothing for undefined, "" and nothing at all. */
export function addDetail(extras: RecordExtras, protocol: string, field: string, value: unknown): void {
  const told = toDetail(value)
  if (told === undefined) return
  if (protocol === "__proto__" || field === "__proto__" || protocol.length > 64 || field.length > 64) return
  const metadata = (extras.metadata ??= {})
  if (metadata[protocol] === undefined && Object.keys(metadata).length >= MAX_RECORDS) return
  const own = (metadata[protocol] ??= {})
  own[field] ??= told
}

export function addUnknown(extras: RecordExtras, name: string, value: unknown): void {
  const told = typeof value === "number" ? value : typeof value === "object" ? JSON.stringify(toDetail(value)) : toText(value)
  if (told === undefined || told === "" || name === "__proto__") return
  const unknown = (extras.unknown ??= {})
  if (Object.keys(unknown).length < MAX_UNKNOWN) unknown[cleanText(name, 64)] = typeof told === "string" ? told.slice(0, MAX_TOLD_CHARACTERS) : told
}

/** Both addresses of slot `at`, and its IP version; false when one is none, or they are of different versions. */
export function setAddresses(block: RecordBlock, at: number, src: unknown, dst: unknown): boolean {
  if (typeof src !== "string" || typeof dst !== "string" || src.length > 64 || dst.length > 64) return false
  if (!parseIp(src, block.src, 4 * at) || !parseIp(dst, block.dst, 4 * at)) return false
  const isV4 = isMapped(block.src, 4 * at)
  if (isV4 !== isMapped(block.dst, 4 * at)) return false
  block.ipVersion[at] = isV4 ? 4 : 6
  return true
}

export function isMapped(words: Uint32Array, at: number): boolean {
  return words[at] === 0 && words[at + 1] === 0 && words[at + 2] === 0xffff
}

export function setPorts(block: RecordBlock, at: number, src: unknown, dst: unknown): void {
  block.srcPort[at] = toPort(src)
  block.dstPort[at] = toPort(dst)
}

export function toPort(value: unknown): number {
  const port = toNumber(value)
  return port >= 0 && port <= 65_535 ? port : 0
}

export function setMac(highs: Int32Array, lows: Uint32Array, at: number, value: unknown): void {
  const mac = typeof value === "string" && value.length <= 17 ? parseMac(value) : -1
  if (mac < 0) return
  highs[at] = Math.floor(mac / 2 ** 32)
  lows[at] = mac % 2 ** 32
}
