// A part of what bench/engine/dissectors.ts measures (1,000,000 payloads, fewer than 1 in 100,000 for each): the same payloads in every run.
import { expect, test } from "vitest"
import { dissectors } from "../dissectors/index.ts"
import { ownedPayloads } from "./testing-owned.ts"
import { MATCH, type Dissector } from "./types.ts"
import { measurePrecision } from "./testing-precision.ts"

const PAYLOADS = 40_000
/** 0.4 are expected at the bound. */
const MOST_FALSE = 2

test("random and other protocols' payloads are nobody's", async () => {
  const owned = await ownedPayloads()
  expect(owned.length).toBeGreaterThan(500)
  const rows = measurePrecision(dissectors, owned, PAYLOADS)
  expect(rows.filter(({ falseMatches }) => falseMatches > MOST_FALSE)).toEqual([])
  expect(rows.filter(({ falseMatches }) => falseMatches > 0).length).toBeLessThan(dissectors.length / 12)
}, 120_000)

test("a dissector that takes anything is found out", async () => {
  const greedy: Dissector = { protocol: "NTP", transports: ["udp"], recognise: () => MATCH }
  expect(measurePrecision([greedy], [], 1000)[0].falseMatches).toBeGreaterThan(100)
})
