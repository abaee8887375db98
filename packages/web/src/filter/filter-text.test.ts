import { flowColumns, type Column } from "@netweir/model"
import { describe, expect, test } from "vitest"
import { filterTerm, withTerm } from "./filter-text.ts"

const columnNamed = (id: string): Column => flowColumns.find((column) => column.id === id) ?? flowColumns[0]
const terms: readonly (readonly [id: string, value: unknown, want: string | null])[] = [
  ["client", "10.0.0.1", "client = 10.0.0.1"],
  ["client", "fe80::1", "client = fe80::1"],
  ["app", "TLS.Netflix", 'app = "TLS.Netflix"'],
  ["info", 'a "quoted" \\ or 1=1', 'info = "a \\"quoted\\" \\\\ or 1=1"'],
  ["serverPort", 443, "serverPort = 443"],
  ["tcpState", "syn-sent", "tcpState = syn-sent"],
  ["encrypted", true, "encrypted = true"],
  ["serverName", null, "serverName not exists"],
  ["risks", ["tls_weak_cipher", "dns_dga"], 'risks = "tls_weak_cipher" and risks = "dns_dga"'],
  ["metadata", {}, null],
  ["lastSeenMs", 1, null],
]
describe("a clicked value as a filter", () => {
  for (const [id, value, want] of terms) test(`${id} ${JSON.stringify(value)}`, () => expect(filterTerm(columnNamed(id), value)).toBe(want))
  test("excluded", () => expect(filterTerm(columnNamed("serverPort"), 443, true)).toBe("serverPort != 443"))
})

const joins: readonly (readonly [before: string, term: string, want: string])[] = [
  ["", "a = 1", "a = 1"],
  ["a = 1", "b = 2", "a = 1 and b = 2"],
  ["a = 1 and b = 2", "b = 2", "a = 1 and b = 2"],
  ["a = 1 or b = 2", "c = 3", "(a = 1 or b = 2) and c = 3"],
  ['a = "this or that"', "c = 3", 'a = "this or that" and c = 3'],
]
describe("two filters in one", () => {
  for (const [before, term, want] of joins) test(`${before} + ${term}`, () => expect(withTerm(before, term)).toBe(want))
})
