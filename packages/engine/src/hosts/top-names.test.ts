import { expect, test } from "vitest"
import { TopNames } from "./top-names.ts"

const listed = (limit: number, ...names: (readonly [string, number])[]) => {
  const top = new TopNames(limit)
  for (const [name, count] of names) top.add(name, count)
  return top.list().map(({ name, count }) => `${name} ${count}`)
}

test.each([
  ["none", 2, [], []],
  ["one, again and again", 2, [["a", 1], ["a", 2]], ["a 3"]],
  ["an empty one", 2, [["", 1]], [" 1"]],
  ["two", 2, [["a", 1], ["b", 5], ["a", 1]], ["b 5", "a 2"]],
  ["a newcomer takes over the rarest's rank", 2, [["a", 4], ["b", 1], ["c", 2]], ["a 4", "c 3"]],
  ["a list of one", 1, [["a", 4], ["b", 1]], ["b 5"]],
] as const)("%s", (_, limit, names, wanted) => {
  expect(listed(limit, ...names)).toEqual(wanted)
})
