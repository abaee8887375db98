// A tree back to text. Reading the text again gives an equal tree.
import { fieldsByName } from "./fields.ts"
import { quote } from "./lexer.ts"
import { formatBound, formatValue } from "./literals.ts"
import type { FilterSearch, FilterTest, FilterTree } from "./tree.ts"

export function formatFilter(tree: FilterTree): string {
  switch (tree.kind) {
    case "all": return ""
    case "and": return tree.parts.map((part) => (part.kind === "or" ? `(${formatFilter(part)})` : formatFilter(part))).join(" and ")
    case "or": return tree.parts.map(formatFilter).join(" or ")
    case "not": return formatDenial(tree.part)
    case "test": return formatTest(tree, false)
    case "search": return formatSearch(tree)
  }
}

function formatDenial(part: FilterTree): string {
  if (part.kind === "test" && !isOrdering(part)) return formatTest(part, true)
  return part.kind === "search" ? `not ${formatSearch(part)}` : `not (${formatFilter(part)})`
}

function isOrdering(test: FilterTest): boolean {
  return /[<>]/.test(test.operator)
}

function formatTest({ field, operator, values }: FilterTest, isDenied: boolean): string {
  const column = field.columns[0]
  if (operator === "exists") return isDenied ? `${field.name} is null` : `${field.name} exists`
  if (operator === "in") {
    const written = values.map((value) => formatValue(value, column))
    if (values.length > 1) return `${field.name} ${isDenied ? "not in" : "in"} (${written.join(", ")})`
    const isPoint = values[0].kind === "text" || !/\.\.|\//.test(written[0])
    return isPoint ? `${field.name} ${isDenied ? "!=" : "="} ${written[0]}` : `${field.name} ${isDenied ? "not in" : "in"} ${written[0]}`
  }
  const value = values[0]
  const written = value.kind === "number" ? formatBound(value.low, column) : formatValue(value, column)
  if (operator === "~") return `${field.name} ${isDenied ? "!~" : "~"} ${written}`
  return `${field.name} ${isDenied ? "not " : ""}${operator} ${written}`
}

/** Words that name a column would begin a comparison: quoted. */
function formatSearch({ text, columns }: FilterSearch): string {
  const plain = quote(text)
  return plain === text && !fieldsByName(columns).has(text.toLowerCase()) && !/^(?:any)?[a-z]+$/i.test(text) ? text : `"${text.replace(/[\\"]/g, "\\$&")}"`
}
