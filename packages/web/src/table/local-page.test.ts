import { riskMuteColumns } from "@netweir/model"
import { expect, test } from "vitest"
import { localPage } from "./local-page.ts"

const rows = [
  { id: "a", risk: "tls_missing_sni", reason: "printer", expiresMs: 30, flows: 2 },
  { id: "b", risk: null, reason: "Scanner", expiresMs: null, flows: 10 },
  { id: "c", risk: "unsafe_protocol", reason: "scanner of the night", expiresMs: 20, flows: 0 },
]
const ids = (filter: string, column: string, descending = false, offset = 0, limit = 50) =>
  localPage(rows, riskMuteColumns, { filter, sort: { column, descending }, offset, limit }, 1000).rows.map(({ id }) => id).join("")

test.each([
  ["", "flows", false, "cab"], ["", "flows", true, "bac"],
  ["", "expiresMs", false, "cab"], ["", "expiresMs", true, "acb"], // absent ones last either way
  ["", "reason", false, "abc"], ["scanner", "id", false, "bc"], ["flows > 1 and risk exists", "id", false, "a"], ["risk not exists", "id", false, "b"],
  ["flows >", "id", false, "abc"], // not readable: nothing is hidden
])("%s by %s %s", (filter, column, descending, want) => expect(ids(filter, column, descending)).toBe(want))

test("cut to the page, counted before", () => {
  expect(ids("", "id", false, 1, 1)).toBe("b")
  expect(localPage(rows, riskMuteColumns, { filter: "scanner", sort: { column: "id", descending: false }, offset: 0, limit: 1 }, 1000)).toMatchObject({ matched: 2, total: 3, rows: [{ id: "b" }] })
})
