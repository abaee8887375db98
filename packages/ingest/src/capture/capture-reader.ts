// Feed -> (decompressor) -> window -> parser -> block. Shared by files, directories, pipes and child processes.
import { BlockColumns } from "../block-columns.ts"
import type { ByteFeed } from "../feeds/byte-feed.ts"
import { GzipFeed } from "../feeds/gzip-feed.ts"
import { ZstdFeed } from "../feeds/zstd-feed.ts"
import type { PacketFilter } from "../filter/packet-filter.ts"
import type { PacketBlock } from "../source.ts"
import type { Tally } from "../tally.ts"
import type { CaptureParser } from "./capture-parser.ts"
import { InputWindow } from "./input-window.ts"
import { pcapHeaderBytes, readPcapHeader } from "./pcap-header.ts"
import { PcapParser } from "./pcap-parser.ts"
import { PcapngParser } from "./pcapng-parser.ts"
import { describeUnknown, sniff } from "./sniff.ts"

/** A poll that finds no packet gives up after this many reads, so that whoever waits for the worker gets a turn. */
const MAX_READS_PER_POLL = 8

export interface CaptureReaderOptions {
  readonly windowBytes: number
  readonly filter?: PacketFilter | undefined
  /** Shared by the files of a list, which are read one after the other. */
  readonly block?: BlockColumns | undefined
}

export class CaptureReader {
  ended = false
  /** Set when the input is no capture or stops making sense as a whole. */
  problem: { what: string; fix: string } | null = null
  #feed: ByteFeed
  #window: InputWindow
  #block: BlockColumns
  #tally: Tally
  #filter: PacketFilter | undefined
  #parser: CaptureParser | null = null

  constructor(feed: ByteFeed, tally: Tally, options: CaptureReaderOptions) {
    this.#feed = feed
    this.#tally = tally
    this.#window = new InputWindow(options.windowBytes)
    this.#block = options.block ?? new BlockColumns()
    this.#filter = options.filter
  }

  get bytesRead(): number {
    return this.#feed.bytesRead
  }

  get bytesTotal(): number | null {
    return this.#feed.bytesTotal
  }

  /** What the input turned out to be; null until its first bytes have come. */
  get format(): CaptureParser["format"] | null {
    return this.#parser?.format ?? null
  }

  /** Bytes have come that make no whole record yet. */
  get isInsideRecord(): boolean {
    return this.#window.length > 0
  }

  /** Packets, or null when none are ready now (then `ended` says whether more can come). */
  poll(): PacketBlock | null {
    const block = this.#block
    block.count = 0
    for (let reads = 0; !this.ended; ) {
      if (this.#parser === null && !this.#recognise()) {
        if (this.ended) return null
      } else if (this.#parser !== null) {
        const outcome = this.#parser.parse(this.#window, block, this.#tally, this.#feed.ended)
        if (block.count > 0) {
          this.#filter?.apply(block, this.#tally)
          if (block.count > 0) {
            this.#tally.delivered += block.count
            return block
          }
        }
        if (outcome === "block-full") continue
      }
      if (reads++ === MAX_READS_PER_POLL) return null
      this.#window.makeRoom(this.#parser?.neededBytes ?? 0)
      const wasEnded = this.#feed.ended
      if (this.#feed.read(this.#window) > 0) continue
      if (!this.#feed.ended) return null
      if (!wasEnded) continue // one more turn, in which the parser knows that this is all
      this.#finish()
    }
    return null
  }

  /** Reads the first bytes only: after this, `format` or `problem` is set if the input has them. */
  peek(): void {
    while (this.#parser === null && !this.ended && !this.#recognise() && !this.ended) {
      this.#window.makeRoom(0)
      if (this.#feed.read(this.#window) === 0) return
    }
  }

  wait(maxWaitMs: number): Promise<void> {
    return this.#feed.wait(maxWaitMs)
  }

  async close(): Promise<void> {
    this.ended = true
    this.#block.bytes = new Uint8Array(0)
    await this.#feed.close()
  }

  /** True when the parser is chosen; false when more bytes are needed or nothing fits (`ended`). */
  #recognise(): boolean {
    const { bytes, view, start, end } = this.#window
    if (end - start < 4) return false
    switch (sniff(bytes, start, end)) {
      case "pcapng":
        this.#parser = new PcapngParser()
        return true
      case "pcap": {
        const headerBytes = pcapHeaderBytes(view.getUint32(start, true))
        if (end - start < headerBytes) return false
        const header = readPcapHeader(view, start)
        if (header === null) return this.#refuse()
        this.#window.start += headerBytes
        this.#parser = new PcapParser(header)
        return true
      }
      case "gzip":
        return this.#decompress(GzipFeed)
      case "zstd":
        return this.#decompress(ZstdFeed)
      default:
        return this.#refuse()
    }
  }

  #decompress(Decompressor: new (inner: ByteFeed, head: Uint8Array) => ByteFeed): boolean {
    if (this.#feed instanceof GzipFeed || this.#feed instanceof ZstdFeed) return this.#refuse() // once is usual, twice is an attack
    const head = this.#window.bytes.slice(this.#window.start, this.#window.end)
    this.#window.start = this.#window.end
    this.#feed = new Decompressor(this.#feed, head)
    return false
  }

  #refuse(): false {
    this.problem = describeUnknown(this.#window.bytes.subarray(this.#window.start, this.#window.end))
    this.ended = true
    return false
  }

  #finish(): void {
    this.ended = true
    if (this.#feed.problem !== null) {
      this.#tally.drop("input-damaged")
      this.#tally.note(this.#feed.problem)
    } else if (this.#parser !== null) {
      this.#parser.finish(this.#window, this.#tally)
    } else if (this.#window.length > 0) {
      this.#tally.drop("file-header-truncated")
      this.#tally.note(`The input ends inside its first header: it has ${this.#window.length} bytes`)
    } else {
      this.#tally.note("The input is empty")
    }
  }
}
