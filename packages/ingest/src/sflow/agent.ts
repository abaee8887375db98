// What is known of one agent (address and sub-agent id): its sequence numbers, its data sources with their sampling rates, its interfaces.
import type { ExporterStatus } from "@netweir/model"
import type { SflowLimits } from "./contract.ts"

export type AgentInterface = { -readonly [K in keyof ExporterStatus["interfaces"][number]]: ExporterStatus["interfaces"][number][K] }

/** One place where an agent samples, mostly an interface: "source_id" or class and index. */
export interface DataSource {
  readonly class: number
  readonly index: number
  samplingRate: number
  /** Of its flow samples, -1 = none yet. */
  sequence: number
  /** Packets that could have been sampled, and those that were marked but not taken for want of resources. */
  pool: number
  agentDrops: number
  samples: number
}

/** A jump beyond this is a new beginning, not loss. */
const MAX_GAP = 100_000
const MAX_LATE = 1_000
/** An uptime that goes back further than datagrams overtake each other. */
const UPTIME_SLACK_MS = 10_000

export class Agent {
  readonly point: number
  readonly firstSeenUs: number
  /** The rate that the user forces, or assumes when the agent says none; 0 = none. */
  readonly forcedRate: number
  readonly assumedRate: number
  lastSeenUs: number
  datagrams = 0
  records = 0
  recordsPerSecond = 0
  recordsAtTick = 0
  lostSamples = 0
  lostDatagrams = 0
  reordered = 0
  restarts = 0
  agentDrops = 0
  uptimeMs = 0
  name: string | null = null
  /** Operating system, release, machine; "" = not told. */
  system = ""
  processor: { readonly loadPercent: number; readonly memoryBytes: number; readonly freeBytes: number } | null = null
  readonly dropped: Record<string, number> = {}
  readonly discards = new Map<string, number>()
  readonly sources = new Map<number, DataSource>()
  readonly interfaces = new Map<number, AgentInterface>()
  #sequence = -1
  #lastSource: DataSource | null = null
  #lastSourceKey = -1

  constructor(point: number, nowUs: number, forcedRate: number, assumedRate: number) {
    this.point = point
    this.firstSeenUs = nowUs
    this.lastSeenUs = nowUs
    this.forcedRate = forcedRate
    this.assumedRate = assumedRate
  }

  /** Header of a datagram. */
  heard(sequence: number, uptimeMs: number, nowUs: number): void {
    this.datagrams++
    this.lastSeenUs = Math.max(this.lastSeenUs, nowUs)
    const step = (sequence - this.#sequence) >>> 0
    if (this.#sequence < 0 || step === 1) this.#sequence = sequence
    else if (this.#isRestart(step, uptimeMs)) this.#beginAnew(sequence)
    else if (step < MAX_GAP && step > 0) {
      this.lostDatagrams += step - 1
      this.#sequence = sequence
    } else {
      this.reordered++
      if (this.lostDatagrams > 0) this.lostDatagrams--
    }
    this.uptimeMs = uptimeMs
  }

  #isRestart(step: number, uptimeMs: number): boolean {
    const isJump = step >= MAX_GAP && step < 2 ** 32 - MAX_LATE
    const back = this.uptimeMs - uptimeMs
    return isJump || (back > UPTIME_SLACK_MS && back < 2 ** 31) // from 2^31 on the uptime has come round (49 days)
  }

  #beginAnew(sequence: number): void {
    this.restarts++
    this.#sequence = sequence
    for (const source of this.sources.values()) source.sequence = -1
  }

  /** Null when there are too many. */
  source(sourceClass: number, index: number, limits: SflowLimits, room: () => boolean): DataSource | null {
    const key = sourceClass * 4_294_967_296 + index
    if (key === this.#lastSourceKey) return this.#lastSource
    let source = this.sources.get(key)
    if (source === undefined) {
      if (this.sources.size >= limits.sourcesPerAgent || !room()) return null
      source = { class: sourceClass, index, samplingRate: 0, sequence: -1, pool: 0, agentDrops: 0, samples: 0 }
      this.sources.set(key, source)
    }
    this.#lastSource = source
    this.#lastSourceKey = key
    return source
  }

  /** Sequence number of a flow sample; lost ones are counted per data source. */
  sampled(source: DataSource, sequence: number, samplingRate: number, pool: number, drops: number): void {
    const step = (sequence - source.sequence) >>> 0
    if (source.sequence >= 0 && step > 1 && step < MAX_GAP) this.lostSamples += step - 1
    const isLate = source.sequence >= 0 && step >= 2 ** 32 - MAX_LATE
    if (isLate && this.lostSamples > 0) this.lostSamples--
    if (!isLate) source.sequence = sequence
    // A counter of the agent that goes on over samples; it begins anew with the agent.
    const more = (drops - source.agentDrops) >>> 0
    if (source.samples > 0 && more < MAX_GAP) this.agentDrops += more
    source.agentDrops = drops
    source.samplingRate = samplingRate
    source.pool = pool
    source.samples++
  }

  interface(ifIndex: number, limits: SflowLimits, room: () => boolean): AgentInterface | null {
    let entry = this.interfaces.get(ifIndex)
    if (entry === undefined) {
      if (this.interfaces.size >= limits.interfacesPerAgent || !room()) return null
      entry = { ifIndex, name: null, description: null }
      this.interfaces.set(ifIndex, entry)
    }
    return entry
  }
}
