// A directory of captures, read in the order in which they were written; new ones are picked up, growing ones followed.
// Made for what tcpdump -G / -C / -W and dumpcap -b leave: a series of files of which only the newest still grows, and old
// ones that are deleted or written over.
import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from "node:fs"
import path from "node:path"
import { BlockColumns } from "../block-columns.ts"
import { CaptureReader } from "../capture/capture-reader.ts"
import { FileFeed, FILE_WINDOW_BYTES } from "../feeds/file-feed.ts"
import { loadPacketFilter, type PacketFilter } from "../filter/packet-filter.ts"
import type { ResolvedOptions } from "../source-options.ts"
import { SourceError, type PacketBlock, type PacketSource, type SourceCounters, type SourceProgress } from "../source.ts"
import { Tally, type CaptureSecrets } from "../tally.ts"
import { openFailure } from "./open-failure.ts"

/** Scanning costs time for each file; full directories are looked at less often. */
const SCAN_INTERVAL_MS = 500
const SCAN_INTERVAL_PER_FILE_MS = 0.1
/** A file that has not changed for so long, while a newer one exists, is complete ... */
const SETTLED_MS = 1000
/** ... but one that ends inside a record may still be on its way (a copy over a slow network). */
const SETTLED_CUT_MS = 10_000
const MAX_FILES = 50_000
const HEAD_BYTES = 64

interface OpenFile {
  readonly file: KnownFile
  readonly reader: CaptureReader
  readonly feed: FileFeed
  readonly fd: number
}

interface KnownFile {
  readonly path: string
  inode: number
  size: number
  mtimeMs: number
  /** First bytes: a ring of files writes a new capture into an old name. */
  head: string
  state: "pending" | "reading" | "done"
}

export class DirectorySource implements PacketSource {
  readonly name: string
  readonly kind: "file" | "stream"
  ended = false
  #folder: string
  #options: ResolvedOptions
  #tally = new Tally()
  #block = new BlockColumns()
  #filter: PacketFilter | undefined
  #files = new Map<string, KnownFile>()
  /** Files read or being read, to know one again that was renamed. */
  #byInode = new Map<number, KnownFile>()
  /** What comes next, in order. */
  #pending: KnownFile[] = []
  #current: OpenFile | null = null
  #nextScanMs = 0
  #lastProgressMs = 0
  #bytesDone = 0
  #problem: string | null = null

  constructor(folder: string, options: ResolvedOptions) {
    this.name = folder
    this.kind = options.watch ? "stream" : "file"
    this.#folder = folder
    this.#options = options
  }

  async open(): Promise<void> {
    this.#filter = await loadPacketFilter(this.#options.filter)
    try {
      readdirSync(this.#folder)
    } catch (error) {
      throw openFailure(this.#folder, error)
    }
    this.#scan()
    if (!this.#options.watch && this.#files.size === 0) throw new SourceError("no-files", `The directory ${this.#folder} has no files`, "Put captures there, or name another directory.")
  }

  poll(): PacketBlock | null {
    if (this.ended) return null
    const nowMs = this.#options.clock.nowMs()
    if (this.#options.watch && nowMs >= this.#nextScanMs) this.#scan()
    for (;;) {
      this.#current ??= this.#openNext(nowMs)
      const current = this.#current
      if (current === null) {
        this.ended = !this.#options.watch
        return null
      }
      const before = current.feed.bytesRead
      const block = current.reader.poll()
      if (current.feed.bytesRead > before) this.#lastProgressMs = nowMs
      if (block !== null) return block
      if (current.reader.ended) this.#finishCurrent()
      else if (!current.feed.atEnd) return null // a long stretch without packets: others get a turn
      else if (this.#isComplete(current, nowMs)) current.feed.isGrowing = false
      else return null
    }
  }

  async wait(maxWaitMs: number): Promise<void> {
    if (this.#current !== null) return this.#current.reader.wait(Math.min(maxWaitMs, SCAN_INTERVAL_MS))
    await new Promise((resolve) => setTimeout(resolve, Math.min(maxWaitMs, SCAN_INTERVAL_MS)))
  }

  counters(): SourceCounters {
    return { received: this.#tally.received, filtered: this.#tally.filtered, dropped: this.#tally.dropped }
  }

  progress(): SourceProgress {
    let bytesTotal = this.#bytesDone
    for (const { size, state } of this.#files.values()) if (state !== "done") bytesTotal += size
    return { bytesRead: this.#bytesDone + (this.#current?.feed.bytesRead ?? 0), bytesTotal: this.#options.watch ? null : bytesTotal }
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
    await this.#current?.reader.close()
    this.#current = null
  }

  #scan(): void {
    this.#nextScanMs = this.#options.clock.nowMs() + SCAN_INTERVAL_MS + this.#files.size * SCAN_INTERVAL_PER_FILE_MS
    let names: string[]
    try {
      names = readdirSync(this.#folder)
      this.#problem = null
    } catch (error) {
      this.#problem = openFailure(this.#folder, error).message
      return
    }
    const present = new Set<string>()
    for (const name of names) {
      if (name.startsWith(".")) continue // hidden files are somebody's work in progress
      if (present.size >= MAX_FILES) {
        this.#tally.note(`${this.#folder} has more than ${MAX_FILES} files; the others wait until some are gone`)
        break
      }
      const file = path.join(this.#folder, name)
      const found = statSync(file, { throwIfNoEntry: false })
      if (!found?.isFile()) continue
      present.add(file)
      this.#notice(file, found.ino, found.size, found.mtimeMs)
    }
    for (const [file, known] of this.#files) {
      if (present.has(file) || known.state === "reading") continue
      this.#files.delete(file)
      if (this.#byInode.get(known.inode) === known) this.#byInode.delete(known.inode)
    }
    this.#pending = [...this.#files.values()].filter(({ state }) => state === "pending")
    this.#pending.sort((a, b) => a.mtimeMs - b.mtimeMs || naturalOrder.compare(a.path, b.path))
  }

  #notice(file: string, inode: number, size: number, mtimeMs: number): void {
    const known = this.#files.get(file)
    if (known === undefined) {
      const renamed = this.#byInode.get(inode)
      const isSame = renamed !== undefined && renamed.head !== "" && readHead(file).startsWith(renamed.head)
      this.#files.set(file, { path: file, inode, size, mtimeMs, head: isSame ? renamed.head : "", state: isSame ? "done" : "pending" })
      return
    }
    const isReplaced = known.state === "done" && (known.inode !== inode || size < known.size || (mtimeMs > known.mtimeMs && known.head !== "" && !readHead(file).startsWith(known.head)))
    if (isReplaced) known.state = "pending"
    else if (known.state === "done" && size > known.size) this.#tally.note(`${file} grew by ${size - known.size} bytes after it was taken for complete; they were not read`)
    known.inode = inode
    known.size = size
    known.mtimeMs = mtimeMs
  }

  #openNext(nowMs: number): OpenFile | null {
    for (let file = this.#pending.shift(); file !== undefined; file = this.#pending.shift()) {
      file.state = "reading"
      this.#byInode.set(file.inode, file)
      try {
        const fd = openSync(file.path, "r")
        const feed = new FileFeed(fd, { isGrowing: this.#options.watch })
        file.head = readHead(file.path)
        this.#lastProgressMs = nowMs
        return { file, fd, feed, reader: new CaptureReader(feed, this.#tally, { windowBytes: FILE_WINDOW_BYTES, filter: this.#filter, block: this.#block }) }
      } catch (error) {
        file.state = "done"
        this.#tally.note(openFailure(file.path, error).message)
      }
    }
    return null
  }

  #finishCurrent(): void {
    if (this.#current === null) return
    const { file, feed, reader } = this.#current
    if (reader.problem !== null) this.#tally.note(`${file.path} was passed over: it is ${reader.problem.what}`)
    this.#bytesDone += feed.bytesRead
    file.size = Math.max(file.size, feed.bytesRead)
    file.state = "done"
    void reader.close()
    this.#current = null
  }

  #isComplete({ file, feed, reader, fd }: OpenFile, nowMs: number): boolean {
    const { size, mtimeMs, nlink } = fstatSync(fd)
    if (size < feed.bytesRead) return true // cut to start anew: the next scan finds it as another file
    const isReplaced = nlink === 0 || statSync(file.path, { throwIfNoEntry: false })?.ino !== file.inode
    if (this.#pending.length === 0 && !isReplaced) return false
    const needed = reader.isInsideRecord ? SETTLED_CUT_MS : SETTLED_MS
    // File times are wall time, and only say how long ago; the injected clock decides where they can't be trusted.
    return Date.now() - mtimeMs > needed || nowMs - this.#lastProgressMs > needed
  }
}

const naturalOrder = new Intl.Collator("en", { numeric: true })

function readHead(file: string): string {
  try {
    const fd = openSync(file, "r")
    const head = Buffer.alloc(HEAD_BYTES)
    const bytes = readSync(fd, head, 0, HEAD_BYTES, 0)
    closeSync(fd)
    return head.toString("latin1", 0, bytes)
  } catch {
    return "" // gone or unreadable: opening it will say so
  }
}
