import { expect, test } from "vitest"
import { ObservationPoints } from "./observation-points.ts"

const address = (last: number) => Uint32Array.of(0, 0, 0xffff, 0x0a00_0000 + last)

test("the same point has one number; domains of an exporter are points of one exporter", () => {
  const points = new ObservationPoints()
  const first = points.numberOf("ipfix", address(1), 0)
  expect(points.numberOf("ipfix", address(1), 0)).toBe(first)
  const others = [points.numberOf("ipfix", address(1), 1), points.numberOf("netflow9", address(1), 0), points.numberOf("ipfix", address(2), 0)]
  expect(new Set([first, ...others]).size).toBe(4)
  expect(others.map((number) => points.exporterNumberOf(number) === points.exporterNumberOf(first))).toEqual([true, false, false])
  expect(points.at(0)).toBeNull()
})

test.each([
  ["domains of its own", (points: ObservationPoints, i: number) => points.numberOf("ipfix", address(1), i)],
  ["agents that it names", (points: ObservationPoints, i: number) => points.numberOf("sflow", address(1000 + i), 0, address(1))],
] as const)("a sender that makes up %s has its part of the table and no more; others still get in", (_, make) => {
  const points = new ObservationPoints(100, 25)
  const numbers = Array.from({ length: 300 }, (_unused, i) => make(points, i))
  expect(numbers.filter((number) => number > 0)).toHaveLength(25)
  expect(points.refused).toBe(275)
  expect(make(points, 3)).toBe(numbers[3])
  expect(points.numberOf("netflow9", address(2), 0)).toBeGreaterThan(0)
})

test("a full table refuses, and counts", () => {
  const points = new ObservationPoints(3)
  expect([1, 2, 3, 4].map((last) => points.numberOf("netflow5", address(last), 0))).toEqual([1, 2, 3, -1])
  expect([points.refused, points.numberOf("netflow5", address(2), 0)]).toEqual([1, 2])
})
