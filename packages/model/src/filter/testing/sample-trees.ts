// Random filters over any column list, for property tests (here and in the store, which compares SQL with predicates).
import fc from "fast-check"
import type { Column } from "../../columns/column.ts"
import { fieldsByName, searchedColumns } from "../fields.ts"
import { parseIp, type IpWords } from "../addresses.ts"
import { vocabulary } from "../literals.ts"
import { allOf, anyOf, type FilterField, type FilterOperator, type FilterTree, type FilterValue } from "../tree.ts"

/** Texts that have broken parsers before. */
const nastyTexts = ["and", "a..b", "'; DROP TABLE flows; --", "{p0:String}", "\\", "\"", "100%", "a_b", "Grüße", "\n", "--", "*", "x*y", "null", "::1", "-1h", "\u0000"]

export function filterTrees(columns: readonly Column[], texts: readonly string[] = []): fc.Arbitrary<FilterTree> {
  const text = fc.oneof(fc.constantFrom(...nastyTexts, ...texts, "netflix.com", "TLS"), fc.string({ minLength: 1, maxLength: 12 }))
  const fields = [...new Set([...fieldsByName(columns).values()])].filter((field) => field.columns[0].type !== "json")
  const test = fc.constantFrom(...fields).chain((field) => testsOf(field, text))
  const search = text.map((words): FilterTree => ({ kind: "search", text: words, columns: searchedColumns(columns) }))
  const { tree } = fc.letrec<{ tree: FilterTree }>((tie) => ({
    tree: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      test,
      search,
      tie("tree").map((part): FilterTree => ({ kind: "not", part })),
      fc.array(tie("tree"), { minLength: 2, maxLength: 3 }).map(allOf),
      fc.array(tie("tree"), { minLength: 2, maxLength: 3 }).map(anyOf),
    ),
  }))
  return tree
}

function testsOf(field: FilterField, text: fc.Arbitrary<string>): fc.Arbitrary<FilterTree> {
  const column = field.columns[0]
  const make = (operator: FilterOperator, values: fc.Arbitrary<readonly FilterValue[]>) => values.map((list): FilterTree => ({ kind: "test", field, operator, values: list }))
  const exists = make("exists", fc.constant([]))
  const textValue = text.map((value): FilterValue => ({ kind: "text", text: value }))
  const oneText = textValue.map((value) => [value])
  if (column.type === "text") return fc.oneof(make("in", fc.array(textValue, { minLength: 1, maxLength: 3 })), make("~", oneText), make("like", oneText), exists)
  if (column.type === "list") {
    const words = vocabulary(column) ?? ["x"]
    const word = fc.constantFrom(...words).map((key): FilterValue => ({ kind: "text", text: key }))
    return fc.oneof(make("in", fc.array(word, { minLength: 1, maxLength: 3 })), make("~", oneText), exists)
  }
  if (column.type === "ip") return fc.oneof(make("in", fc.array(ipValues, { minLength: 1, maxLength: 3 })), exists)
  const values = numberValues(column)
  if (column.type === "boolean" || column.type === "mac") return fc.oneof(make("in", fc.array(values, { minLength: 1, maxLength: 2 })), exists)
  const point = values.map((value): readonly FilterValue[] => (value.kind === "number" ? [{ ...value, high: value.low }] : [value]))
  return fc.oneof(make("in", fc.array(values, { minLength: 1, maxLength: 3 })), fc.constantFrom<FilterOperator>("<", "<=", ">", ">=").chain((operator) => make(operator, point)), exists)
}

function numberValues(column: Column): fc.Arbitrary<FilterValue> {
  const point = (low: number): FilterValue => ({ kind: "number", low, high: low })
  const range = ([a, b]: readonly number[]): FilterValue => ({ kind: "number", low: Math.min(a, b), high: Math.max(a, b) })
  if (column.type === "boolean") return fc.constantFrom(0, 1).map(point)
  if (column.type === "enum") return fc.nat((column.values?.length ?? 1) - 1).map(point)
  if (column.type === "timeMs")
    return fc.oneof(fc.integer({ min: 0, max: 253_402_300_799_999 }).map(point), fc.nat(100_000_000).map((agoMs): FilterValue => ({ kind: "number", low: { agoMs }, high: { agoMs } })))
  const number = column.type === "ratio" || column.type === "decimal" ? fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0)
    : column.type === "mac" ? fc.integer({ min: 0, max: 2 ** 48 - 1 })
    : fc.oneof(fc.nat(100), fc.nat(70_000), fc.nat(100_000).map((k) => k * 1000), fc.maxSafeNat())
  return fc.oneof(number.map(point), fc.tuple(number, number).map(range))
}

const word32 = fc.oneof(fc.constantFrom(0, 0xffff, 0xffffffff), fc.integer({ min: 0, max: 0xffffffff }))
const addresses: fc.Arbitrary<IpWords> = fc.oneof(
  word32.map((word): IpWords => [0, 0, 0xffff, word]),
  fc.tuple(word32, word32, word32, word32).map((words): IpWords => words),
  fc.constantFrom("10.0.0.1", "10.1.2.3", "192.168.1.1", "::1", "2001:db8::1", "::").map((text): IpWords => parseIp(text) ?? [0, 0, 0, 0]),
)
const ipValues: fc.Arbitrary<FilterValue> = fc.oneof(
  addresses.map((low): FilterValue => ({ kind: "ip", low, high: low })),
  fc.tuple(word32, fc.nat(32)).map(([word, bits]): FilterValue => {
    const mask = bits === 0 ? 0 : (0xffffffff << (32 - bits)) >>> 0
    return { kind: "ip", low: [0, 0, 0xffff, (word & mask) >>> 0], high: [0, 0, 0xffff, (word | ~mask) >>> 0] }
  }),
  fc.tuple(addresses, addresses).map(([low, high]): FilterValue => ({ kind: "ip", low, high })),
)
