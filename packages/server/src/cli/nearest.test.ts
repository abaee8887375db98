import { expect, test } from "vitest"
import { editDistance, nearest } from "./nearest.ts"

const distances = [["", "", 0], ["a", "", 1], ["kitten", "sitting", 3], ["intreface", "interface", 1], ["port", "prot", 1]] as const
for (const [a, b, want] of distances) test(`distance ${a} -> ${b}`, () => expect(editDistance(a, b)).toBe(want))

const words = ["interface", "http-port", "https-port", "retention", "store", "embedded"]
const cases = [["interfce", "interface"], ["htpp-port", "http-port"], ["http", "http-port"], ["retension", "retention"], ["zebra", null], ["x", null]] as const
for (const [word, want] of cases) test(`nearest to ${word}`, () => expect(nearest(word, words)).toBe(want))
