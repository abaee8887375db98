// Where the bytes of a capture come from: a file, a decompressor, a pipe. Pulled, so that back pressure needs no code of its own.
import type { InputWindow } from "../capture/input-window.ts"

export interface ByteFeed {
  /** Appends bytes behind `window.end`, as many as there are and fit; 0 = nothing now. Never throws: see `problem`. */
  read(window: InputWindow): number
  /** True when no byte will come any more. */
  readonly ended: boolean
  /** Why it ended early, for people; null when all is well. */
  readonly problem: string | null
  /** Resolves when `read` may have bytes, or after `maxWaitMs`. */
  wait(maxWaitMs: number): Promise<void>
  /** Position in the input as it is stored (compressed bytes count as such). */
  readonly bytesRead: number
  readonly bytesTotal: number | null
  close(): Promise<void>
}

/** A reader of the event loop gets a turn, then we go on. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
