import { expect, test } from "vitest"
import { flowColumns } from "../columns/flow.ts"
import { complete } from "./complete.ts"

const apps = ["TLS", "TLS.Netflix", "DNS", "two words"]
const valuesFor = (column: { readonly id: string }, typed: string) => (column.id === "app" ? apps.filter((app) => app.toLowerCase().includes(typed.toLowerCase())) : [])

/** The bar is the cursor. */
const cases: readonly (readonly [text: string, want: { kind: string; first?: string; has?: readonly string[]; hasNot?: readonly string[]; replaces?: string }])[] = [
  ["|", { kind: "column", has: ["client", "port", "serverPort"], hasNot: ["metadata", "and"] }],
  ["byt|", { kind: "column", first: "bytes", replaces: "byt" }],
  ["app |", { kind: "operator", first: "=", has: ["~", "not in", "is null"], hasNot: [">"] }],
  ["app l|", { kind: "operator", first: "like", replaces: "l" }],
  ["bytes |", { kind: "operator", has: [">", "<="], hasNot: ["~", "like"] }],
  ["app = |", { kind: "value", has: ["TLS", "DNS", '"two words"'] }],
  ["app = ne|", { kind: "value", first: "TLS.Netflix", replaces: "ne" }],
  ['app = "two|', { kind: "value", first: '"two words"', replaces: '"two' }],
  ["app in (TLS, D|", { kind: "value", first: "DNS", replaces: "D" }],
  ["app not in (|", { kind: "value", has: ["TLS"] }],
  ["tcpState = est|", { kind: "value", first: "established" }],
  ["risk = tls_w|", { kind: "value", first: "tls_weak_cipher" }],
  ["encrypted |", { kind: "keyword", has: ["and", "or"] }],
  ["app = TLS |", { kind: "keyword", has: ["and", "or"], hasNot: ["client"] }],
  ["app = TLS and |", { kind: "column", has: ["client"] }],
  ["app = TLS and (cli|", { kind: "column", first: "client" }],
  ["cli|ent = 1.1.1.1", { kind: "column", first: "client", replaces: "client" }],
  ["app = TLS a|", { kind: "column", has: ["app", "and"] }],
]
for (const [marked, want] of cases) {
  test(marked, () => {
    const cursor = marked.indexOf("|")
    const text = marked.replace("|", "")
    const { items, from, to } = complete(text, cursor, flowColumns, valuesFor)
    const texts = items.map((item) => item.text)
    expect(items[0]?.kind).toBe(want.kind)
    if (want.first) expect(texts[0]).toBe(want.first)
    if (want.replaces) expect(text.slice(from, to)).toBe(want.replaces)
    expect(texts).toEqual(expect.arrayContaining([...(want.has ?? [])]))
    for (const word of want.hasNot ?? []) expect(texts).not.toContain(word)
  })
}
