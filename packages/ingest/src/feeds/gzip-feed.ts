// gzip (RFC 1952) through node's zlib, which works in another thread while we parse. Members in a row are one stream.
import { createGunzip, type Gunzip } from "node:zlib"
import { InputWindow } from "../capture/input-window.ts"
import { nextTurn, type ByteFeed } from "./byte-feed.ts"
import { ChunkQueue } from "./chunk-queue.ts"

const PIECE_BYTES = 256 << 10
/** Decompressed bytes that may wait for the parser; zlib pauses beyond. A bomb costs time, never memory. */
const MAX_QUEUED_BYTES = 4 << 20

export class GzipFeed implements ByteFeed {
  problem: string | null = null
  #inner: ByteFeed
  #input = new InputWindow(PIECE_BYTES)
  #queue = new ChunkQueue()
  #gunzip: Gunzip
  #inputEnded = false
  #isWriting = false
  #outputEnded = false

  /** `head`: bytes already taken from `inner`. */
  constructor(inner: ByteFeed, head: Uint8Array) {
    this.#inner = inner
    this.#gunzip = createGunzip({ chunkSize: 512 << 10 })
    this.#gunzip.on("data", (chunk: Buffer) => {
      this.#queue.push(chunk)
      if (this.#queue.bytes > MAX_QUEUED_BYTES) this.#gunzip.pause()
    })
    this.#gunzip.once("end", () => this.#end(null))
    this.#gunzip.once("error", (error) => this.#end(`The gzip data is damaged or cut short: ${error.message}`))
    this.#write(head)
  }

  get ended(): boolean {
    return this.#outputEnded && this.#queue.bytes === 0
  }

  get bytesRead(): number {
    return this.#inner.bytesRead
  }

  get bytesTotal(): number | null {
    return this.#inner.bytesTotal
  }

  read(window: InputWindow): number {
    this.#pump()
    const bytes = this.#queue.readInto(window)
    if (this.#gunzip.isPaused() && this.#queue.bytes <= MAX_QUEUED_BYTES / 2) this.#gunzip.resume()
    return bytes
  }

  async wait(maxWaitMs: number): Promise<void> {
    this.#pump()
    if (this.ended) return nextTurn()
    // Nothing to decompress either: then it is the input that we wait for.
    if (this.#queue.bytes === 0 && !this.#isWriting && !this.#inputEnded) return this.#inner.wait(maxWaitMs)
    return this.#queue.wait(maxWaitMs)
  }

  async close(): Promise<void> {
    this.#outputEnded = true
    this.#queue.clear()
    this.#gunzip.destroy()
    await this.#inner.close()
  }

  /** Keeps one piece of compressed input in zlib's hands. */
  #pump(): void {
    if (this.#isWriting || this.#inputEnded || this.#outputEnded) return
    this.#input.makeRoom(0)
    const bytes = this.#inner.read(this.#input)
    if (bytes > 0) {
      this.#write(this.#input.bytes.slice(this.#input.start, this.#input.end))
      this.#input.start = this.#input.end
    } else if (this.#inner.ended) {
      this.#inputEnded = true
      this.#gunzip.end()
    }
  }

  #write(piece: Uint8Array): void {
    this.#isWriting = true
    this.#gunzip.write(piece, () => {
      this.#isWriting = false
      this.#queue.wake()
    })
  }

  #end(problem: string | null): void {
    this.problem ??= problem ?? this.#inner.problem
    this.#outputEnded = true
    this.#queue.wake()
  }
}
