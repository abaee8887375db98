// zstd through fzstd (Node 20's zlib has none), one block at a time: see zstd-frames.ts for why.
import { Decompress } from "fzstd"
import { InputWindow } from "../capture/input-window.ts"
import { nextTurn, type ByteFeed } from "./byte-feed.ts"
import { ChunkQueue } from "./chunk-queue.ts"
import { ZstdFrames } from "./zstd-frames.ts"

const INPUT_BYTES = 256 << 10
/** Enough for the parser to work on; the next read decompresses more. */
const OUTPUT_PER_READ_BYTES = 1 << 20

export class ZstdFeed implements ByteFeed {
  problem: string | null = null
  #inner: ByteFeed
  #input = new InputWindow(INPUT_BYTES)
  #output = new ChunkQueue()
  #frames = new ZstdFrames()
  #decompress: Decompress | null = null
  #skipBytes = 0
  #atEnd = false

  /** `head`: bytes already taken from `inner`. */
  constructor(inner: ByteFeed, head: Uint8Array) {
    this.#inner = inner
    this.#input.makeRoom(head.length)
    this.#input.bytes.set(head)
    this.#input.end = head.length
  }

  get ended(): boolean {
    return this.#atEnd && this.#output.bytes === 0
  }

  get bytesRead(): number {
    return this.#inner.bytesRead
  }

  get bytesTotal(): number | null {
    return this.#inner.bytesTotal
  }

  read(window: InputWindow): number {
    while (this.#output.bytes < OUTPUT_PER_READ_BYTES && this.#step());
    return this.#output.readInto(window)
  }

  async wait(maxWaitMs: number): Promise<void> {
    return this.#output.bytes > 0 || this.#atEnd ? nextTurn() : this.#inner.wait(maxWaitMs)
  }

  async close(): Promise<void> {
    this.#atEnd = true
    this.#output.clear()
    await this.#inner.close()
  }

  /** One unit of the stream; false when there is none now. */
  #step(): boolean {
    if (this.#atEnd) return false
    const input = this.#input
    if (this.#skipBytes > 0) {
      const step = Math.min(this.#skipBytes, input.length)
      input.start += step
      this.#skipBytes -= step
    }
    const unit = this.#skipBytes > 0 ? null : this.#frames.next(input.bytes, input.start, input.end)
    if (unit === null) return this.#refill()
    if (unit.kind === "malformed") return this.#stop(`The zstd data is damaged: ${unit.why}`)
    if (unit.kind === "skip" || unit.kind === "checksum") {
      this.#skipBytes = unit.bytes
      return true
    }
    const piece = input.bytes.slice(input.start, input.start + unit.bytes) // fzstd keeps pieces until a block is whole
    input.start += unit.bytes
    return this.#push(unit.kind, piece)
  }

  #push(kind: "frame-header" | "block" | "last-block", piece: Uint8Array): boolean {
    try {
      if (kind === "frame-header") this.#decompress = new Decompress((data) => this.#output.push(data))
      this.#decompress?.push(piece, false)
      if (kind === "last-block") this.#endFrame()
      return true
    } catch (error) {
      return this.#stop(`The zstd data is damaged: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  /** fzstd waits for 18 bytes before it looks at a frame (the shortest has 9): 17 more push a short one through and start no other. */
  #endFrame(): void {
    this.#decompress?.push(new Uint8Array(17), false)
    this.#decompress = null
  }

  #refill(): boolean {
    this.#input.makeRoom(this.#input.length + 1)
    if (this.#inner.read(this.#input) > 0) return true
    if (!this.#inner.ended) return false
    if (this.#decompress !== null || this.#input.length > 0 || this.#skipBytes > 0) return this.#stop(this.#inner.problem ?? "The zstd data is cut short")
    return this.#stop(this.#inner.problem)
  }

  #stop(problem: string | null): false {
    this.problem ??= problem
    this.#atEnd = true
    return false
  }
}
