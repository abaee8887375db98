// Rows in requests of a bounded size; what is refused is counted, what is too large for the server goes in smaller requests.
import type { SinkContext } from "../sink.ts"
import { meaningOf, problemOf, type Answer } from "./http-peer.ts"

export const MAX_REQUEST_BYTES = 4_000_000
export const MAX_REQUEST_ROWS = 2_000

export interface PostedRows<Block extends { readonly count: number }> {
  /** The text of rows `from`..`to`, made once for each try of the same rows. */
  body(block: Block, from: number, to: number): string
  post(body: string): Promise<Answer>
  /** An answer of success may still refuse rows: throws, or counts them as lost. */
  read?(answer: Answer, block: Block, from: number, to: number): void
}

/** A sender of one kind of block, with the size of requests that has worked so far. */
export function createPoster<Block extends { readonly count: number }>({ body, post, read }: PostedRows<Block>, { lost, warn }: Pick<SinkContext, "lost" | "warn">): (block: Block, from: number) => Promise<number> {
  let rowsAtOnce = MAX_REQUEST_ROWS
  /** The request that is tried again: the same rows, the same text. */
  let waiting: { readonly block: Block; readonly from: number; readonly to: number; readonly text: string } | null = null
  return async (block, from) => {
    let request = waiting?.block === block && waiting.from === from ? waiting : null
    for (let to = Math.min(block.count, from + rowsAtOnce); !request; to = from + Math.max(1, Math.floor((to - from) / 2))) {
      const text = body(block, from, to)
      if (text.length <= MAX_REQUEST_BYTES || to - from === 1) request = { block, from, to, text }
    }
    waiting = request
    const { to, text } = request
    const answer = await post(text)
    switch (meaningOf(answer.status)) {
      case "taken":
        read?.(answer, block, from, to)
        waiting = null
        rowsAtOnce = Math.min(MAX_REQUEST_ROWS, rowsAtOnce * 2)
        return to
      case "later": throw problemOf(answer)
      case "smaller":
        waiting = null
        rowsAtOnce = Math.max(1, Math.floor((to - from) / 2))
        if (to - from > 1) return from
        lost("too-large", 1)
        return to
      case "refused":
        waiting = null
        warn(`${to - from} rows were refused: ${problemOf(answer).message}`)
        lost("refused", to - from)
        return to
    }
  }
}
