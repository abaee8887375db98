// select_clause, group_by_clause, order_by_clause, maxhits_clause.
import { NtopngError } from "../envelope.ts"
import { columnsOf, findColumn, type SqlColumn, type SqlTable } from "./columns.ts"
import { TokenReader } from "./tokens.ts"

const functions = ["SUM", "COUNT", "AVG", "MIN", "MAX"] as const
export type SqlFunction = (typeof functions)[number]
export type SelectItem =
  | { readonly kind: "column"; readonly column: SqlColumn; readonly as: string }
  | { readonly kind: "function"; readonly name: SqlFunction; readonly column: SqlColumn | null; readonly as: string }

export function parseSelect(clause: string | null, table: SqlTable): SelectItem[] {
  const everything = () => columnsOf(table).map((column): SelectItem => ({ kind: "column", column, as: column.name }))
  if (clause === null || clause.trim() === "" || clause.trim() === "*") return everything()
  const reader = new TokenReader(clause)
  const items: SelectItem[] = []
  do {
    if (reader.take("*")) items.push(...everything())
    else items.push(item(reader, table))
  } while (reader.take(","))
  reader.end()
  return items
}

function item(reader: TokenReader, table: SqlTable): SelectItem {
  const { text, kind } = reader.next()
  if (kind !== "word") throw new NtopngError("INVALID_ARGUMENTS", `"${text}" is no column`)
  const name = functions.find((one) => one === text.toUpperCase())
  if (name && reader.take("(")) {
    const distinct = reader.take("DISTINCT")
    const column = reader.take("*") || reader.peek()?.text === ")" ? null : columnNamed(reader.next().text, table)
    reader.expect(")")
    if (distinct || (column === null && name !== "COUNT")) throw new NtopngError("INVALID_ARGUMENTS", `${name}(...) is not understood`)
    return { kind: "function", name, column, as: alias(reader) ?? `${name}(${column?.name ?? "*"})` }
  }
  const column = columnNamed(text, table)
  return { kind: "column", column, as: alias(reader) ?? column.name }
}

function alias(reader: TokenReader): string | null {
  if (reader.take("AS")) return reader.next().text
  return reader.peek()?.kind === "word" ? reader.next().text : null
}

export function columnNamed(name: string, table: SqlTable): SqlColumn {
  const column = findColumn(name, table)
  if (!column) throw new NtopngError("INVALID_ARGUMENTS", `There is no column "${name}"`)
  return column
}

export function parseGroupBy(clause: string | null, table: SqlTable): SqlColumn[] {
  if (clause === null || clause.trim() === "") return []
  const reader = new TokenReader(clause)
  const columns: SqlColumn[] = []
  do columns.push(columnNamed(reader.next().text, table))
  while (reader.take(","))
  reader.end()
  return columns
}

/** The first order only: our tables sort by one column. The name may be a column or an alias of the select clause. */
export function parseOrderBy(clause: string | null): { readonly name: string; readonly descending: boolean } | null {
  if (clause === null || clause.trim() === "") return null
  const reader = new TokenReader(clause)
  const first = reader.next().text
  let name = first
  if (functions.some((one) => one === first.toUpperCase()) && reader.take("(")) {
    name = `${first.toUpperCase()}(${reader.next().text.toUpperCase()})`
    reader.expect(")")
  }
  const descending = reader.take("DESC")
  if (!descending) reader.take("ASC")
  return { name, descending }
}

export function parseMaxHits(clause: string | null, fallback: number, most: number): number {
  if (clause === null || clause.trim() === "") return fallback
  const number = /^(?:limit\s+)?(\d{1,9})$/i.exec(clause.trim())
  if (!number) throw new NtopngError("INVALID_ARGUMENTS", "maxhits_clause is a number")
  return Math.min(most, Math.max(1, Number(number[1])))
}
