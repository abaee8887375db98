import { expect, test } from "vitest"
import { IdlestFlows } from "./idlest-flows.ts"

test("a small table: idle-most first, the first of equal ones", () => {
  const idlest = new IdlestFlows()
  const heardUs = Float64Array.of(5, 3, 9, 3, 1, 7)
  expect(Array.from({ length: 6 }, () => idlest.next(heardUs, 6))).toEqual([4, 1, 3, 0, 5, 2])
})

test("who was heard of meanwhile stays", () => {
  const idlest = new IdlestFlows()
  const heardUs = Float64Array.of(5, 3, 9)
  expect(idlest.next(heardUs, 3)).toBe(1)
  heardUs[1] = 11 // its row's next flow
  heardUs[0] = 12
  expect(idlest.next(heardUs, 3)).toBe(2)
  expect(idlest.next(heardUs, 3)).toBe(2)
})

test("of a large table always one of the idler quarter of a sample, and every row has its turn", () => {
  const idlest = new IdlestFlows()
  const heardUs = Float64Array.from({ length: 1000 }, (_, row) => (row * 7919) % 1009)
  let nowUs = 2000
  const gone = new Set<number>()
  for (let i = 0; i < 4000; i++) {
    const row = idlest.next(heardUs, 1000)
    gone.add(row)
    heardUs[row] = nowUs++
  }
  expect(gone.size).toBe(1000)
})
