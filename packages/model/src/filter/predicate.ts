// A tree to a function over the rows of a live table. Readers are looked up once, here; a row costs calls and comparisons only.
import { parseIpPrefix, parseIpRange, parseMacPrefix, compareIp, type IpRange } from "./addresses.ts"
import type { ColumnReaders, Predicate } from "./readers.ts"
import { boundAt, type FilterSearch, type FilterTest, type FilterTree } from "./tree.ts"
import { containsText, equalsText, likeText, type TextMatcher } from "./text-match.ts"
import type { Column } from "../columns/column.ts"

/** `nowMs`: what `-1h` is counted from; for live tables the engine's clock. */
export function compilePredicate<Row = number>(tree: FilterTree, readers: ColumnReaders<Row>, nowMs: number): Predicate<Row> {
  switch (tree.kind) {
    case "all": return always
    case "not": {
      const part = compilePredicate(tree.part, readers, nowMs)
      return (row) => !part(row)
    }
    case "and": {
      const parts = tree.parts.map((part) => compilePredicate(part, readers, nowMs))
      return (row) => {
        for (let i = 0; i < parts.length; i++) if (!parts[i](row)) return false
        return true
      }
    }
    case "or": return either(tree.parts.map((part) => compilePredicate(part, readers, nowMs)))
    case "test": return either(tree.field.columns.map((column) => compileTest(tree, column, readers, nowMs)))
    case "search": return compileSearch(tree, readers)
  }
}

const always = () => true
const never = () => false

function either<Row>(parts: readonly Predicate<Row>[]): Predicate<Row> {
  if (parts.length === 1) return parts[0]
  return (row) => {
    for (let i = 0; i < parts.length; i++) if (parts[i](row)) return true
    return false
  }
}

function compileTest<Row>(test: FilterTest, column: Column, readers: ColumnReaders<Row>, nowMs: number): Predicate<Row> {
  switch (column.type) {
    case "text": return textTest(readers.text(column.id), textMatcher(test))
    case "list": return listTest(readers.list(column.id), textMatcher(test))
    case "ip": return ipTest(readers.ip(column.id), test.operator === "exists" ? [] : ipRanges(test))
    case "json": return never
    default: return numberTest(readers.number(column.id), test, nowMs)
  }
}

const notEmpty: TextMatcher = (text) => text.length > 0

function textMatcher(test: FilterTest): TextMatcher {
  if (test.operator === "exists") return notEmpty
  const texts = test.values.flatMap((value) => (value.kind === "text" ? [value.text] : []))
  if (test.operator === "in") return equalsText(texts)
  return test.operator === "like" ? likeText(texts[0]) : containsText(texts[0])
}

function textTest<Row>(read: ((row: Row) => string | null) | undefined, matches: TextMatcher): Predicate<Row> {
  if (!read) return never
  return (row) => {
    const text = read(row)
    return text !== null && text !== "" && matches(text)
  }
}

function listTest<Row>(read: ((row: Row) => readonly string[]) | undefined, matches: TextMatcher): Predicate<Row> {
  if (!read) return never
  return (row) => {
    const list = read(row)
    for (let i = 0; i < list.length; i++) if (matches(list[i])) return true
    return false
  }
}

function ipRanges(test: FilterTest): IpRange[] {
  return test.values.flatMap((value) => (value.kind === "ip" ? [value] : []))
}

/** No ranges: any address. */
function ipTest<Row>(read: ((row: Row, into: Uint32Array) => boolean) | undefined, ranges: readonly IpRange[]): Predicate<Row> {
  if (!read) return never
  const words = new Uint32Array(4)
  if (ranges.length === 0) return (row) => read(row, words)
  return (row) => {
    if (!read(row, words)) return false
    for (let i = 0; i < ranges.length; i++) if (compareIp(words, ranges[i].low) >= 0 && compareIp(words, ranges[i].high) <= 0) return true
    return false
  }
}

/** NaN (absent) fails every comparison below by itself. */
function numberTest<Row>(read: ((row: Row) => number) | undefined, test: FilterTest, nowMs: number): Predicate<Row> {
  if (!read) return never
  if (test.operator === "exists") return (row) => !Number.isNaN(read(row))
  const ranges = test.values.flatMap((value) => (value.kind === "number" ? [[boundAt(value.low, nowMs), boundAt(value.high, nowMs)] as const] : []))
  const [low, high] = ranges[0]
  switch (test.operator) {
    case "<": return (row) => read(row) < low
    case "<=": return (row) => read(row) <= low
    case ">": return (row) => read(row) > low
    case ">=": return (row) => read(row) >= low
    default:
  }
  if (ranges.length === 1) {
    return (row) => {
      const value = read(row)
      return value >= low && value <= high
    }
  }
  return (row) => {
    const value = read(row)
    for (let i = 0; i < ranges.length; i++) if (value >= ranges[i][0] && value <= ranges[i][1]) return true
    return false
  }
}

/** What bare words mean for each kind of column, so that SQL says the same. */
export function searchMeaning(text: string) {
  return {
    addresses: parseIpRange(text) ?? parseIpPrefix(text),
    macs: parseMacPrefix(text),
    port: /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : null,
  }
}

function compileSearch<Row>(search: FilterSearch, readers: ColumnReaders<Row>): Predicate<Row> {
  const { addresses, macs, port } = searchMeaning(search.text)
  const contains = containsText(search.text)
  const parts: Predicate<Row>[] = []
  for (const column of search.columns) {
    const number = readers.number(column.id)
    if (column.type === "text") parts.push(textTest(readers.text(column.id), contains))
    else if (column.type === "ip" && addresses) parts.push(ipTest(readers.ip(column.id), [addresses]))
    else if (column.type === "mac" && macs && number) parts.push((row) => number(row) >= macs.low && number(row) <= macs.high)
    else if (column.type === "port" && port !== null && number) parts.push((row) => number(row) === port)
  }
  return either(parts)
}
