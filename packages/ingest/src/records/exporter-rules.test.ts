import { parseIp } from "@netweir/engine/addresses/ip-text.ts"
import { expect, test } from "vitest"
import { parseExporterRules } from "./exporter-rules.ts"

function words(text: string): Uint32Array {
  const into = new Uint32Array(4)
  if (!parseIp(text, into)) throw new Error(`no address: ${text}`)
  return into
}

test("without rules everybody may send and nothing is assumed", () => {
  const { rules, refused } = parseExporterRules({})
  expect(refused).toEqual([])
  expect(rules.allows(words("203.0.113.9"))).toBe(true)
  expect(rules.forcedSamplingOf(words("203.0.113.9"))).toBe(0)
  expect(rules.assumedSamplingOf(words("2001:db8::1"))).toBe(0)
})

test("the longest prefix decides", () => {
  const { rules, refused } = parseExporterRules({ allow: ["10.0.0.0/8", "2001:db8::/32"], sampling: ["10.0.0.0/8=512", "10.1.0.0/16 = 1000", "2001:db8::/32=?100"] })
  expect(refused).toEqual([])
  expect(rules.allows(words("10.255.0.1"))).toBe(true)
  expect(rules.allows(words("2001:db8::5"))).toBe(true)
  expect(rules.allows(words("192.0.2.1"))).toBe(false)
  expect(rules.forcedSamplingOf(words("10.2.0.1"))).toBe(512)
  expect(rules.forcedSamplingOf(words("10.1.0.1"))).toBe(1000)
  expect(rules.forcedSamplingOf(words("2001:db8::5"))).toBe(0)
  expect(rules.assumedSamplingOf(words("2001:db8::5"))).toBe(100)
})

test("what means nothing is named, and a list of mistakes lets nobody in", () => {
  const { rules, refused } = parseExporterRules({ allow: ["10.0.0.0/99"], sampling: ["10.0.0.0/8", "router=5", "10.0.0.1=0", "10.0.0.1=99999999999"] })
  expect(refused).toEqual(["10.0.0.0/99", "10.0.0.0/8", "router=5", "10.0.0.1=0", "10.0.0.1=99999999999"])
  expect(rules.allows(words("10.0.0.1"))).toBe(false)
})
