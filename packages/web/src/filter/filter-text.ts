// Adding what was clicked to a filter's text.
import type { Column } from "@netweir/model"

const WORD = /^[A-Za-z0-9._:@*-]+$/
const RESERVED = new Set(["and", "or", "not", "in", "like", "contains", "exists", "is", "null"])

/** The value as the filter language writes it; text that came from the wire is always quoted. */
export function filterValue(column: Column, value: unknown): string {
  const text = String(value)
  const plain = column.type !== "text" && column.type !== "list" && WORD.test(text) && !RESERVED.has(text.toLowerCase())
  return plain ? text : `"${text.replace(/\\/g, "\\\\").replace(/"/g, '\\"')}"`
}

/** One test for one value of a column; null where no test can say it. */
export function filterTerm(column: Column, value: unknown, exclude = false): string | null {
  if (column.type === "json" || column.type === "timeMs" || column.id === "communityId") return null
  if (value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0)) return `${column.id} ${exclude ? "exists" : "not exists"}`
  if (column.type === "boolean") return `${column.id} = ${value === exclude ? "false" : "true"}`
  if (Array.isArray(value)) {
    const tests = value.map((one) => `${column.id} ${exclude ? "!=" : "="} ${filterValue(column, one)}`)
    return tests.join(" and ")
  }
  return `${column.id} ${exclude ? "!=" : "="} ${filterValue(column, value)}`
}

/** Both must hold. A term that is already there is not added twice. */
export function withTerm(filter: string, term: string): string {
  const before = filter.trim()
  if (before === "") return term
  if (before === term || before.split(" and ").includes(term)) return before
  const needsBrackets = /\bor\b/i.test(before.replace(/"(?:\\.|[^"\\])*"/g, ""))
  return `${needsBrackets ? `(${before})` : before} and ${term}`
}
