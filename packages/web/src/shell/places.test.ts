import { expect, test } from "vitest"
import { allPlaces, isAt } from "./places.ts"

const at = (path: string) => allPlaces.filter((place) => isAt(place, path)).map((place) => place.title)
const cases: readonly (readonly [path: string, titles: readonly string[]])[] = [
  ["/", ["Dashboard"]], ["/flows/0/7", ["Live flows"]], ["/groups/category", ["Applications"]], ["/groups/dscp", ["Protocols"]], ["/groups/device/00:11:22:33:44:55", ["Devices"]], ["/flowsome", []],
]
for (const [path, titles] of cases) test(`the menu at ${path}`, () => expect(at(path)).toEqual(titles))
test("each letter leads to one place", () => expect(new Set(allPlaces.map((place) => place.letter)).size).toBe(allPlaces.length))
