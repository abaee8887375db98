import { expect, test } from "vitest"
import { Memory, memoryUse, remembered } from "./remembered.ts"

test("a function is asked once per key, also when it answers null; full, it forgets all and says how many", () => {
  const before = memoryUse([])
  let asked = 0
  const find = remembered((key: string): string | null => (asked++, key === "none" ? null : key.toUpperCase()), 3)
  expect(["a", "b", "none", "a", "none"].map(find)).toEqual(["A", "B", null, "A", null])
  expect(asked).toBe(3)
  expect(memoryUse([])).toEqual({ used: before.used + 3, limit: before.limit + 3, evicted: before.evicted })
  expect(find("c")).toBe("C")
  expect(memoryUse([])).toEqual({ used: before.used + 1, limit: before.limit + 3, evicted: before.evicted + 3 })
  expect(find("a")).toBe("A")
  expect(asked).toBe(5)
})

test("any number of keys stays within the limit", () => {
  const memory = new Memory<number, number>(100)
  for (let i = 0; i < 1000; i++) {
    memory.set(i, i)
    expect(memory.used).toBeLessThanOrEqual(100)
  }
  expect(memory.used + memory.evicted).toBe(1000)
})

test("to forget because facts changed is no eviction", () => {
  const memory = new Memory<string, number>(10)
  memory.set("x", 1)
  memory.forget()
  expect({ used: memory.used, evicted: memory.evicted, known: memory.get("x") }).toEqual({ used: 0, evicted: 0, known: undefined })
})
