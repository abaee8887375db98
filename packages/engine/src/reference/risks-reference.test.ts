import { readFileSync, writeFileSync } from "node:fs"
import { expect, test } from "vitest"
import { risks } from "@netweir/model"
import { riskDescriptions } from "@netweir/model/data/risk-descriptions.ts"
import { risksReference } from "./risks-reference.ts"

const docs = new URL("../../../../docs/risks.md", import.meta.url)
test("docs/risks.md is what the table says (GOLDEN=update rewrites it)", () => {
  if (process.env.GOLDEN === "update") writeFileSync(docs, risksReference())
  expect(readFileSync(docs, "utf8")).toBe(risksReference())
})
test("every risk has words, and its parts add up to its score", () => {
  expect(Object.keys(riskDescriptions).toSorted()).toEqual(risks.map(({ key }) => key).toSorted())
  for (const { key, score, clientScore, serverScore } of risks) expect(clientScore + serverScore, key).toBe(score)
  for (const [seen, meaning] of Object.values(riskDescriptions)) for (const text of [seen, meaning]) expect(text).toMatch(/^[A-Z].{6,}\.$/)
})
