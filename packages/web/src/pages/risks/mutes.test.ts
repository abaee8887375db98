import { parseMuteFilter, type FlowRow } from "@netweir/model"
import { expect, test } from "vitest"
import { expiryMs, localTimeText } from "./mute-expiry.ts"
import { muteTerms } from "./mute-terms.ts"

test("what is offered of a flow is a filter, also with hostile words", () => {
  const flow = { client: "10.0.0.5", server: "2001:db8::1", serverPort: 443, app: 'TLS."or', hostname: 'a"b\\ or score > 0', clientName: null, serverName: "shop" } as unknown as FlowRow
  const terms = muteTerms(flow)
  expect(terms.map(({ text }) => text)).toEqual(["client = 10.0.0.5", "server = 2001:db8::1", "serverPort = 443", 'app = "TLS.\\"or"', 'hostname = "a\\"b\\\\ or score > 0"'])
  expect(parseMuteFilter(terms.map(({ text }) => text).join(" and "))).toMatchObject({ ok: true, tree: { kind: "and" } })
  expect(muteTerms({ ...flow, serverPort: 0, hostname: null }).map(({ label }) => label)).toEqual(["this client: 10.0.0.5", "this server: shop", 'this application: TLS."or'])
})

test.each([["never", null], ["1h", 3_601_000], ["7d", 604_801_000], ["as-it-is", 77], ["until", Date.UTC(2026, 0, 2, 3, 4)]] as const)("%s", (choice, want) => {
  expect(expiryMs(choice, 1000, localTimeText(Date.UTC(2026, 0, 2, 3, 4)), 77)).toBe(want)
})
test("no time at all lies in the past, which the server refuses", () => expect(expiryMs("until", 1000, "", null)).toBe(1000))
