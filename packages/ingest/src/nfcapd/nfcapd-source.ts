// Files of nfcapd as a source: one, or those of a directory by name, each read once to its end. A directory is watched for those that nfcapd closes.
import { ObservationPoints } from "@netweir/engine/records/observation-points.ts"
import { RecordBlock } from "@netweir/engine/records/record-block.ts"
import type { ExporterStatus } from "@netweir/model"
import { readdirSync, statSync } from "node:fs"
import path from "node:path"
import { Counted } from "../records/counted.ts"
import { PointStatuses } from "../records/point-statuses.ts"
import { openFailure } from "../sources/open-failure.ts"
import type { ResolvedOptions } from "../source-options.ts"
import { SourceError, type RecordSource, type SourceCounters, type SourceProgress } from "../source.ts"
import { NfcapdFile, type DataBlock } from "./nfcapd-file.ts"
import { readRecord, RECORD_TYPE, type RecordOrigin } from "./nfcapd-record.ts"

/** nfcapd names its files after their time, and the one being written "current". */
const FILE_NAME = /^nfcapd\.\d{8,14}$/
const MAX_FILES = 100_000
const MAX_NOTES = 50
/** Directories with many files are looked at less often. */
const SCAN_INTERVAL_MS = 1000
const SCAN_INTERVAL_PER_FILE_MS = 0.1

export class NfcapdSource implements RecordSource {
  readonly yields = "records"
  readonly kind: "file" | "stream"
  readonly name: string
  readonly points = new ObservationPoints()
  ended = false
  private readonly path: string
  private readonly watches: boolean
  /** Files that were read or wait, of those that are still there: path and inode, as a rotated file may take an old name. */
  private seen = new Set<string>()
  private nextScanMs = 0
  private trouble: string | null = null
  private readonly options: ResolvedOptions
  private readonly block = new RecordBlock(this.points)
  private readonly statuses = new PointStatuses(this.points)
  private readonly records = new Counted()
  private readonly blocks = new Counted()
  private readonly said: string[] = []
  private files: string[] = []
  private file: NfcapdFile | null = null
  private data: DataBlock | null = null
  private view: DataView = new DataView(new ArrayBuffer(0))
  private at = 0
  private bytesRead = 0
  private bytesTotal = 0
  private readonly origin: RecordOrigin = { words: new Uint32Array(4), domain: 0 }

  constructor(spec: string, options: ResolvedOptions) {
    this.name = spec
    this.options = options
    const match = /^nfcapd:\/\/([^?]+)(\?once)?$/.exec(spec)
    if (match === null) throw new SourceError("interface-invalid", `${spec} names no file or directory`, "For example nfcapd:///var/cache/nfdump, with ?once behind it to read what is there and no more.")
    this.path = match[1]
    this.watches = match[2] === undefined && options.watch && statSync(this.path, { throwIfNoEntry: false })?.isDirectory() === true
    this.kind = this.watches ? "stream" : "file"
  }

  async open(): Promise<void> {
    const found = statSync(this.path, { throwIfNoEntry: false })
    if (found === undefined) throw openFailure(this.path, Object.assign(new Error("no such file"), { code: "ENOENT" }))
    if (!found.isDirectory()) {
      this.files = [this.path]
      this.bytesTotal = found.size
      return this.openNext() // a single file that cannot be read is the user's mistake; of many, it is passed over
    }
    try {
      this.scan()
    } catch (cause) {
      throw openFailure(this.path, cause)
    }
    if (this.files.length === 0 && !this.watches) throw new SourceError("file-not-found", `There is no file of nfcapd in ${this.path}`, "Its files are named nfcapd.YYYYMMDDhhmm, in this directory or those below it.")
  }

  poll(): RecordBlock | null {
    const { block } = this
    block.count = 0
    if (this.watches && !this.ended && this.options.clock.nowMs() >= this.nextScanMs) this.look()
    while (!block.isFull && !this.ended) {
      if (this.data !== null) this.readRecords()
      else if (this.watches && this.file === null && this.files.length === 0) break
      else this.nextBlock()
    }
    return block.count === 0 ? null : block
  }

  async wait(maxWaitMs: number): Promise<void> {
    if (this.watches && this.file === null && this.files.length === 0) await new Promise((resolve) => { setTimeout(resolve, Math.min(maxWaitMs, SCAN_INTERVAL_MS)) })
    else await new Promise((resolve) => { setImmediate(resolve) })
  }

  counters(): SourceCounters {
    return { received: this.records.received, filtered: 0, dropped: { ...this.records.dropped }, datagrams: { received: this.blocks.received, dropped: { ...this.blocks.dropped } } }
  }

  progress(): SourceProgress {
    return { bytesRead: this.bytesRead + (this.file?.bytesRead ?? 0), bytesTotal: this.watches ? null : this.bytesTotal }
  }

  exporters(): readonly ExporterStatus[] {
    return this.statuses.exporters(this.options.clock.nowMs())
  }

  notes(): readonly string[] {
    return this.said
  }

  problem(): string | null {
    return this.trouble
  }

  async close(): Promise<void> {
    this.file?.close()
    this.file = null
    this.ended = true
  }

  private look(): void {
    try {
      this.scan()
      this.trouble = null
    } catch (cause) {
      this.trouble = openFailure(this.path, cause).message
    }
  }

  /** nfcapd writes to nfcapd.current.* and renames what is complete. Throws the file system's error. */
  private scan(): void {
    const present = new Set<string>()
    for (const file of filesIn(this.path)) {
      const found = statSync(file, { throwIfNoEntry: false })
      if (found === undefined) continue // expired meanwhile
      const key = `${found.ino} ${file}`
      present.add(key)
      if (this.seen.has(key)) continue
      this.files.push(file)
      this.bytesTotal += found.size
    }
    this.seen = present
    this.nextScanMs = this.options.clock.nowMs() + SCAN_INTERVAL_MS + present.size * SCAN_INTERVAL_PER_FILE_MS
  }

  private openNext(): void {
    const next = this.files.shift()
    if (next === undefined) {
      this.ended = true
      return
    }
    const file = new NfcapdFile(next)
    file.open()
    this.file = file
  }

  private nextBlock(): void {
    if (this.file === null) {
      try {
        this.openNext()
      } catch (error) {
        if (!(error instanceof SourceError)) throw error
        this.note(`${error.message}. ${error.fix}`)
      }
      return
    }
    this.data = this.file.next()
    if (this.data !== null) {
      this.blocks.received++
      this.at = 0
      this.view = new DataView(this.data.bytes.buffer, this.data.bytes.byteOffset, this.data.bytes.length)
      return
    }
    if (this.file.damaged !== null) {
      this.blocks.received++
      this.blocks.drop(this.file.damaged)
    }
    this.bytesRead += this.file.bytesTotal
    this.file.close()
    this.file = null
  }

  private readRecords(): void {
    const { block, view, origin, records } = this
    while (!block.isFull) {
      if (this.at + 4 > view.byteLength) return this.endBlock(this.at !== view.byteLength)
      const type = view.getUint16(this.at, true)
      const size = view.getUint16(this.at + 2, true)
      if (size < 4 || this.at + size > view.byteLength) return this.endBlock(true)
      const start = this.at
      this.at += size
      if (type !== RECORD_TYPE) continue // of exporters, samplers, application names
      records.received++
      const wrong = readRecord(view, start, size, block, origin)
      const point = wrong === null ? this.points.numberOf("nfcapd", origin.words, origin.domain) : -1
      if (wrong !== null || point < 0) {
        records.drop(wrong ?? "too-many-points")
        continue
      }
      block.point[block.count] = point
      const status = this.statuses.of(point)
      status.records++
      status.heard(block.receivedUs[block.count])
      block.count++
    }
  }

  private endBlock(isMalformed: boolean): void {
    if (isMalformed) this.blocks.drop("block-malformed")
    this.data = null
  }

  private note(text: string): void {
    if (this.said.length < MAX_NOTES) this.said.push(text)
  }
}

/** nfcapd may sort them into directories by date. */
function filesIn(folder: string): string[] {
  const files: string[] = []
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile() && FILE_NAME.test(entry.name) && files.length < MAX_FILES) files.push(path.join(entry.parentPath, entry.name))
  }
  return files.sort((a, b) => (path.basename(a) < path.basename(b) ? -1 : 1))
}
