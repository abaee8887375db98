import { expect, test } from "vitest"
import { steadyRows } from "./use-steady-rows.ts"

const row = (key: string, bytes: number) => ({ key, bytes })

test("the order holds, values change, gone rows stay, new ones wait", () => {
  const { rows, gone, waiting } = steadyRows([row("a", 1), row("b", 2), row("c", 3)], [row("d", 9), row("c", 7), row("a", 5)], (one) => one.key)
  expect(rows).toEqual([row("a", 5), row("b", 2), row("c", 7)])
  expect([...gone]).toEqual(["b"])
  expect(waiting).toBe(1)
})
