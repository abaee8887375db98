// A table as a download: CSV or a JSON array, streamed as fast as the client takes it.
import { Readable } from "node:stream"
import type { Column } from "@netweir/model"
import type { FastifyReply } from "fastify"
import { checkColumn } from "../page-request.ts"
import { csvHead, csvLine } from "./csv.ts"

export function sendTable(reply: FastifyReply, name: string, format: "csv" | "json", columns: readonly Column[], rows: AsyncIterable<object>): FastifyReply {
  const text = format === "csv" ? csvText(columns, rows) : jsonText(columns, rows)
  return reply
    .header("content-disposition", `attachment; filename="${name.replace(/[^A-Za-z0-9._-]/g, "_")}.${format}"`)
    .header("cache-control", "no-store")
    .type(format === "csv" ? "text/csv; charset=utf-8" : "application/json; charset=utf-8")
    .send(Readable.from(text))
}

/** The columns named, in their order; all when none are named. */
export function chosenColumns(names: string | undefined, columns: readonly Column[]): readonly Column[] {
  if (!names) return columns
  return names.split(",").map((one) => one.trim()).filter(Boolean).flatMap((id) => {
    checkColumn(id, columns)
    return columns.filter((column) => column.id === id)
  })
}

const LINES_PER_CHUNK = 200

async function* csvText(columns: readonly Column[], rows: AsyncIterable<object>): AsyncGenerator<string> {
  let chunk = csvHead(columns)
  let lines = 0
  for await (const row of rows) {
    chunk += csvLine(row, columns)
    if (++lines % LINES_PER_CHUNK === 0) {
      yield chunk
      chunk = ""
    }
  }
  if (chunk !== "") yield chunk
}

async function* jsonText(columns: readonly Column[], rows: AsyncIterable<object>): AsyncGenerator<string> {
  let chunk = "["
  let lines = 0
  for await (const row of rows) {
    const cells = row as Readonly<Record<string, unknown>>
    chunk += `${lines === 0 ? "\n" : ",\n"}${JSON.stringify(Object.fromEntries(columns.map(({ id }) => [id, cells[id] ?? null])))}`
    if (++lines % LINES_PER_CHUNK === 0) {
      yield chunk
      chunk = ""
    }
  }
  yield `${chunk}\n]\n`
}
