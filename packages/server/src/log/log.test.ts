import { expect, test } from "vitest"
import { createLog } from "./log.ts"
import { printable } from "./printable.ts"

const texts = [["plain ü", "plain ü"], ["a\nb", "a\\x0ab"], ["\u001b[31mred", "\\x1b[31mred"], ["\u202egnp", "\\u{202e}gnp"], ["\u0085", "\\x85"]] as const
for (const [raw, want] of texts) test(`printable ${JSON.stringify(raw)}`, () => expect(printable(raw)).toBe(want))

function capture(verbosity = 2) {
  const lines: string[] = []
  const clock = { now: 0 }
  return { lines, clock, log: createLog({ verbosity, write: (line) => lines.push(line), nowMs: () => clock.now }) }
}
test("levels", () => {
  const { lines, log } = capture(1)
  log.error("e")
  log.warning("w", new Error("why"))
  log.normal("n")
  expect(lines).toEqual(["1970-01-01T00:00:00.000Z error   e\n", "1970-01-01T00:00:00.000Z warning w: why\n"])
})
test("a repeated line is swallowed and counted, whatever numbers are in it", () => {
  const { lines, clock, log } = capture()
  for (let n = 0; n < 20; n++) log.normal(`packet ${n} odd`)
  expect(lines).toHaveLength(5)
  expect(log.counts().swallowed).toBe(15)
  clock.now = 61_000
  log.normal("packet 99 odd")
  expect(lines.at(-1)).toContain("packet 99 odd (15 more like this in the last minute)")
})
