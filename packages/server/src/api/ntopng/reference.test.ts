import { readFileSync, writeFileSync } from "node:fs"
import { expect, test } from "vitest"
import { ntopngReference } from "./reference.ts"

const docs = new URL("../../../../../docs/ntopng-rest.md", import.meta.url)
test("docs/ntopng-rest.md is what the registry says (GOLDEN=update rewrites it)", () => {
  if (process.env.GOLDEN === "update") writeFileSync(docs, ntopngReference())
  expect(readFileSync(docs, "utf8")).toBe(ntopngReference())
})
