// A source of lines: a file that grows, or a socket that receives. Lines wait in a bounded queue; one makes at most one record.
import { parseIp } from "@netweir/engine/addresses/ip-text.ts"
import { ObservationPoints, type RecordSourceKind as PointKind } from "@netweir/engine/records/observation-points.ts"
import { RecordBlock } from "@netweir/engine/records/record-block.ts"
import type { ExporterStatus } from "@netweir/model"
import { Counted } from "../records/counted.ts"
import { MessageQueue } from "../records/message-queue.ts"
import { PointStatuses } from "../records/point-statuses.ts"
import type { ResolvedOptions } from "../source-options.ts"
import type { RecordSource, SourceCounters, SourceProgress } from "../source.ts"
import { OTHER_LINE, RECORD_MADE, type LineDecoder, type LineOrigin } from "./line-decoder.ts"

export const LOOPBACK = "127.0.0.1"
/** Origins that one sender may name; further ones count as the sender's own. */
export const MAX_ORIGINS_PER_SENDER = 1024
const OWN: LineOrigin = { address: "", name: "" }

/** Where lines come from. */
export interface LogInput {
  /** Throws SourceError. `push`: a line, and the address of who sent it. */
  open(push: (line: string, from: string) => void, lose: (reason: string) => void): Promise<void>
  /** Files and datagrams: reads a piece and pushes its lines; connections push by themselves. False: nothing now. */
  pull?(): boolean
  /** Resolves when `pull` may have something. */
  wait?(maxWaitMs: number): Promise<void>
  /** Lines that were lost before they could be pushed, by reason. */
  lost?(): Readonly<Record<string, number>>
  /** Stop and go on, when lines cannot be worked off. */
  setPaused?(isPaused: boolean): void
  readonly ended: boolean
  progress(): SourceProgress
  notes?(): readonly string[]
  problem?(): string | null
  close(): Promise<void>
}

interface Line { readonly text: string; readonly from: string; readonly receivedUs: number }

export class LogSource implements RecordSource {
  readonly yields = "records"
  readonly kind: "live" | "file" | "stream"
  readonly name: string
  readonly points = new ObservationPoints()
  readonly lines = new Counted()
  readonly records = new Counted()
  otherLines = 0
  private readonly pointKind: PointKind
  private readonly input: LogInput
  private readonly decoder: LineDecoder
  private readonly options: ResolvedOptions
  private readonly queue = new MessageQueue<Line>()
  private readonly block: RecordBlock
  private readonly statuses: PointStatuses
  private readonly pointOf = new Map<string, number>()
  private readonly originsOf = new Map<string, number>()
  private isPaused = false

  constructor(parts: { name: string; kind: "live" | "file" | "stream"; pointKind: PointKind; input: LogInput; decoder: LineDecoder; options: ResolvedOptions }) {
    this.name = parts.name
    this.kind = parts.kind
    this.pointKind = parts.pointKind
    this.input = parts.input
    this.decoder = parts.decoder
    this.options = parts.options
    this.block = new RecordBlock(this.points)
    this.statuses = new PointStatuses(this.points)
  }

  get ended(): boolean {
    return this.input.ended && this.queue.length === 0
  }

  async open(): Promise<void> {
    await this.input.open(
      (text, from) => {
        this.lines.received++
        this.queue.push({ text, from, receivedUs: this.options.wallMs() * 1000 }, text.length)
        if (this.queue.isFull && !this.isPaused) this.setPaused(true)
      },
      (reason) => {
        this.lines.received++
        this.lines.drop(reason)
      },
    )
  }

  poll(): RecordBlock | null {
    const { block, queue, input } = this
    block.count = 0
    while (!block.isFull) {
      const line = queue.shift()
      if (line !== undefined) this.take(line)
      else if (input.pull?.() !== true) break
    }
    if (this.isPaused && queue.hasRoom) this.setPaused(false)
    return block.count === 0 ? null : block
  }

  async wait(maxWaitMs: number): Promise<void> {
    const { input, queue } = this
    if (input.wait === undefined || queue.length > 0) return queue.wait(maxWaitMs)
    await Promise.race([queue.wait(maxWaitMs), input.wait(maxWaitMs)])
  }

  counters(): SourceCounters {
    const lost = this.input.lost?.() ?? {}
    const lostTotal = Object.values(lost).reduce((sum, one) => sum + one, 0)
    const dropped = { ...this.lines.dropped }
    for (const [reason, count] of Object.entries(lost)) dropped[reason] = (dropped[reason] ?? 0) + count
    const lines = { received: this.lines.received + lostTotal, dropped }
    return { received: this.records.received, filtered: 0, dropped: { ...this.records.dropped }, datagrams: lines }
  }

  progress(): SourceProgress {
    return this.input.progress()
  }

  exporters(): readonly ExporterStatus[] {
    return this.statuses.exporters(this.options.clock.nowMs())
  }

  flowIdleSeconds(): number | null {
    return this.decoder.flowIdleSeconds ?? null
  }

  notes(): readonly string[] {
    const own = this.otherLines === 0 ? [] : [`${this.otherLines} lines say nothing of a flow`]
    return [...own, ...(this.decoder.notes?.() ?? []), ...(this.input.notes?.() ?? [])]
  }

  problem(): string | null {
    return this.input.problem?.() ?? null
  }

  async close(): Promise<void> {
    await this.input.close()
    this.queue.clear()
  }

  private take({ text, from, receivedUs }: Line): void {
    const { block } = this
    const origin = this.decoder.origin?.(text, receivedUs) ?? OWN
    const point = this.pointNumber(from, origin)
    if (point < 0) return this.lines.drop("too-many-points")
    const status = this.statuses.of(point)
    status.datagrams++
    // Whoever sends nothing of flows was heard as well.
    if (this.kind === "live") status.heard(receivedUs)
    if (origin.name !== "") status.name = origin.name
    const before = block.count
    const what = this.decoder.take(text, point, receivedUs, block)
    if (what === RECORD_MADE) {
      this.records.received++
      status.records++
      status.heard(block.receivedUs[before])
    } else if (what === OTHER_LINE) this.otherLines++
    else {
      this.lines.drop(what)
      status.drop(what)
    }
  }

  /** Lines behind a relay are told apart by the address that they name; by a name's hash where it is none. */
  private pointNumber(from: string, { address, name }: LineOrigin): number {
    const key = address === "" && name === "" ? from : `${from} ${address} ${name}`
    const known = this.pointOf.get(key)
    if (known !== undefined) return known
    const origins = this.originsOf.get(from) ?? 0
    if (key !== from && origins >= MAX_ORIGINS_PER_SENDER) return this.pointNumber(from, OWN)
    const words = new Uint32Array(4)
    if (!parseIp(address === "" ? from : address, words)) parseIp(LOOPBACK, words)
    const point = this.points.numberOf(this.pointKind, words, address === "" ? domainOf(name) : 0)
    if (point < 0) return point
    this.pointOf.set(key, point)
    this.originsOf.set(from, origins + 1)
    return point
  }

  private setPaused(isPaused: boolean): void {
    this.isPaused = isPaused
    this.input.setPaused?.(isPaused)
  }
}

/** FNV-1a: the same after a restart. 0 for no name. */
function domainOf(name: string): number {
  if (name === "") return 0
  let hash = 0x811c9dc5
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193)
  return hash >>> 0
}
