import { protocolByName, protocolId } from "@netweir/model"
import { expect, test } from "vitest"
import { aliases, applicationByName } from "./application-names.ts"

test("each alias leads to a protocol of ours", () => {
  expect(Object.entries(aliases).filter(([, ours]) => protocolByName(ours) === undefined)).toEqual([])
})

const cases: readonly (readonly [name: string, master: string | null, app: string])[] = [
  ["dns", "DNS", "DNS"], ["TLS.NetFlix", "TLS", "NetFlix"], ["secure-http", "TLS", "TLS"], ["ms-teams-audio", null, "Teams"], ["youtube", null, "YouTube"], ["web-browsing", "HTTP", "HTTP"],
]
for (const [name, master, app] of cases) {
  test(`application: ${name}`, () => expect(applicationByName(name)).toEqual({ master: master === null ? 0 : protocolId(master), app: protocolId(app) }))
}

test("a stranger's name is none of ours", () => expect(applicationByName("acme-internal.v2")).toBeNull())
