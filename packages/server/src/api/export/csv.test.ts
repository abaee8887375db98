import { flowColumns } from "@netweir/model"
import { expect, test } from "vitest"
import { csvCell, csvHead, csvLine } from "./csv.ts"

const cells: readonly { readonly name: string; readonly value: unknown; readonly want: string }[] = [
  { name: "plain text", value: "TLS.Netflix", want: "TLS.Netflix" },
  { name: "absent", value: null, want: "" },
  { name: "number", value: -5, want: "-5" },
  { name: "comma", value: "a,b", want: '"a,b"' },
  { name: "quote", value: 'say "hi"', want: '"say ""hi"""' },
  { name: "line break", value: "a\r\nb", want: '"a\r\nb"' },
  { name: "formula", value: "=cmd|' /C calc'!A0", want: "'=cmd|' /C calc'!A0" },
  { name: "formula that needs quotes too", value: '=HYPERLINK("http://x","y")', want: '"\'=HYPERLINK(""http://x"",""y"")"' },
  { name: "plus", value: "+1", want: "'+1" },
  { name: "minus as text", value: "-1+1", want: "'-1+1" },
  { name: "at", value: "@SUM(A1)", want: "'@SUM(A1)" },
  { name: "tab", value: "\t=1", want: "'\t=1" },
  { name: "carriage return", value: "\r=1", want: '"\'\r=1"' },
  { name: "list", value: ["a", "b"], want: "a b" },
  { name: "record", value: { a: 1 }, want: '"{""a"":1}"' },
]
for (const { name, value, want } of cells) test(`csv cell: ${name}`, () => expect(csvCell(value)).toBe(want))

test("head and line have the same columns in the same order", () => {
  const columns = flowColumns.filter((column) => column.id === "app" || column.id === "bytes" || column.id === "client")
  expect(csvHead(columns)).toBe("client,bytes,app\r\n")
  expect(csvLine({ app: "DNS", bytes: 74, client: "10.0.0.1", extra: 1 }, columns)).toBe("10.0.0.1,74,DNS\r\n")
})
