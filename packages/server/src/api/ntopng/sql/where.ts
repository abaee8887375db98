// where_clause: comparisons joined by AND, OR, NOT and parentheses, rewritten in our own filter language.
//   condition := test | NOT condition | ( condition ) | condition AND condition | condition OR condition
//   test      := column (= | != | <> | < | <= | > | >=) value | column [NOT] IN ( value, ... ) | column [NOT] LIKE text
//              | column BETWEEN value AND value            value may stand in parentheses: IPV4_SRC_ADDR=("1.2.3.4")
import { NtopngError } from "../envelope.ts"
import { findColumn, literalOf, type SqlColumn, type SqlTable } from "./columns.ts"
import { TokenReader } from "./tokens.ts"

const MAX_DEPTH = 20

export function whereToFilter(clause: string | null, table: SqlTable): string {
  if (clause === null || clause.trim() === "") return ""
  const reader = new TokenReader(clause)
  const filter = either(reader, table, 0)
  reader.end()
  return filter
}

function either(reader: TokenReader, table: SqlTable, depth: number): string {
  if (depth > MAX_DEPTH) throw new NtopngError("INVALID_ARGUMENTS", "The clause is nested too deeply")
  const parts = [both(reader, table, depth)]
  while (reader.take("OR")) parts.push(both(reader, table, depth))
  return parts.length === 1 ? parts[0] : `(${parts.join(" or ")})`
}

function both(reader: TokenReader, table: SqlTable, depth: number): string {
  const parts = [one(reader, table, depth)]
  while (reader.take("AND")) parts.push(one(reader, table, depth))
  return parts.length === 1 ? parts[0] : `(${parts.join(" and ")})`
}

function one(reader: TokenReader, table: SqlTable, depth: number): string {
  if (reader.take("NOT")) return `not (${one(reader, table, depth + 1)})`
  if (reader.take("(")) {
    const inner = either(reader, table, depth + 1)
    reader.expect(")")
    return `(${inner})`
  }
  return test(reader, table)
}

function test(reader: TokenReader, table: SqlTable): string {
  const { text: name, kind } = reader.next()
  const column = kind === "word" ? findColumn(name, table) : undefined
  if (!column) throw new NtopngError("INVALID_ARGUMENTS", `There is no column "${name}"`)
  const denied = reader.take("NOT")
  if (reader.take("IN")) {
    reader.expect("(")
    const values = [literal(reader, column)]
    while (reader.take(",")) values.push(literal(reader, column))
    reader.expect(")")
    return `${column.ours} ${denied ? "not in" : "in"} (${values.join(", ")})`
  }
  if (reader.take("LIKE")) {
    const { text } = reader.next()
    const pattern = `${column.ours} like ${literalOf(text.replaceAll("%", "*"), { ...column, kind: "text" })}`
    return denied ? `not (${pattern})` : pattern
  }
  if (denied) throw new NtopngError("INVALID_ARGUMENTS", "NOT stands before IN, LIKE or a condition")
  if (reader.take("BETWEEN")) {
    const low = literal(reader, column)
    reader.expect("AND")
    return `(${column.ours} >= ${low} and ${column.ours} <= ${literal(reader, column)})`
  }
  const operator = reader.next().text
  if (!["=", "!=", "<>", "<", "<=", ">", ">="].includes(operator)) throw new NtopngError("INVALID_ARGUMENTS", `"${operator}" is no comparison`)
  return `${column.ours} ${operator === "<>" ? "!=" : operator} ${literal(reader, column)}`
}

function literal(reader: TokenReader, column: SqlColumn): string {
  if (reader.take("(")) {
    const inner = literal(reader, column)
    reader.expect(")")
    return inner
  }
  const { kind, text } = reader.next()
  const value = kind === "string" ? literalOf(text, column) : kind === "number" ? literalOf(Number(text), column) : null
  if (value === null) throw new NtopngError("INVALID_ARGUMENTS", `"${text}" is no value of ${column.name}`)
  return value
}
