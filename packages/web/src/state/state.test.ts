import { flowColumns } from "@netweir/model"
import { describe, expect, test } from "vitest"
import { parseSearch, stringifySearch } from "./search-params.ts"
import { tableStateFrom } from "./table-state.ts"
import { rangeFrom, rangeParams, shifted, spanOf, zoomed } from "./time-range.ts"

const defaults = { sort: { column: "bytes", descending: true } }
const of = (text: string) => tableStateFrom(parseSearch(text), flowColumns, defaults)

describe("table state in the URL", () => {
  test("nothing said: defaults", () => expect(of("")).toMatchObject({ filter: "", sort: defaults.sort, offset: 0, limit: 50 }))
  test("everything said", () =>
    expect(of("?filter=app+%3D+%22TLS%22&sort=-lastSeenMs&page=3&limit=100&columns=client,server")).toEqual({
      filter: 'app = "TLS"', sort: { column: "lastSeenMs", descending: true }, offset: 200, limit: 100, columns: ["client", "server"],
    }))
  const wrong = ["?sort=nonsense", "?sort=bytes;drop", "?page=-1", "?page=x", "?limit=7", "?columns=nonsense", "?columns="]
  for (const text of wrong) test(`wrong ${text} falls back`, () => expect(of(text)).toEqual(of("")))
  test("saved columns until the URL says others", () => {
    expect(tableStateFrom({}, flowColumns, { ...defaults, columns: ["app", "gone"] }).columns).toEqual(["app"])
    expect(tableStateFrom({ columns: "bytes" }, flowColumns, { ...defaults, columns: ["app"] }).columns).toEqual(["bytes"])
  })
  test("what is written is read back", () => {
    const search = { filter: 'host ~ "a&b=c" and client in 10.0.0.0/8', sort: "-bytes", page: "2", empty: "", none: undefined }
    expect(parseSearch(stringifySearch(search))).toEqual({ filter: search.filter, sort: "-bytes", page: "2" })
  })
})

describe("time range in the URL", () => {
  test("preset follows the traffic's clock", () => expect(spanOf(rangeFrom({ range: "10m" }, "1h"), 1_000_500, 0)).toEqual({ fromMs: 401_000, toMs: 1_001_000 }))
  test("all", () => expect(spanOf(rangeFrom({ range: "all" }, "1h"), 1_000_500, 200_700)).toEqual({ fromMs: 200_000, toMs: 1_001_000 }))
  test("fixed wins over preset", () => expect(rangeFrom({ from: "10", to: "20", range: "1h" }, "1h")).toEqual({ kind: "fixed", fromMs: 10, toMs: 20 }))
  for (const wrong of [{ from: "20", to: "10" }, { from: "x", to: "10" }, { range: "nonsense" }, { from: "9".repeat(20), to: "9".repeat(21) }])
    test(`wrong ${JSON.stringify(wrong)} falls back`, () => expect(rangeFrom(wrong, "1h")).toMatchObject({ kind: "last", name: "1h" }))
  test("round trip", () => expect(rangeFrom({ ...defined(rangeParams({ kind: "fixed", fromMs: 5, toMs: 9 })) }, "all")).toEqual({ kind: "fixed", fromMs: 5, toMs: 9 }))
  test("windows", () => expect([shifted({ fromMs: 100, toMs: 200 }, -1), shifted({ fromMs: 100, toMs: 200 }, 1)]).toEqual([{ fromMs: 0, toMs: 100 }, { fromMs: 200, toMs: 300 }]))
  test("zoom out and in", () => expect(zoomed(zoomed({ fromMs: 10_000, toMs: 20_000 }, 2), 0.5)).toEqual({ fromMs: 10_000, toMs: 20_000 }))
})

function defined(params: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(params).filter((entry): entry is [string, string] => entry[1] !== undefined))
}
