// Options and name records of pcapng blocks (draft-ietf-opsawg-pcapng sections 3.5 and 4.5). Read rarely, so readability wins.

export interface OptionReader {
  readonly view: DataView
  readonly bytes: Uint8Array
  readonly little: boolean
}

/** Bound on the options of one block: a real one has a dozen. */
const MAX_OPTIONS = 256
const MAX_RECORDS = 20_000

/** Calls `visit` for each option in [at, end); stops at the end mark or at the first one that does not fit. */
export function eachOption(reader: OptionReader, from: number, end: number, visit: (code: number, at: number, bytes: number) => void): void {
  eachRecord(reader, from, end, MAX_OPTIONS, visit)
}

/** Name resolution records have the same shape as options. */
export function eachNameRecord(reader: OptionReader, from: number, end: number, visit: (kind: number, at: number, bytes: number) => void): void {
  eachRecord(reader, from, end, MAX_RECORDS, visit)
}

function eachRecord(reader: OptionReader, from: number, end: number, limit: number, visit: (code: number, at: number, bytes: number) => void): void {
  let at = from
  for (let index = 0; index < limit && at + 4 <= end; index++) {
    const code = reader.view.getUint16(at, reader.little)
    const bytes = reader.view.getUint16(at + 2, reader.little)
    if (code === 0 || at + 4 + bytes > end) return
    visit(code, at + 4, bytes)
    at += 4 + ((bytes + 3) & ~3)
  }
}

const utf8 = new TextDecoder("utf-8")

export function optionText(reader: OptionReader, at: number, bytes: number): string {
  return utf8.decode(reader.bytes.subarray(at, at + bytes)).replace(/\0+$/, "")
}

/** Address text of a name record: 4 or 16 bytes. */
export function addressText(bytes: Uint8Array, at: number, length: 4 | 16): string {
  if (length === 4) return `${bytes[at]}.${bytes[at + 1]}.${bytes[at + 2]}.${bytes[at + 3]}`
  const groups = Array.from({ length: 8 }, (_, group) => (((bytes[at + group * 2] ?? 0) << 8) | (bytes[at + group * 2 + 1] ?? 0)).toString(16))
  // RFC 5952: the longest run of two or more zero groups becomes "::", the first one when equal.
  let best = { start: -1, length: 1 }
  for (let start = 0; start < 8; start++) {
    let run = 0
    while (start + run < 8 && groups[start + run] === "0") run++
    if (run > best.length) best = { start, length: run }
  }
  if (best.start < 0) return groups.join(":")
  return `${groups.slice(0, best.start).join(":")}::${groups.slice(best.start + best.length).join(":")}`
}
