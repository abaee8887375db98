import { expect, test } from "vitest"
import { SecondRing } from "./second-ring.ts"

const cases: { name: string; packets: readonly (readonly [second: number, bytes: number])[]; want: number[] }[] = [
  { name: "nothing", packets: [], want: [] },
  { name: "gaps are zero", packets: [[100, 1], [100.9, 1], [103, 2]], want: [16, 0, 0, 16] },
  { name: "late packets count in their second", packets: [[100, 1], [102, 2], [101.5, 4]], want: [8, 32, 16] },
  { name: "before the first one", packets: [[100, 1], [98, 2]], want: [16, 0, 8] },
  { name: "a clock far back starts anew", packets: [[1e6, 1], [100, 3], [101, 5]], want: [24, 40] },
]
for (const { name, packets, want } of cases) test(name, () => {
  const ring = new SecondRing()
  for (const [second, bytes] of packets) ring.add(second * 1e6, bytes)
  expect(ring.bitsPerSecond()).toEqual(want)
})

test("holds an hour", () => {
  const ring = new SecondRing()
  for (let second = 0; second < 4000; second++) ring.add(second * 1e6, second)
  const history = ring.bitsPerSecond()
  expect([history.length, history[0], history[3599]]).toEqual([3600, 8 * 400, 8 * 3999])
  ring.add(1e6 * 1e6, 1)
  expect(ring.bitsPerSecond().filter((bits) => bits > 0)).toEqual([8])
})
