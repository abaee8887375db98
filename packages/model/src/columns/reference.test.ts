import { readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import { flowColumns } from "./flow.ts"
import { groupColumns } from "./group.ts"
import { hostColumns } from "./host.ts"
import { columnsReference } from "./reference.ts"

test("docs/columns.md is what the columns say", () => {
  const file = fileURLToPath(new URL("../../../../docs/columns.md", import.meta.url))
  if (process.env.DOCS === "update") writeFileSync(file, columnsReference())
  expect(readFileSync(file, "utf8")).toBe(columnsReference())
})

test.each([["flow", flowColumns], ["host", hostColumns], ["group", groupColumns]] as const)("%s columns: no name is taken twice", (_, columns) => {
  const names = columns.flatMap((column) => [column.id, ...("aliases" in column ? column.aliases : [])]).map((name) => name.toLowerCase())
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
})
