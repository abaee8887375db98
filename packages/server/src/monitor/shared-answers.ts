// Ten browser tabs ask a worker the same thing each second; it answers once.
import type { LiveQuestion, LiveQuestions } from "@netweir/model"
import type { Asked } from "./combined.ts"

/** An answer is good for so long; nobody watches faster than that. */
const FRESH_MS = 250
const MAX_KEPT = 256

export interface SharedAnswers extends Asked {
  /** Something changed by hand: what is asked from now on is answered anew. */
  forget(): void
}

export function shareAnswers(asked: Asked, nowMs: () => number = () => performance.now()): SharedAnswers {
  /** Oldest first. */
  const kept = new Map<string, { readonly answer: Promise<unknown>; answeredMs: number }>()
  return {
    forget: () => kept.clear(),
    ask<Q extends LiveQuestion>(question: Q, request: LiveQuestions[Q]["request"]): Promise<LiveQuestions[Q]["reply"]> {
      const key = `${question} ${JSON.stringify(request)}`
      const known = kept.get(key)
      if (known && nowMs() - known.answeredMs < FRESH_MS) return known.answer as Promise<LiveQuestions[Q]["reply"]> // same question, same reply
      const answer = asked.ask(question, request)
      const entry = { answer, answeredMs: Number.POSITIVE_INFINITY } // while it is under way it is always fresh
      kept.delete(key)
      kept.set(key, entry)
      if (kept.size > MAX_KEPT) {
        const [oldest] = kept.keys()
        kept.delete(oldest)
      }
      answer.then(() => { entry.answeredMs = nowMs() }, () => { if (kept.get(key) === entry) kept.delete(key) })
      return answer
    },
  }
}
