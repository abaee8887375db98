import { expect, test } from "vitest"
import { downsample } from "./downsample.ts"
import { percentile } from "./time-chart.tsx"
import { withoutGaps } from "./without-gaps.ts"

test("few values stay", () => expect(downsample([1, 2, 3], 10)).toEqual({ values: [1, 2, 3], factor: 1 }))
test("means, the newest step whole", () => expect(downsample([9, 1, 3, 5, 7], 3)).toEqual({ values: [9, 2, 6], factor: 2 }))
test("nothing", () => expect(downsample([], 3)).toEqual({ values: [], factor: 1 }))
test("percentile", () => expect([percentile([], 0.95), percentile([5], 0.95), percentile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.95), percentile([4, 1, 3, 2], 0.5)]).toEqual([0, 5, 10, 2]))
test("a gap is zero, the ends are unknown", () => expect(withoutGaps([null, 5, null, 0, null])).toEqual([null, 5, 0, 0, null]))
test("nothing known", () => expect(withoutGaps([null, null])).toEqual([null, null]))
