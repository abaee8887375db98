import { flowColumns } from "@netweir/model"
import { parseFilter } from "@netweir/model/filter/index.ts"
import { expect, test } from "vitest"
import { groupFilter } from "./targets.ts"

const groups: readonly (readonly [kind: string, key: string, want: string | null])[] = [
  ["network", "10.0.0.0/8", 'anyNetwork = "10.0.0.0/8"'], ["asn", "13335", "anyAsn = 13335"], ["country", "DE", 'anyCountry = "DE"'], ["device", "00:11:22:33:44:55", "mac = 00:11:22:33:44:55"],
  ["application", 'a"b', 'app = "a\\"b"'], ["vlan", "7", "vlan = 7"], ["packetSize", "64", null],
]
for (const [kind, key, want] of groups)
  test(`flows of ${kind} ${key}`, () => {
    const filter = groupFilter(kind, key)
    expect(filter).toBe(want)
    if (filter !== null) expect(parseFilter(filter, flowColumns)).toMatchObject({ ok: true })
  })
