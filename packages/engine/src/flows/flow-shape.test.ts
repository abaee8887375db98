import { expect, test } from "vitest"
import { intervalBinBoundsUs, lengthBinBounds } from "@netweir/model"
import { SHAPE_BINS, countShape, shapeOf } from "./flow-shape.ts"

const binOf = (counts: readonly number[]): number => counts.indexOf(1)

test.each([...lengthBinBounds.flatMap((bound, bin) => [[bound - 1, bin], [bound, bin + 1]]), [1, 0], [65_535, lengthBinBounds.length]])("a payload of %d bytes is in bin %d", (bytes, bin) => {
  const shape = new Uint8Array(2 * SHAPE_BINS)
  countShape(shape, 1, bytes, 0, true)
  expect(binOf(shapeOf(shape, 1, true).lengthsToServer)).toBe(bin)
  expect(binOf(shapeOf(shape, 1, false).lengthsToClient)).toBe(bin)
  expect(shapeOf(shape, 0, true).lengthsToServer).not.toContain(1)
})
test.each([...intervalBinBoundsUs.flatMap((bound, bin) => [[bound - 1, bin], [bound, bin + 1]]), [1, 0], [1e12, intervalBinBoundsUs.length]])("an interval of %d us is in bin %d", (us, bin) => {
  const shape = new Uint8Array(SHAPE_BINS)
  countShape(shape, 0, 0, us, false)
  expect(binOf(shapeOf(shape, 0, true).intervals)).toBe(bin)
})
test("packets without payload have no length, the first and those back in time no interval", () => {
  const shape = new Uint8Array(SHAPE_BINS)
  countShape(shape, 0, 0, 0, true)
  countShape(shape, 0, 0, -5, true)
  expect([...shape]).toEqual(new Array(SHAPE_BINS).fill(0))
})
