import { flowColumns, type Column } from "@netweir/model"
import { expect, test } from "vitest"
import { collectRows, MAX_EXPORTED_ROWS, toCsv } from "./export.ts"

const columns = ["client", "info", "bytes", "lastSeenMs", "risks"].map((id) => flowColumns.find((column) => column.id === id)).filter((column): column is (typeof flowColumns)[number] => column !== undefined) as readonly Column[]

test("CSV: exact values, quoted, no formulas, absent is empty", () => {
  const text = toCsv(columns, [{ client: "10.0.0.1", info: '=cmd|"x", y', bytes: 1_536, lastSeenMs: 0, risks: ["a", "b"] }, { client: "::1", info: null, bytes: 0, lastSeenMs: 1_000, risks: [] }])
  expect(text.split("\r\n")).toEqual(["client,info,bytes,lastSeenMs,risks", `10.0.0.1,"'=cmd|""x"", y",1536,1970-01-01T00:00:00.000Z,a b`, "::1,,0,1970-01-01T00:00:01.000Z,", ""])
})

test("pages until all are there", async () => {
  const asked: number[] = []
  const rows = await collectRows(async (offset, limit) => {
    asked.push(offset)
    return { rows: Array.from({ length: Math.min(limit, 2_500 - offset) }, (_, i) => offset + i), matched: 2_500 }
  })
  expect([rows.length, asked]).toEqual([2_500, [0, 1_000, 2_000]])
})

test("never more than the bound, never for ever", async () => {
  const many = await collectRows(async (_, limit) => ({ rows: Array.from({ length: limit }, () => 1), matched: 1e9 }))
  expect(many).toHaveLength(MAX_EXPORTED_ROWS)
  expect(await collectRows(async () => ({ rows: [], matched: 10 }))).toEqual([])
})
