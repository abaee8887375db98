// Clauses of clients become our filter language, and nothing else.
import { flowColumns, parseFilter } from "@netweir/model"
import { describe, expect, test } from "vitest"
import { parseGroupBy, parseMaxHits, parseOrderBy, parseSelect } from "./select.ts"
import { whereToFilter } from "./where.ts"

const clauses = [
  { where: 'IPV4_SRC_ADDR=("1.2.3.4")', want: "client = 1.2.3.4" },
  { where: "IPV4_DST_ADDR = 3232235777", want: "server = 192.168.1.1" },
  { where: "ipv6_src_addr = '2001:db8::1'", want: "client = 2001:db8::1" },
  { where: "IP_DST_PORT = 443 AND PROTOCOL = 6", want: "(serverPort = 443 and ipProtocol = 6)" },
  { where: "IP_DST_PORT = 80 OR IP_DST_PORT = 443 AND VLAN_ID > 0", want: "(serverPort = 80 or (serverPort = 443 and vlan > 0))" },
  { where: "(IP_DST_PORT = 80 OR IP_DST_PORT = 443) AND NOT VLAN_ID = 1", want: "(((serverPort = 80 or serverPort = 443)) and not (vlan = 1))" },
  { where: "IP_DST_PORT IN (80, 443)", want: "serverPort in (80, 443)" },
  { where: "IP_DST_PORT NOT IN (22)", want: "serverPort not in (22)" },
  { where: "TOTAL_BYTES BETWEEN 10 AND 20", want: "(bytes >= 10 and bytes <= 20)" },
  { where: "INFO LIKE '%evil%'", want: 'info like "*evil*"' },
  { where: "SRC_LABEL <> 'a \"b\" \\\\ c'", want: 'clientName != "a \\"b\\" \\\\ c"' },
  { where: "CLIENT_LOCATION = 1", want: 'clientLocation = "local"' },
  { where: "FIRST_SEEN >= 1700000000", want: "firstSeenMs >= 1700000000000" },
  { where: "FIRST_SEEN >= '2023-11-14 22:13:20'", want: "firstSeenMs >= 1700000000000" },
  { where: "", want: "" },
]
for (const { where, want } of clauses) test(`where: ${where || "(empty)"}`, () => {
  const filter = whereToFilter(where, "flows")
  expect(filter).toBe(want)
  // Whatever comes out is a filter of ours.
  expect(parseFilter(filter, flowColumns)).toMatchObject({ ok: true })
})

describe("what is not understood is refused", () => {
  const wrong = [
    "1=1", "IPV4_SRC_ADDR = ", "NO_SUCH = 1", "IPV4_SRC_ADDR = 'x'; DROP TABLE flows", "IP_DST_PORT = (SELECT 1)", "IP_DST_PORT = 80 --", "IP_DST_PORT = 80 /* x */", "IPV4_SRC_ADDR = file('/etc/passwd')",
    "IP_DST_PORT", "AND", "IP_DST_PORT = 'abc'", "(IP_DST_PORT = 1", "IP_DST_PORT = 1)", "IPV4_SRC_ADDR = '1.2.3.4\" or 1=1'", "(".repeat(40) + "IP_DST_PORT=1" + ")".repeat(40), "IP_DST_PORT = 1 OR ".repeat(300) + "IP_DST_PORT = 1",
  ]
  for (const where of wrong) test(where.slice(0, 60), () => expect(() => whereToFilter(where, "flows")).toThrowError(expect.objectContaining({ code: "INVALID_ARGUMENTS" })))
})

test("text in a clause stays a value of the filter", () => {
  const filter = whereToFilter(`INFO = 'x" or bytes > 0 or info = "'`, "flows")
  const parsed = parseFilter(filter, flowColumns)
  expect(parsed).toMatchObject({ ok: true, tree: { kind: "test", field: { name: "info" }, values: [{ kind: "text", text: 'x" or bytes > 0 or info = "' }] } })
})

test("select, group, order, limit", () => {
  const select = parseSelect("IPV4_DST_ADDR_FORMATTED, SUM(TOTAL_BYTES) AS total, COUNT(*) hits", "flows")
  expect(select.map((item) => [item.kind, item.as])).toEqual([["column", "IPV4_DST_ADDR_FORMATTED"], ["function", "total"], ["function", "hits"]])
  expect(parseSelect("*", "flows").length).toBeGreaterThan(40)
  expect(parseGroupBy("IPV4_DST_ADDR_FORMATTED, L7_PROTO", "flows").map(({ ours }) => ours)).toEqual(["server", "appProtocolId"])
  expect(parseOrderBy("total DESC")).toEqual({ name: "total", descending: true })
  expect(parseOrderBy("SUM(TOTAL_BYTES) desc")).toEqual({ name: "SUM(TOTAL_BYTES)", descending: true })
  expect(parseOrderBy("FIRST_SEEN")).toEqual({ name: "FIRST_SEEN", descending: false })
  expect([parseMaxHits("10", 5, 100), parseMaxHits("LIMIT 7", 5, 100), parseMaxHits(null, 5, 100), parseMaxHits("100000", 5, 100)]).toEqual([10, 7, 5, 100])
  for (const wrong of ["SUM(DISTINCT TOTAL_BYTES)", "version()", "TOTAL_BYTES, ", "(SELECT 1)"]) expect(() => parseSelect(wrong, "flows"), wrong).toThrowError(expect.objectContaining({ code: "INVALID_ARGUMENTS" }))
})
