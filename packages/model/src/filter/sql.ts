// A tree to a ClickHouse condition. Every value is a bound parameter `{p0:Type}`; nothing that people typed becomes SQL text.
// Stored columns are not Nullable: an absent value is 0 or "" there, and tests of nullable columns say so.
import type { Column } from "../columns/column.ts"
import { scaledSql } from "../columns/scaled.ts"
import { riskId } from "../risks.ts"
import { formatIp, type IpRange } from "./addresses.ts"
import { searchMeaning } from "./predicate.ts"
import { foldCase, containsText, likeText } from "./text-match.ts"
import { vocabulary } from "./literals.ts"
import { boundAt, type FilterSearch, type FilterTest, type FilterTree, type FilterValue } from "./tree.ts"

export interface SqlCondition {
  readonly sql: string
  readonly params: Readonly<Record<string, SqlParam>>
}
/** 64-bit numbers travel as text. */
export type SqlParam = string | number

export interface SqlOptions {
  /** What `-1h` is counted from. */
  readonly nowMs?: number
  /** Parameters are named prefix0, prefix1, ... */
  readonly prefix?: string
}

/** The filter asks for a column that history does not keep. */
export class ColumnNotStoredError extends Error {
  readonly columnId: string
  constructor(columnId: string) {
    super(`"${columnId}" is not kept in history; filter on another column.`)
    this.name = "ColumnNotStoredError"
    this.columnId = columnId
  }
}

/** The columns that SQL can test: pass these to `parseFilter` and unknown ones are refused with a position. */
export function storedColumns<C extends Column>(columns: readonly C[]): C[] {
  return columns.filter((column) => column.sql !== undefined || column.sqlFrom !== undefined)
}

export function toSql(tree: FilterTree, columns: readonly Column[], options: SqlOptions = {}): SqlCondition {
  const writer = new SqlWriter(columns, options)
  const sql = writer.condition(tree)
  return { sql, params: writer.params }
}

class SqlWriter {
  readonly params: Record<string, SqlParam> = {}
  private count = 0
  private readonly byId: ReadonlyMap<string, Column>
  private readonly prefix: string
  private readonly nowMs: number

  constructor(columns: readonly Column[], options: SqlOptions) {
    this.byId = new Map(columns.map((column) => [column.id, column] as const))
    this.prefix = options.prefix ?? "p"
    this.nowMs = options.nowMs ?? Date.now()
  }

  condition(tree: FilterTree): string {
    switch (tree.kind) {
      case "all": return "1"
      case "and": return tree.parts.map((part) => `(${this.condition(part)})`).join(" AND ")
      case "or": return tree.parts.map((part) => `(${this.condition(part)})`).join(" OR ")
      case "not": return `NOT (${this.condition(tree.part)})`
      case "test": return tree.field.columns.map((column) => `(${this.test(tree, column)})`).join(" OR ")
      case "search": return this.search(tree)
    }
  }

  private param(type: string, value: SqlParam): string {
    const name = `${this.prefix}${this.count++}`
    this.params[name] = value
    return `{${name}:${type}}`
  }

  private expression(id: string): string {
    const column = this.byId.get(id)
    if (column?.sqlFrom !== undefined) return `(${column.sqlFrom})`
    if (column?.sql === undefined) throw new ColumnNotStoredError(id)
    if (column.sqlScale !== undefined) return scaledSql(id, column.sqlScale)
    return id
  }

  private test(test: FilterTest, column: Column): string {
    const expression = this.expression(column.id)
    if (test.operator === "exists") return this.exists(column, expression)
    switch (column.type) {
      case "text": return /^UInt64/.test(column.sql ?? "") ? this.text(test, `toString(${expression})`) : this.text(test, expression)
      case "list": return this.risks(test, column, expression)
      case "ip": return this.present(column, expression, this.anyOf(test.values, (value) => (value.kind === "ip" ? this.ipRange(expression, value) : "0")))
      case "json": return "0"
      default: return this.present(column, expression, this.number(test, column, expression))
    }
  }

  private present(column: Column, expression: string, condition: string): string {
    return column.nullable ? `${this.exists(column, expression)} AND (${condition})` : condition
  }

  private exists(column: Column, expression: string): string {
    if (column.type === "text") return /^UInt64/.test(column.sql ?? "") ? "1" : `${expression} != ''`
    if (column.type === "list") return `${expression} != 0`
    if (!column.nullable) return "1"
    if (column.sqlScale !== undefined) return `${column.id} != 0`
    return column.type === "ip" ? `${expression} != toIPv6('::')` : `${expression} != 0`
  }

  private anyOf(values: readonly FilterValue[], condition: (value: FilterValue) => string): string {
    return values.map(condition).join(" OR ")
  }

  private text(test: FilterTest, expression: string): string {
    const texts = test.values.flatMap((value) => (value.kind === "text" ? [foldCase(value.text)] : []))
    // An absent text satisfies nothing, not even `like *` or `~ ""`.
    if (test.operator === "~") return `${expression} != '' AND position(lower(${expression}), ${this.param("String", texts[0])}) > 0`
    if (test.operator === "like") return `${expression} != '' AND lower(${expression}) LIKE ${this.param("String", likePattern(texts[0]))}`
    return `${expression} != '' AND lower(${expression}) IN (${texts.map((text) => this.param("String", text)).join(", ")})`
  }

  /** A set of bits, `id - 1` each: the keys that match become a mask. */
  private risks(test: FilterTest, column: Column, expression: string): string {
    const texts = test.values.flatMap((value) => (value.kind === "text" ? [value.text] : []))
    const matches = test.operator === "~" ? containsText(texts[0]) : test.operator === "like" ? likeText(texts[0]) : (key: string) => texts.includes(key)
    let mask = 0n
    for (const key of vocabulary(column) ?? []) if (matches(key)) mask |= 1n << BigInt(riskId(key) - 1)
    return `bitAnd(${expression}, ${this.param("UInt64", mask.toString())}) != 0`
  }

  private ipRange(expression: string, { low, high }: IpRange): string {
    const first = mapped(formatIp(low))
    const last = mapped(formatIp(high))
    return first === last ? `${expression} = ${this.param("IPv6", first)}` : `${expression} BETWEEN ${this.param("IPv6", first)} AND ${this.param("IPv6", last)}`
  }

  private number(test: FilterTest, column: Column, expression: string): string {
    const bound = (value: number) => {
      if (column.type === "timeMs") return `fromUnixTimestamp64Milli(${this.param("Int64", Math.trunc(value))})`
      if (column.type === "ratio" || column.type === "decimal") return this.param("Float64", value)
      return this.param("UInt64", BigInt(Math.min(Math.max(0, value), 2 ** 64 - 2048)).toString())
    }
    return this.anyOf(test.values, (value) => {
      if (value.kind !== "number") return "0"
      const low = boundAt(value.low, this.nowMs)
      const high = boundAt(value.high, this.nowMs)
      if (test.operator !== "in") return `${expression} ${test.operator} ${bound(low)}`
      return low === high ? `${expression} = ${bound(low)}` : `${expression} BETWEEN ${bound(low)} AND ${bound(high)}`
    })
  }

  private search(search: FilterSearch): string {
    const { addresses, macs, port } = searchMeaning(search.text)
    const parts: string[] = []
    for (const { id, type } of search.columns) {
      const column = this.byId.get(id)
      if (column?.sql === undefined && column?.sqlFrom === undefined) continue
      const expression = this.expression(id)
      if (type === "text") parts.push(`position(lower(${expression}), ${this.param("String", foldCase(search.text))}) > 0`)
      else if (type === "ip" && addresses) parts.push(this.ipRange(expression, addresses))
      else if (type === "mac" && macs) parts.push(`${expression} BETWEEN ${this.param("UInt64", String(macs.low))} AND ${this.param("UInt64", String(macs.high))}`)
      else if (type === "port" && port !== null) parts.push(`${expression} = ${this.param("UInt16", port)}`)
    }
    return parts.length ? parts.map((part) => `(${part})`).join(" OR ") : "0"
  }
}

function mapped(text: string): string {
  return text.includes(":") ? text : `::ffff:${text}`
}

/** `*` is the only wildcard; LIKE's own are escaped. */
function likePattern(pattern: string): string {
  return pattern.replace(/[\\%_]/g, "\\$&").replaceAll("*", "%")
}
