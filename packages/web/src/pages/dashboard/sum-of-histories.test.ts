import { expect, test } from "vitest"
import { sumOfHistories } from "./sum-of-histories.ts"

test("histories of different ends are summed second by second", () =>
  expect(sumOfHistories([{ values: [1, 2, 3], endMs: 10_000 }, { values: [10, 20], endMs: 9_000 }])).toEqual({ values: [11, 22, 3], endMs: 10_000 }))
test("an interface that ended long ago is not in the last hour", () =>
  expect(sumOfHistories([{ values: [1], endMs: 10_000_000 }, { values: [5], endMs: 1_000 }])).toEqual({ values: [1], endMs: 10_000_000 }))
