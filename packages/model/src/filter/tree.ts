// A filter as a typed tree. Operators that deny (`!=`, `not in`, `!~`, `is null`) are `not` around their positive form,
// so an absent value never satisfies a test and always satisfies its denial.
import type { Column } from "../columns/column.ts"
import type { IpWords } from "./addresses.ts"

export type FilterTree =
  /** The empty filter: every row. */
  | { readonly kind: "all" }
  | { readonly kind: "and"; readonly parts: readonly FilterTree[] }
  | { readonly kind: "or"; readonly parts: readonly FilterTree[] }
  | { readonly kind: "not"; readonly part: FilterTree }
  | FilterTest
  | FilterSearch

/** True when any of the field's columns satisfies the operator with any of the values. */
export interface FilterTest {
  readonly kind: "test"
  readonly field: FilterField
  readonly operator: FilterOperator
  /** None for "exists", one for comparisons, "~" and "like", one or more for "in" (`=` is "in" with one value). */
  readonly values: readonly FilterValue[]
}

/** Bare words: found in a name, application or address of the row. */
export interface FilterSearch {
  readonly kind: "search"
  readonly text: string
  readonly columns: readonly Column[]
}

export type FilterOperator = "in" | "<" | "<=" | ">" | ">=" | "~" | "like" | "exists"

/** A column, or a word for several: `ip` is client or server. */
export interface FilterField {
  readonly name: string
  readonly columns: readonly Column[]
}

export type FilterValue = TextValue | NumberValue | IpValue
export interface TextValue { readonly kind: "text"; readonly text: string }
/** Both ends included; a single value has equal ends. Integers, sizes, durations, times, MACs, booleans (0/1), enum indexes. */
export interface NumberValue { readonly kind: "number"; readonly low: NumberBound; readonly high: NumberBound }
/** Both ends included: an address, a network or a range. */
export interface IpValue { readonly kind: "ip"; readonly low: IpWords; readonly high: IpWords }
/** A number in the column's own unit, or a time so many milliseconds before now. */
export type NumberBound = number | { readonly agoMs: number }

export const everything: FilterTree = { kind: "all" }

/** All of them must hold. Flattens, so that equal filters are equal trees. */
export function allOf(parts: readonly FilterTree[]): FilterTree {
  const flat = parts.flatMap((part) => (part.kind === "and" ? part.parts : part.kind === "all" ? [] : [part]))
  return flat.length === 0 ? everything : flat.length === 1 ? flat[0] : { kind: "and", parts: flat }
}

/** One of them must hold. */
export function anyOf(parts: readonly FilterTree[]): FilterTree {
  const flat = parts.flatMap((part) => (part.kind === "or" ? part.parts : [part]))
  return flat.length === 1 ? flat[0] : { kind: "or", parts: flat }
}

export function boundAt(bound: NumberBound, nowMs: number): number {
  return typeof bound === "number" ? bound : nowMs - bound.agoMs
}
