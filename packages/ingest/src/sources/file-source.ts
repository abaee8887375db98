// Capture files, one after the other, as one source.
import { openSync, statSync } from "node:fs"
import { BlockColumns } from "../block-columns.ts"
import { CaptureReader } from "../capture/capture-reader.ts"
import { FileFeed, FILE_WINDOW_BYTES } from "../feeds/file-feed.ts"
import { loadPacketFilter, type PacketFilter } from "../filter/packet-filter.ts"
import { SourceError, type PacketBlock, type PacketSource, type SourceCounters, type SourceProgress } from "../source.ts"
import { Tally, type CaptureSecrets } from "../tally.ts"
import { openFailure } from "./open-failure.ts"

const MIN_WINDOW_BYTES = 64 << 10

export class FileSource implements PacketSource {
  readonly kind = "file"
  readonly name: string
  ended = false
  #paths: readonly string[]
  #filterExpression: string
  #filter: PacketFilter | undefined
  #tally = new Tally()
  #block = new BlockColumns()
  #reader: CaptureReader | null = null
  #nextPath = 0
  #bytesTotal = 0
  #bytesOfEarlierFiles = 0
  #problem: string | null = null

  constructor(name: string, paths: readonly string[], filterExpression = "") {
    this.name = name
    this.#paths = paths
    this.#filterExpression = filterExpression
  }

  /** The first file must be a capture; a later one that is not is noted and passed over. */
  async open(): Promise<void> {
    this.#filter = await loadPacketFilter(this.#filterExpression)
    for (const path of this.#paths) this.#bytesTotal += statSync(path, { throwIfNoEntry: false })?.size ?? 0
    const failure = this.#openNext()
    if (failure !== null) throw failure
  }

  poll(): PacketBlock | null {
    while (!this.ended && this.#reader !== null) {
      const block = this.#reader.poll()
      if (block !== null) return block
      if (!this.#reader.ended) return null
      this.#passOver()
    }
    return null
  }

  async wait(maxWaitMs: number): Promise<void> {
    await this.#reader?.wait(maxWaitMs)
  }

  counters(): SourceCounters {
    return { received: this.#tally.received, filtered: this.#tally.filtered, dropped: this.#tally.dropped }
  }

  progress(): SourceProgress {
    return { bytesRead: this.#bytesOfEarlierFiles + (this.#reader?.bytesRead ?? 0), bytesTotal: this.#bytesTotal }
  }

  notes(): readonly string[] {
    return this.#tally.notes
  }

  names(): readonly { readonly ip: string; readonly name: string }[] {
    return this.#tally.names
  }

  secrets(): readonly CaptureSecrets[] {
    return this.#tally.secrets
  }

  problem(): string | null {
    return this.#problem
  }

  async close(): Promise<void> {
    this.ended = true
    await this.#reader?.close()
  }

  /** The current file is done: on to the next one that opens, or the end. */
  #passOver(): void {
    const done = this.#reader
    if (done !== null) {
      this.#bytesOfEarlierFiles += done.bytesRead
      if (done.problem !== null) this.#tally.note(`${this.#paths[this.#nextPath - 1]}: ${done.problem.what}`)
      void done.close()
      this.#reader = null
    }
    while (this.#reader === null && this.#nextPath < this.#paths.length) {
      const failure = this.#openNext()
      if (failure === null) continue
      this.#tally.note(failure.message)
      this.#problem = failure.message
    }
    this.ended = this.#reader === null
  }

  #openNext(): SourceError | null {
    const path = this.#paths[this.#nextPath++]
    if (path === undefined) return new SourceError("no-files", `The list ${this.name} names no file`, "Put one capture file path on each line.")
    try {
      const fd = openSync(path, "r")
      const size = statSync(path).size
      const windowBytes = Math.min(FILE_WINDOW_BYTES, Math.max(MIN_WINDOW_BYTES, size))
      const reader = new CaptureReader(new FileFeed(fd), this.#tally, { windowBytes, filter: this.#filter, block: this.#block })
      reader.peek()
      if (reader.problem === null) {
        this.#reader = reader
        return null
      }
      void reader.close()
      return new SourceError("not-a-capture", `${path} is ${reader.problem.what}`, reader.problem.fix)
    } catch (error) {
      return openFailure(path, error)
    }
  }
}
