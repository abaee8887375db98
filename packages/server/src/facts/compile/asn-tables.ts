// AS numbers by address range and AS names out of the CSV files of @ip-location-db/asn:
//   first address, last address, AS number, AS name (quoted when it holds a comma)
import { parseIp } from "@netweir/engine/addresses/ip-text.ts"
import type { Section } from "../table-file.ts"
import { NameList } from "./name-list.ts"

interface Ranges { readonly starts: number[]; readonly values: number[] }

export function asnTables(csvIpv4: Buffer, csvIpv6: Buffer): Record<string, Section> {
  const names = new Map<number, string>()
  const ipv4 = rangesIpv4(csvIpv4, names)
  const ipv6 = rangesIpv6(csvIpv6, names)
  const numbers = [...names.keys()].toSorted((a, b) => a - b)
  const list = new NameList()
  const nameOf = numbers.map((asn) => list.add(names.get(asn) ?? ""))
  return {
    ipv4Starts: Uint32Array.from(ipv4.starts), ipv4Values: Uint32Array.from(ipv4.values),
    ipv6Starts: Uint32Array.from(ipv6.starts), ipv6Values: Uint32Array.from(ipv6.values),
    asNumbers: Uint32Array.from(numbers), asNames: Uint32Array.from(nameOf), ...list.sections(),
  }
}

const NEWLINE = 10
const COMMA = 44

/** Calls back with the positions of the first three commas and of the line's end. */
function forEachLine(csv: Buffer, line: (start: number, comma1: number, comma2: number, comma3: number, end: number) => void): void {
  for (let start = 0; start < csv.length; ) {
    const newline = csv.indexOf(NEWLINE, start)
    const end = newline < 0 ? csv.length : newline
    const comma1 = csv.indexOf(COMMA, start)
    const comma2 = csv.indexOf(COMMA, comma1 + 1)
    const comma3 = csv.indexOf(COMMA, comma2 + 1)
    if (comma1 > 0 && comma2 > 0 && comma3 > 0 && comma3 < end) line(start, comma1, comma2, comma3, end)
    start = end + 1
  }
}

function learnName(names: Map<number, string>, asn: number, csv: Buffer, from: number, end: number): void {
  if (names.has(asn)) return
  const text = csv.toString("utf8", from, end).trim()
  names.set(asn, text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text)
}

function rangesIpv4(csv: Buffer, names: Map<number, string>): Ranges {
  const ranges: Ranges = { starts: [], values: [] }
  let next = 0 // first address behind the last range
  forEachLine(csv, (start, comma1, comma2, comma3, end) => {
    const first = Math.max(next, decimal(csv, start, comma1))
    const last = decimal(csv, comma1 + 1, comma2)
    const asn = decimal(csv, comma2 + 1, comma3)
    if (last < first) return // lies inside an earlier range
    learnName(names, asn, csv, comma3 + 1, end)
    if (first > next) append(ranges, [next], 0)
    append(ranges, [first], asn)
    next = last + 1
  })
  if (next <= 0xffff_ffff) append(ranges, [next], 0)
  return ranges
}

function rangesIpv6(csv: Buffer, names: Map<number, string>): Ranges {
  const ranges: Ranges = { starts: [], values: [] }
  const first = new Uint32Array(4)
  const last = new Uint32Array(4)
  const next = new Uint32Array(4)
  forEachLine(csv, (start, comma1, comma2, comma3, end) => {
    if (!parseIp(csv.toString("latin1", start, comma1), first) || !parseIp(csv.toString("latin1", comma1 + 1, comma2), last)) return
    if (ranges.values.length > 0 && next.every((word) => word === 0)) return // the last address is taken
    if (compare(last, next) < 0) return
    if (compare(first, next) < 0) first.set(next)
    const asn = decimal(csv, comma2 + 1, comma3)
    learnName(names, asn, csv, comma3 + 1, end)
    if (compare(first, next) > 0) append(ranges, next, 0)
    append(ranges, first, asn)
    next.set(last)
    for (let word = 3; word >= 0 && ++next[word] === 0x1_0000_0000; word--) next[word] = 0
  })
  if (next.some((word) => word !== 0)) append(ranges, next, 0) // else the last range went to the last address
  return ranges
}

/** Neighbours of one value are one range. */
function append(ranges: Ranges, start: ArrayLike<number>, value: number): void {
  if (ranges.values.at(-1) === value) return
  for (let i = 0; i < start.length; i++) ranges.starts.push(start[i])
  ranges.values.push(value)
}

function compare(a: Uint32Array, b: Uint32Array): number {
  for (let i = 0; i < 4; i++) if (a[i] !== b[i]) return a[i] < b[i] ? -1 : 1
  return 0
}

function decimal(csv: Buffer, from: number, to: number): number {
  let number = 0
  for (let at = from; at < to; at++) number = number * 10 + (csv[at] - 48)
  return number
}
