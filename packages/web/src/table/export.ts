// A table as a file: every row that matches, page by page, up to a bound.
import type { Column } from "@netweir/model"
import type { AnyRow } from "./data-table.tsx"

export const MAX_EXPORTED_ROWS = 10_000
const PAGE_ROWS = 1_000

export async function collectRows<Row>(ask: (offset: number, limit: number) => Promise<{ readonly rows: readonly Row[]; readonly matched: number }>): Promise<Row[]> {
  const rows: Row[] = []
  while (rows.length < MAX_EXPORTED_ROWS) {
    const page = await ask(rows.length, Math.min(PAGE_ROWS, MAX_EXPORTED_ROWS - rows.length))
    rows.push(...page.rows)
    if (page.rows.length === 0 || rows.length >= page.matched) break
  }
  return rows
}

/** RFC 4180, exact values, ids of the model as heads. */
export function toCsv(columns: readonly Column[], rows: readonly AnyRow[]): string {
  const lines = rows.map((row) => columns.map((column) => csvField(column, row[column.id])).join(","))
  return [columns.map((column) => column.id).join(","), ...lines, ""].join("\r\n")
}

function csvField(column: Column, value: unknown): string {
  if (value === null || value === undefined) return ""
  if (column.type === "timeMs") return new Date(Number(value)).toISOString()
  if (typeof value === "number" || typeof value === "boolean") return String(value)
  const text = Array.isArray(value) ? value.join(" ") : typeof value === "object" ? JSON.stringify(value) : String(value)
  // Text from the wire must not become a formula when a spreadsheet opens the file.
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe
}

export function saveFile(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement("a")
  link.href = url
  link.download = name
  link.click()
  // After the click has been taken up; the browser holds the blob for the download itself.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
