// What a worker hands over to history. Every batch needs a credit back from the main thread, so a slow store shows here.
import type { FromWorker } from "./protocol.ts"

/** A file is read on only while fewer batches are under way. */
const PACED_BATCHES = 8
/** A live source never waits: beyond this its batches are dropped and counted. About 64 x 8,192 flows. */
export const MAX_BATCHES_UNDER_WAY = 64

export interface Outbox {
  flows(rows: number, block: Uint8Array): void
  series(rows: number, block: Uint8Array): void
  credit(batches: number): void
  /** Resolves when the store keeps up again; at once when it does. */
  room(): Promise<void>
  counters(): { readonly used: number; readonly limit: number; readonly evicted: number; readonly refused: number }
}

export function createOutbox(post: (message: FromWorker, transfer?: ArrayBuffer[]) => void): Outbox {
  let underWay = 0
  let refusedRows = 0
  let waiting: (() => void) | null = null

  function send(op: "flows" | "series", rows: number, block: Uint8Array): void {
    if (underWay >= MAX_BATCHES_UNDER_WAY) {
      refusedRows += rows
      return
    }
    underWay++
    // Memory of Node's shared buffer pool cannot be given away; larger blocks own theirs.
    const owned = block.buffer.byteLength > Buffer.poolSize ? block : new Uint8Array(block)
    post({ op, rows, block: owned }, [owned.buffer as ArrayBuffer])
  }

  return {
    flows: (rows, block) => send("flows", rows, block),
    series: (rows, block) => send("series", rows, block),
    credit(batches) {
      underWay = Math.max(0, underWay - batches)
      if (underWay < PACED_BATCHES && waiting) {
        const resume = waiting
        waiting = null
        resume()
      }
    },
    room() {
      if (underWay < PACED_BATCHES) return Promise.resolve()
      return new Promise((resolve) => { waiting = resolve })
    },
    counters: () => ({ used: underWay, limit: MAX_BATCHES_UNDER_WAY, evicted: 0, refused: refusedRows }),
  }
}
