// The samples of one datagram. Whatever their lengths say, nothing is read beyond them; one that is broken doesn't harm the next.
import type { RecordBlock } from "@netweir/engine/records/record-block.ts"
import type { Agent } from "./agent.ts"
import type { SflowLimits, SflowSampleDrop } from "./contract.ts"
import { counterRecordKinds, type CounterRecordKind, type CounterState } from "./counter-records.ts"
import { dropReasonName } from "./drop-reasons.ts"
import { flowRecordKinds, markDirection, type FlowRecordKind, type SampleState } from "./flow-records.ts"
import { extrasOf } from "./extended-records.ts"
import { interfaceIndex, outputNote } from "./interface-form.ts"
import { RecordReader } from "./record-reader.ts"
import { padded, u32 } from "./xdr.ts"

const FLOW_SAMPLE = 1
const COUNTER_SAMPLE = 2
const FLOW_SAMPLE_EXPANDED = 3
const COUNTER_SAMPLE_EXPANDED = 4
const DISCARDED_PACKET = 5
const MAX_UNKNOWN = 16
const MAX_DISCARD_REASONS = 64

const flowRecordOf: readonly (FlowRecordKind | undefined)[] = byFormat(flowRecordKinds)
const counterRecordOf: readonly (CounterRecordKind | undefined)[] = byFormat(counterRecordKinds)

function byFormat<T extends { readonly format: number }>(kinds: readonly T[]): readonly (T | undefined)[] {
  const list = new Array<T | undefined>(Math.max(...kinds.map(({ format }) => format)) + 1).fill(undefined)
  for (const kind of kinds) list[kind.format] = kind
  return list
}

export class SampleReader {
  received = 0
  handedOver = 0
  counterSamples = 0
  discardSamples = 0
  readonly dropped: Record<string, number> = {}
  readonly oddities: Record<string, number> = {}
  readonly #limits: SflowLimits
  readonly #keepUnknown: boolean
  readonly #reader = new RecordReader()
  #entries = 0
  readonly #room = (): boolean => this.#entries < this.#limits.entries && ++this.#entries > 0
  #agent: Agent | null = null
  #bytes: Uint8Array = new Uint8Array(0)
  #at = 0
  #end = 0
  #left = 0
  #receivedUs = 0
  #state: SampleState | null = null
  #counterState: CounterState | null = null

  constructor(limits: SflowLimits, keepUnknown: boolean) {
    this.#limits = limits
    this.#keepUnknown = keepUnknown
  }

  /** Agents have gone, and their entries with them. */
  recount(agents: readonly Agent[]): void {
    this.#entries = agents.reduce((sum, { sources, interfaces }) => sum + sources.size + interfaces.size, 0)
  }

  begin(agent: Agent, bytes: Uint8Array, at: number, end: number, count: number, receivedUs: number): void {
    this.#agent = agent
    this.#bytes = bytes
    this.#at = at
    this.#end = end
    this.#left = count
    this.#receivedUs = receivedUs
  }

  /** False: the block is full, or holds frames of other memory. */
  read(block: RecordBlock): boolean {
    const agent = this.#agent
    if (agent === null) return true
    if (block.count > 0 && block.frames !== this.#bytes) {
      // Frames may lie in one memory only; records alone don't mind.
      for (let slot = 0; slot < block.count; slot++) if (block.kind[slot] !== 0) return false
    }
    block.frames = this.#bytes
    while (this.#left > 0) {
      if (block.isFull) return false
      const at = this.#at
      if (at + 8 > this.#end) {
        this.#odd("sample-count-too-high")
        break
      }
      const type = u32(this.#bytes, at)
      const end = at + 8 + padded(u32(this.#bytes, at + 4))
      this.#left--
      if (end > this.#end) {
        if (type === FLOW_SAMPLE || type === FLOW_SAMPLE_EXPANDED) {
          this.received++
          this.#drop(agent, "sample-truncated")
        } else this.#odd("sample-truncated")
        this.#at = this.#end
        break
      }
      this.#at = end
      this.#sample(agent, type, at + 8, end, block)
    }
    if (this.#left === 0 && this.#at < this.#end) this.#odd("bytes-behind-samples")
    this.#agent = null
    return true
  }

  #sample(agent: Agent, type: number, at: number, end: number, block: RecordBlock): void {
    switch (type) {
      case FLOW_SAMPLE: return this.#flowSample(agent, at, end, block, false)
      case FLOW_SAMPLE_EXPANDED: return this.#flowSample(agent, at, end, block, true)
      case COUNTER_SAMPLE: return this.#counterSample(agent, at, end, false)
      case COUNTER_SAMPLE_EXPANDED: return this.#counterSample(agent, at, end, true)
      case DISCARDED_PACKET: return this.#discard(agent, at, end)
      default: return this.#odd("sample-type-unknown") // of an enterprise, or of a time to come
    }
  }

  /**
   * compact:   sequence | source id | rate | pool | drops | input | output | records
   * expanded:  sequence | class | index | rate | pool | drops | form, input | form, output | records
   */
  #flowSample(agent: Agent, start: number, end: number, block: RecordBlock, isExpanded: boolean): void {
    this.received++
    const bytes = this.#bytes
    if (start + (isExpanded ? 44 : 32) > end) return this.#drop(agent, "sample-truncated")
    const sourceId = u32(bytes, start + 4)
    const sourceClass = isExpanded ? sourceId : sourceId >>> 24
    const sourceIndex = isExpanded ? u32(bytes, start + 8) : sourceId & 0xff_ffff
    let at = start + (isExpanded ? 12 : 8)
    const source = agent.source(sourceClass, sourceIndex, this.#limits, this.#room)
    const toldRate = u32(bytes, at)
    if (source === null) this.#odd("too-many-sources")
    else agent.sampled(source, u32(bytes, start), toldRate, u32(bytes, at + 4), u32(bytes, at + 8))
    at += 12
    const slot = block.clear()
    const input = u32(bytes, at + (isExpanded ? 4 : 0))
    const output = u32(bytes, at + (isExpanded ? 12 : 4))
    const outputForm = isExpanded ? u32(bytes, at + 8) : output >>> 30
    const outputValue = isExpanded ? output : output & 0x3fff_ffff
    block.inIf[slot] = isExpanded ? interfaceIndex(u32(bytes, at), input) : interfaceIndex(input >>> 30, input & 0x3fff_ffff)
    block.outIf[slot] = interfaceIndex(outputForm, outputValue)
    at += isExpanded ? 16 : 8
    block.point[slot] = agent.point
    block.receivedUs[slot] = this.#receivedUs
    block.samplingRate[slot] = agent.forcedRate || toldRate || agent.assumedRate || 1
    const state = (this.#state ??= { block, slot, hasHeader: false, hasAddresses: false, hasUnknownHeader: false })
    state.block = block
    state.slot = slot
    state.hasHeader = state.hasAddresses = state.hasUnknownHeader = false
    this.#flowRecords(state, at, end)
    if (!state.hasHeader && !state.hasAddresses && block.packets[slot] === 0) return this.#drop(agent, state.hasUnknownHeader ? "header-protocol-unknown" : "no-packet-in-sample")
    if (outputForm !== 0) {
      const note = outputNote(outputForm, outputValue)
      if (note !== undefined) (extrasOf(state).metadata ??= {})["output"] = note
    }
    markDirection(block, slot, sourceClass, sourceIndex)
    block.count++
    this.handedOver++
    agent.records++
  }

  /** records, each: format | length | ... */
  #flowRecords(state: SampleState, start: number, end: number): void {
    const bytes = this.#bytes
    let left = u32(bytes, start)
    for (let at = start + 4; left > 0; left--) {
      if (at + 8 > end) return this.#odd("record-count-too-high")
      const format = u32(bytes, at)
      const length = u32(bytes, at + 4)
      const next = at + 8 + padded(length)
      if (next > end) return this.#odd("record-truncated")
      const kind = format < flowRecordOf.length ? flowRecordOf[format] : undefined
      if (kind === undefined) this.#unknown(state, format)
      else if (!kind.read(state, this.#reader.set(bytes, at + 8, at + 8 + length))) this.#odd(`malformed ${kind.name}`)
      at = next
    }
  }

  /** compact: sequence | source id | records;  expanded: sequence | class | index | records */
  #counterSample(agent: Agent, start: number, end: number, isExpanded: boolean): void {
    this.counterSamples++
    const bytes = this.#bytes
    if (start + (isExpanded ? 16 : 12) > end) return this.#odd("sample-truncated")
    const sourceId = u32(bytes, start + 4)
    const state = (this.#counterState ??= { agent, sourceClass: 0, sourceIndex: 0, ifIndex: 0, limits: this.#limits, room: this.#room })
    state.agent = agent
    state.sourceClass = isExpanded ? sourceId : sourceId >>> 24
    state.sourceIndex = isExpanded ? u32(bytes, start + 8) : sourceId & 0xff_ffff
    state.ifIndex = state.sourceIndex
    const listAt = start + (isExpanded ? 12 : 8)
    let left = u32(bytes, listAt)
    for (let at = listAt + 4; left > 0; left--) {
      if (at + 8 > end) return this.#odd("record-count-too-high")
      const format = u32(bytes, at)
      const length = u32(bytes, at + 4)
      const next = at + 8 + padded(length)
      if (next > end) return this.#odd("record-truncated")
      const kind = format < counterRecordOf.length ? counterRecordOf[format] : undefined
      if (kind !== undefined && !kind.read(state, this.#reader.set(bytes, at + 8, at + 8 + length))) this.#odd(`malformed ${kind.name}`)
      at = next
    }
  }

  /** sequence | class | index | drops | input | output | reason | records. It was never part of what flows count: counted by reason. */
  #discard(agent: Agent, at: number, end: number): void {
    this.discardSamples++
    if (at + 32 > end) return this.#odd("sample-truncated")
    const reason = dropReasonName(u32(this.#bytes, at + 24))
    if (agent.discards.has(reason) || agent.discards.size < MAX_DISCARD_REASONS) agent.discards.set(reason, (agent.discards.get(reason) ?? 0) + 1)
  }

  #unknown(state: SampleState, format: number): void {
    this.#odd("record-format-unknown")
    if (!this.#keepUnknown) return
    const unknown = (extrasOf(state).unknown ??= {})
    if (Object.keys(unknown).length < MAX_UNKNOWN) unknown[`sflow ${format >>> 12}.${format & 0xfff}`] = 1
  }

  #drop(agent: Agent, reason: SflowSampleDrop): void {
    this.dropped[reason] = (this.dropped[reason] ?? 0) + 1
    agent.dropped[reason] = (agent.dropped[reason] ?? 0) + 1
  }

  #odd(what: string): void {
    this.oddities[what] = (this.oddities[what] ?? 0) + 1
  }
}

