import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import { errorsReference } from "./errors-reference.ts"
import { errorCodes } from "./errors.ts"

const docs = new URL("../../../../docs/errors.md", import.meta.url)
test("docs/errors.md is what the table says (GOLDEN=update rewrites it)", () => {
  if (process.env.GOLDEN === "update") writeFileSync(docs, errorsReference())
  expect(readFileSync(docs, "utf8")).toBe(errorsReference())
})
test("every code thrown in the server is in the table, and statuses are errors", () => {
  const root = fileURLToPath(new URL("..", import.meta.url))
  const sources = (readdirSync(root, { recursive: true }) as string[]).filter((name) => /\.ts$/.test(name) && !/\.test\.ts$/.test(name))
  const thrown = new Set(sources.flatMap((name) => [...readFileSync(path.join(root, name), "utf8").matchAll(/new ProductError\("([^"]+)"/g)].map(([, code]) => code)))
  expect(thrown.size).toBeGreaterThan(10)
  expect([...thrown].filter((code) => !Object.hasOwn(errorCodes, code))).toEqual([])
  for (const { status, fix } of Object.values(errorCodes)) {
    expect(status).toBeGreaterThanOrEqual(400)
    expect(fix).toMatch(/\.$/)
  }
})
