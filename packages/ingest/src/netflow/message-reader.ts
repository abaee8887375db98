// Reads one datagram or message: header, sets, records. It can stop anywhere between two records, when the block is full, and go on.
import type { ObservationPoints, RecordSourceKind } from "@netweir/engine/records/observation-points.ts"
import type { RecordBlock } from "@netweir/engine/records/record-block.ts"
import { formatIp } from "@netweir/engine/addresses/ip-text.ts"
import type { RecordDrop } from "./contract.ts"
import { aggregations, version1, version5, version7 } from "./fixed-layouts.ts"
import { emptyHeader, IPFIX, readHeader } from "./header.ts"
import type { HeldSet, HeldSets } from "./held-sets.ts"
import { type OptionBudget, OptionRecord, takeOptionRecord } from "./option-records.ts"
import { type Program, VARIABLE } from "./program.ts"
import type { Programs } from "./programs.ts"
import { RecordContext } from "./record-context.ts"
import { fingerprint, type DatagramUnits } from "./sequence.ts"
import type { Session, Sessions } from "./sessions.ts"
import type { NetflowTally } from "./tally.ts"
import { readIpfixTemplates, readV9OptionsTemplates, readV9Templates, type Template, type TemplateSink } from "./template.ts"

export interface ReaderParts {
  readonly points: ObservationPoints
  readonly sessions: Sessions
  readonly programs: Programs
  readonly held: HeldSets
  readonly tally: NetflowTally
  readonly keepUnknown: boolean
  readonly budget: OptionBudget
  allows(words: Uint32Array): boolean
}

const SOURCE_OF: Readonly<Record<number, RecordSourceKind>> = { 1: "netflow5", 5: "netflow5", 7: "netflow5", 8: "netflow5", 9: "netflow9", 10: "ipfix" }
const FIRST_DATA_ID = 256
/** Earlier than this, an exporter's clock was never set: nothing follows from it. */
const YEAR_2000_US = 946_684_800_000_000
/** The exporter's clock may be behind by that much without being wrong (buffers, coarse clocks), and ahead by that much. */
const MAX_BEHIND_US = 30_000_000
const MAX_AHEAD_US = 2_000_000
/** Flows live no longer (uptimes are signed 32-bit milliseconds), and none ends later than it was reported, give or take. */
const MAX_AGE_US = 25 * 86_400_000_000
const MAX_FUTURE_US = 60_000_000
/** Uptime that goes back by more is a restart, by less reordering. */
const MAX_UPTIME_BACK_MS = 60_000

export class MessageReader implements TemplateSink {
  private readonly parts: ReaderParts
  private readonly context: RecordContext
  private readonly header = emptyHeader()
  private readonly option = new OptionRecord()
  private bytes: Uint8Array = new Uint8Array(0)
  private view: DataView = new DataView(new ArrayBuffer(0))
  private session: Session | null = null
  private at = 0
  private end = 0
  /** Of the set that is being decoded; null between sets. */
  private program: Program | null = null
  private template: Template | null = null
  private setEnd = 0
  /** Held sets whose template has come: read when this message is done. */
  private released: HeldSet[] = []
  private isReleased = false
  /** What this message is worth in sequence numbers. */
  private readonly units: DatagramUnits = { flows: 0, options: 0, isCertain: true }
  private receivedUs = 0
  private isDone = true

  constructor(parts: ReaderParts) {
    this.parts = parts
    this.context = new RecordContext(parts.tally.oddities, parts.programs)
    this.context.keepUnknown = parts.keepUnknown
  }

  /** Nothing is left of the last message. */
  get isIdle(): boolean {
    return this.isDone
  }

  /** `stream`: number of the connection, 0 = datagrams. Then `read` until it says true. */
  begin(bytes: Uint8Array, start: number, length: number, words: Uint32Array, port: number, stream: number, receivedUs: number): void {
    const { tally } = this.parts
    this.isDone = true
    tally.datagrams++
    if (this.bytes !== bytes) this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    this.bytes = bytes
    this.receivedUs = receivedUs
    const problem = readHeader(this.view, start, length, this.header)
    if (problem !== null) return tally.dropDatagram(problem)
    if (!this.enterSession(words, port, stream)) return
    if (!this.arrive(start)) return
    this.isDone = false
    this.at = start + this.header.headerBytes
    this.end = start + this.header.length
    this.program = null
    this.units.flows = this.units.options = 0
    this.units.isCertain = true
    this.isReleased = false
    if (this.header.version < 9) this.enterFixed()
  }

  /** False: the block is full. */
  read(block: RecordBlock): boolean {
    if (this.isDone) return true
    for (;;) {
      if (this.program !== null && !this.readRecords(block)) return false
      if (this.at < this.end && this.nextSet()) continue
      if (this.program !== null) continue
      if (!this.isReleased) this.closeMessage()
      if (!this.nextReleased()) {
        this.isDone = true
        return true
      }
    }
  }

  // ── the message

  private enterSession(words: Uint32Array, port: number, stream: number): boolean {
    const { sessions, tally, allows } = this.parts
    const { version, domain } = this.header
    let session = sessions.find(words, port, version, domain, stream)
    if (session === null) {
      if (!allows(words)) {
        tally.dropDatagram("exporter-not-allowed")
        return false
      }
      session = sessions.make(words, port, version, domain, stream, this.receivedUs, SOURCE_OF[version], formatIp(words, 0))
      if (session === null) {
        tally.dropDatagram("too-many-exporters")
        return false
      }
    }
    this.session = session
    sessions.touch(session, this.receivedUs)
    return true
  }

  /** Sequence, uptime, clock. False: it came before. */
  private arrive(start: number): boolean {
    const { header, receivedUs, context } = this
    const { sessions, tally } = this.parts
    const session = this.session
    if (session === null) return false
    const { state } = session
    const uptimeBackMs = session.uptimeMs >= 0 && header.uptimeMs >= 0 ? session.uptimeMs - header.uptimeMs : 0
    // Back by nearly all of 32 bits: the counter wrapped.
    const isRestart = uptimeBackMs > MAX_UPTIME_BACK_MS && uptimeBackMs < 0xffffffff - MAX_UPTIME_BACK_MS
    if (isRestart && header.version === 9) sessions.withdrawAll(session, null) // RFC 3954 section 9
    if (header.sequence >= 0 && session.sequence.arrive(header.sequence, fingerprint(this.bytes, start, header.length), isRestart)) {
      tally.dropDatagram("duplicate")
      state.drop("duplicate")
      return false
    }
    if (header.uptimeMs >= 0) session.uptimeMs = header.uptimeMs
    if (state.datagrams === 0) state.firstSeenUs = receivedUs
    state.datagrams++
    state.lastSeenUs = receivedUs
    const isClockSet = header.exportUs >= YEAR_2000_US
    const skewUs = isClockSet ? header.exportUs - receivedUs : 0
    state.skewUs = isClockSet ? skewUs : null
    context.session = session
    context.state = state
    context.receivedUs = receivedUs
    // Flow times are right in relation to the exporter's clock: they move with it.
    context.shiftUs = skewUs > MAX_AHEAD_US || skewUs < -MAX_BEHIND_US ? -skewUs : 0
    context.earliestUs = receivedUs - MAX_AGE_US
    context.latestUs = receivedUs + MAX_FUTURE_US
    this.setClock(header.exportUs, header.uptimeMs, session)
    const { forcedRate, assumedRate } = session.exporter
    context.forcedRate = forcedRate
    if (header.samplingRate > 0) state.rate = header.samplingRate
    context.samplingRate = forcedRate || state.commonRate || assumedRate || 1
    return true
  }

  private setClock(exportUs: number, uptimeMs: number, session: Session): void {
    const { context } = this
    context.exportUs = exportUs
    if (uptimeMs >= 0) {
      context.uptimeMs = uptimeMs
      context.uptimeAtUs = exportUs
    } else if (session.bootMs > 0) {
      context.uptimeAtUs = 0
      context.bootMs(session.bootMs)
    } else {
      context.uptimeAtUs = 0
    }
  }

  private enterFixed(): void {
    const { header } = this
    const { tally } = this.parts
    const aggregation = header.version === 8 ? aggregations[header.aggregation] : undefined
    const template = header.version === 5 ? version5 : header.version === 1 ? version1 : header.version === 7 ? version7 : (aggregation?.layout ?? null)
    this.units.flows = header.count
    if (template === null) {
      this.drop(header.version === 8 && aggregation === undefined ? "set-malformed" : "aggregate-without-hosts", Math.max(1, header.count))
      this.at = this.end
      return
    }
    const fitting = Math.min(header.count, Math.floor((this.end - this.at) / template.recordBytes))
    if (fitting < header.count) this.drop("count-too-high", header.count - fitting)
    else if (this.at + fitting * template.recordBytes < this.end) tally.oddities.set("trailing-bytes", (tally.oddities.get("trailing-bytes") ?? 0) + 1)
    this.setEnd = this.at + fitting * template.recordBytes
    this.end = this.setEnd
    this.enterData(template)
  }

  private closeMessage(): void {
    const { session, header } = this
    if (session !== null && header.sequence >= 0) session.sequence.advance(this.units)
  }

  private nextReleased(): boolean {
    this.isReleased = true
    const set = this.released.shift()
    if (set === undefined) return false
    const { context } = this
    const template = set.session.templates.get(set.templateId)
    if (template === undefined) {
      this.drop("template-missing", 1)
      return true
    }
    this.bytes = set.bytes
    this.view = new DataView(set.bytes.buffer, set.bytes.byteOffset, set.bytes.length)
    this.at = this.end = this.setEnd = set.bytes.length
    this.setClock(set.exportUs, -1, set.session)
    if (set.uptimeAtUs > 0) {
      context.uptimeMs = set.uptimeMs
      context.uptimeAtUs = set.uptimeAtUs
    }
    this.at = 0
    this.enterData(template)
    return true
  }

  // ── sets

  /** True: there may be another one, or this one has records. */
  private nextSet(): boolean {
    if (this.end - this.at < 4) {
      this.at = this.end // padding
      return false
    }
    const id = this.view.getUint16(this.at)
    const length = this.view.getUint16(this.at + 2)
    if (length < 4 || this.at + length > this.end) {
      // Nothing behind it can be found any more.
      this.drop("set-malformed", 1)
      this.units.isCertain = false
      this.at = this.end
      return false
    }
    const start = this.at + 4
    this.setEnd = this.at + length
    this.at = this.setEnd
    if (id >= FIRST_DATA_ID) this.dataSet(id, start)
    else this.templateSet(id, start, this.setEnd)
    return true
  }

  private templateSet(id: number, start: number, end: number): void {
    const isIpfix = this.header.version === IPFIX
    if (!isIpfix && id === 0) readV9Templates(this.view, start, end, this)
    else if (!isIpfix && id === 1) readV9OptionsTemplates(this.view, start, end, this)
    else if (isIpfix && (id === 2 || id === 3)) readIpfixTemplates(this.view, start, end, id === 3, this)
    else this.odd("set-id-reserved")
  }

  private dataSet(id: number, start: number): void {
    const { session } = this
    if (session === null) return
    const template = session.templates.get(id) ?? this.templateOfSibling(session, id)
    if (template === undefined) {
      this.units.isCertain = false
      if (!this.hold(session, id, start)) this.drop("template-missing", 1)
      return
    }
    if (template.isUnusable) {
      this.units.isCertain = false
      return this.drop("template-unusable", 1)
    }
    if (template.isOptions) return this.optionSet(session, template, start, this.setEnd)
    this.at = start
    this.enterData(template)
  }

  /** Exporters that send from changing ports: what they said from another one holds. Not for connections, whose templates are their own. */
  private templateOfSibling(session: Session, id: number): Template | undefined {
    if (session.stream !== 0) return undefined
    for (const sibling of session.state.sessions) {
      const template = sibling.stream === 0 && sibling.version === session.version ? sibling.templates.get(id) : undefined
      if (template !== undefined) return template
    }
    return undefined
  }

  private hold(session: Session, templateId: number, start: number): boolean {
    const { context } = this
    const { held } = this.parts
    this.nameSession(session)
    const bytes = this.bytes.subarray(start, this.setEnd)
    return held.hold({ session, templateId, bytes, heldUs: this.receivedUs, exportUs: context.exportUs, uptimeMs: context.uptimeMs, uptimeAtUs: context.uptimeAtUs })
  }

  /** Its number in the points; taken with its first data, so that nobody fills that table with templates alone. */
  private nameSession(session: Session): boolean {
    const { state } = session
    if (state.number < 0) state.number = this.parts.points.numberOf(SOURCE_OF[session.version], session.exporter.words, session.domain)
    return state.number >= 0
  }

  // ── records

  private enterData(template: Template): void {
    const { session } = this
    if (session === null) return
    if (!this.nameSession(session)) {
      this.drop("too-many-points", 1)
      this.units.isCertain = false
      this.at = this.setEnd
      return
    }
    const { context } = this
    const { programs, sessions } = this.parts
    context.point = session.state.number
    context.view = this.view
    sessions.prove(session)
    this.template = template
    this.program = programs.of(template)
  }

  private readRecords(block: RecordBlock): boolean {
    const { program, template, session, context } = this
    if (program === null || template === null || session === null) return true
    const { programs, tally } = this.parts
    const before = block.count
    context.truncated = false
    this.at = program.decode(this.bytes, this.view, this.at, this.setEnd, block, context)
    const count = block.count - before
    tally.handedOver += count
    session.state.records += count
    template.records += count
    if (this.header.version >= 9) this.units.flows += count
    if (session.state.interfaceRates.size > 0 && context.forcedRate === 0) this.interfaceRates(block, before)
    if (context.truncated) this.drop("record-truncated", 1)
    else if (this.setEnd - this.at >= program.recordBytes) return false
    programs.used(program, this.receivedUs)
    this.program = null
    this.at = this.setEnd
    return true
  }

  private interfaceRates(block: RecordBlock, from: number): void {
    const rates = this.session?.state.interfaceRates
    for (let i = from; i < block.count; i++) if (block.samplingRate[i] === 1) block.samplingRate[i] = rates?.get(block.inIf[i]) ?? rates?.get(block.outIf[i]) ?? 1
  }

  private optionSet(session: Session, template: Template, at: number, end: number): void {
    const { option } = this
    const { tally, budget } = this.parts
    option.template = template
    option.bytes = this.bytes
    while (end - at >= template.recordBytes) {
      for (let i = 0; i < template.keys.length; i++) {
        let length = template.lengths[i]
        if (length === VARIABLE) {
          length = at < end ? this.bytes[at++] : 0
          if (length === 255 && at + 2 <= end) {
            length = this.view.getUint16(at)
            at += 2
          }
        }
        if (at + length > end) return this.odd("option-record-truncated")
        option.at[i] = at
        option.lengths[i] = length
        at += length
      }
      tally.optionRecords++
      template.records++
      this.units.options++
      if (!takeOptionRecord(option, session, budget)) this.odd("option-table-full")
    }
    const { context } = this
    context.samplingRate = context.forcedRate || session.state.commonRate || session.exporter.assumedRate || 1
    if (this.header.uptimeMs < 0) this.setClock(this.header.exportUs, -1, session)
  }

  // ── templates

  defined(template: Template): void {
    const { session } = this
    if (session === null) return
    const { sessions, held } = this.parts
    template.receivedUs = this.receivedUs
    const former = session.templates.get(template.id)
    if (former?.equals(template) === true) {
      former.receivedUs = this.receivedUs
      return
    }
    if (!sessions.define(session, template, this.receivedUs)) return this.odd("too-many-templates")
    if (former !== undefined) this.odd("template-redefined")
    if (template.isUnusable) return
    const waiting = held.take(session, template.id)
    if (template.isOptions) for (const set of waiting) this.drop("template-missing", set.session === session ? 1 : 0)
    else this.released.push(...waiting)
  }

  withdrawn(id: number): void {
    const { session } = this
    if (session === null) return
    const { sessions } = this.parts
    if (id === 2 || id === 3) return sessions.withdrawAll(session, id === 3)
    if (!sessions.withdraw(session, id)) this.odd("withdrawal-of-unknown-template")
  }

  odd(what: string): void {
    const { oddities } = this.parts.tally
    oddities.set(what, (oddities.get(what) ?? 0) + 1)
    this.session?.state.drop(what)
  }

  private drop(reason: RecordDrop, count: number): void {
    this.parts.tally.dropRecords(reason, count)
    this.session?.state.drop(reason, count)
  }
}
