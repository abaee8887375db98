// CSV by RFC 4180. Captured text may be made by an attacker and ends up in somebody's spreadsheet.
import type { Column } from "@netweir/model"

/** What a spreadsheet would take for a formula (OWASP "CSV Injection"); numbers of ours are written as numbers. */
const FORMULA_START = /^[=+\-@\t\r]/

export function csvCell(value: unknown): string {
  if (value === null || value === undefined) return ""
  if (typeof value === "number" || typeof value === "boolean") return String(value)
  const text = Array.isArray(value) ? value.join(" ") : typeof value === "object" ? JSON.stringify(value) : String(value)
  const safe = FORMULA_START.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export function csvHead(columns: readonly Column[]): string {
  return `${columns.map((column) => csvCell(column.id)).join(",")}\r\n`
}

export function csvLine(row: object, columns: readonly Column[]): string {
  const cells = row as Readonly<Record<string, unknown>>
  return `${columns.map((column) => csvCell(cells[column.id])).join(",")}\r\n`
}
