import { expect, test } from "vitest"
import type { Asked } from "./combined.ts"
import { shareAnswers } from "./shared-answers.ts"

function bench() {
  const clock = { now: 0 }
  const waiting: { question: string; resolve(reply: unknown): void; reject(error: Error): void }[] = []
  const asked: Asked = { ask: (question) => new Promise((resolve, reject) => { waiting.push({ question, resolve: resolve as (reply: unknown) => void, reject }) }) }
  return { clock, waiting, shared: shareAnswers(asked, () => clock.now) }
}

test("the same question under way is asked once; another request is another question", async () => {
  const { waiting, shared } = bench()
  const answers = [shared.ask("hosts", { limit: 5 }), shared.ask("hosts", { limit: 5 }), shared.ask("hosts", { limit: 6 })]
  expect(waiting).toHaveLength(2)
  for (const [i, one] of waiting.entries()) one.resolve({ rows: [], matched: i, total: i, atMs: 0 })
  expect((await Promise.all(answers)).map(({ matched }) => matched)).toEqual([0, 0, 1])
})

test("an answer is fresh for a quarter of a second, or until something changed", async () => {
  const { clock, waiting, shared } = bench()
  const first = shared.ask("stats", {})
  waiting[0].resolve({})
  await first
  clock.now = 249
  void shared.ask("stats", {})
  expect(waiting).toHaveLength(1)
  clock.now = 250
  void shared.ask("stats", {})
  expect(waiting).toHaveLength(2)
  shared.forget()
  void shared.ask("stats", {})
  expect(waiting).toHaveLength(3)
})

test("a refusal is not kept", async () => {
  const { waiting, shared } = bench()
  const refused = shared.ask("stats", {})
  waiting[0].reject(new Error("busy"))
  await expect(refused).rejects.toThrow("busy")
  void shared.ask("stats", {})
  expect(waiting).toHaveLength(2)
})
