// Pieces that arrived by themselves (decompressor, pipe) and wait for the parser. Whoever pushes keeps the bound.
import type { InputWindow } from "../capture/input-window.ts"
import { nextTurn } from "./byte-feed.ts"

export class ChunkQueue {
  bytes = 0
  #chunks: Uint8Array[] = []
  #firstOffset = 0
  #wake: (() => void) | null = null

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return
    this.#chunks.push(chunk)
    this.bytes += chunk.length
    this.wake()
  }

  /** Moves as many bytes as fit behind `window.end`. */
  readInto(window: InputWindow): number {
    let moved = 0
    while (this.bytes > 0) {
      const chunk = this.#chunks[0]
      const room = window.bytes.length - window.end
      if (chunk === undefined || room === 0) break
      const piece = chunk.subarray(this.#firstOffset, this.#firstOffset + room)
      window.bytes.set(piece, window.end)
      window.end += piece.length
      moved += piece.length
      this.bytes -= piece.length
      this.#firstOffset += piece.length
      if (this.#firstOffset === chunk.length) {
        this.#chunks.shift()
        this.#firstOffset = 0
      }
    }
    return moved
  }

  clear(): void {
    this.#chunks = []
    this.#firstOffset = 0
    this.bytes = 0
    this.wake()
  }

  wake(): void {
    this.#wake?.()
    this.#wake = null
  }

  wait(maxWaitMs: number): Promise<void> {
    if (this.bytes > 0) return nextTurn()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, maxWaitMs)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
