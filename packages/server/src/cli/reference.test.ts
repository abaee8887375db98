import { readFileSync, writeFileSync } from "node:fs"
import { expect, test } from "vitest"
import { helpText } from "./help.ts"
import { cliReference } from "./reference.ts"
import { version } from "../version.ts"

const docs = new URL("../../../../docs/cli.md", import.meta.url)
test("docs/cli.md is what the table of options says (GOLDEN=update rewrites it)", () => {
  if (process.env.GOLDEN === "update") writeFileSync(docs, cliReference())
  expect(readFileSync(docs, "utf8")).toBe(cliReference())
})
test("help fits a terminal", () => {
  for (const command of ["run", "analyze", "interfaces", "doctor"] as const) for (const line of helpText(command).split("\n")) expect(line.length, line).toBeLessThanOrEqual(100)
})
test("the version is that of the package", () => {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../../../package.json", import.meta.url), "utf8"))
  expect(manifest).toMatchObject({ version })
})
