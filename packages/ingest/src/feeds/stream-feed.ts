// A pipe, a socket or a child's output: bytes arrive by themselves, and we stop reading when the parser falls behind.
import type { Readable } from "node:stream"
import type { InputWindow } from "../capture/input-window.ts"
import { nextTurn, type ByteFeed } from "./byte-feed.ts"
import { ChunkQueue } from "./chunk-queue.ts"

/** What may wait for the parser; beyond, the sender's pipe fills and blocks it (tcpdump then counts drops itself). */
const MAX_QUEUED_BYTES = 8 << 20

export class StreamFeed implements ByteFeed {
  problem: string | null = null
  bytesRead = 0
  readonly bytesTotal = null
  #stream: Readable
  #queue = new ChunkQueue()
  #streamEnded = false

  /** `finished`: the end counts only after this, so that who sees the end also sees how the sender ended. */
  constructor(stream: Readable, finished: Promise<void> = Promise.resolve()) {
    this.#stream = stream
    const end = () => void finished.then(() => this.#end())
    stream.on("data", (chunk: Buffer) => {
      this.bytesRead += chunk.length
      this.#queue.push(chunk)
      if (this.#queue.bytes > MAX_QUEUED_BYTES) stream.pause()
    })
    stream.once("error", (error) => {
      this.problem = `The stream broke off after ${this.bytesRead} bytes: ${error.message}`
      this.#end()
    })
    stream.once("end", end)
    stream.once("close", end)
  }

  get ended(): boolean {
    return this.#streamEnded && this.#queue.bytes === 0
  }

  read(window: InputWindow): number {
    const bytes = this.#queue.readInto(window)
    if (this.#stream.isPaused() && this.#queue.bytes <= MAX_QUEUED_BYTES / 2) this.#stream.resume()
    return bytes
  }

  async wait(maxWaitMs: number): Promise<void> {
    await (this.ended ? nextTurn() : this.#queue.wait(maxWaitMs))
  }

  async close(): Promise<void> {
    this.#end()
    this.#queue.clear()
    this.#stream.destroy()
  }

  #end(): void {
    this.#streamEnded = true
    this.#queue.wake()
  }
}
