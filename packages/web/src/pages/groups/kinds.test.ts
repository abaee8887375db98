import { expect, test } from "vitest"
import { columnsOf, shownColumns } from "./kinds.ts"

test("the key is named after what it is", () => {
  expect(columnsOf("application").find(({ id }) => id === "key")?.label).toBe("Application")
  expect(columnsOf("device").find(({ id }) => id === "key")?.label).toBe("MAC")
})
test("no column repeats another, and none is always empty", () => {
  expect(shownColumns("application")).not.toContain("label")
  expect(shownColumns("application")).not.toContain("hosts")
  expect(shownColumns("country")).toEqual(expect.arrayContaining(["key", "label", "hosts"]))
})
