// What is known of one observation point: counts, samplers, and the names that option data gives. All its sessions share it.
import type { ExporterStatus } from "@netweir/model"
import type { RecordApplication } from "./application-names.ts"
import type { Session } from "./sessions.ts"

export interface Sampler {
  rate: number
  algorithm: string | null
  from: string
}

export interface InterfaceNames {
  name: string | null
  description: string | null
}

const MAX_REASONS = 64
const MAX_NOTES = 16

export class PointState {
  readonly key: string
  /** By the user's rules, 0 = none. */
  readonly forcedRate: number
  readonly assumedRate: number
  /** In the source's ObservationPoints, -1 until its first data. */
  number = -1
  firstSeenUs = 0
  lastSeenUs = 0
  datagrams = 0
  records = 0
  recordsPerSecond = 0
  skewUs: number | null = null
  /** Of sessions that are gone. */
  lost = 0
  reordered = 0
  restarts = 0
  name: string | null = null
  /** Told by options or headers without naming a sampler, 0 = not told. */
  rate = 0
  /** flowActiveTimeout and flowIdleTimeout of its options, 0 = not told. */
  activeTimeoutSeconds = 0
  idleTimeoutSeconds = 0
  readonly sessions = new Set<Session>()
  readonly dropped: Record<string, number> = {}
  readonly samplers = new Map<number, Sampler>()
  readonly interfaceRates = new Map<number, number>()
  readonly interfaces = new Map<number, InterfaceNames>()
  readonly applications = new Map<number, RecordApplication>()
  readonly vrfs = new Map<number, string>()
  readonly notes: string[] = []
  /** Entries in the tables above. */
  optionRecords = 0
  private recordsBefore = 0
  private tickedUs = 0

  constructor(key: string, forcedRate = 0, assumedRate = 0) {
    this.key = key
    this.forcedRate = forcedRate
    this.assumedRate = assumedRate
  }

  drop(reason: string, count = 1): void {
    if (!(reason in this.dropped) && Object.keys(this.dropped).length >= MAX_REASONS) return
    this.dropped[reason] = (this.dropped[reason] ?? 0) + count
  }

  note(text: string): void {
    if (!this.notes.includes(text) && this.notes.length < MAX_NOTES) this.notes.push(text)
  }

  samplerRate(id: number): number {
    return this.samplers.get(id)?.rate ?? 0
  }

  /** Rate of records that name no sampler: what was told for all, or the only sampler there is. */
  get commonRate(): number {
    if (this.rate !== 0) return this.rate
    if (this.samplers.size !== 1) return 0
    for (const { rate } of this.samplers.values()) return rate
    return 0
  }

  private sequenceNotes(): string[] {
    for (const { sequence } of this.sessions) if (sequence.oddity !== null) return [`Its sequence numbers count ${sequence.oddity}; losses are told by that`]
    return []
  }

  private timeoutNotes(): string[] {
    const told = [this.activeTimeoutSeconds > 0 ? `flows that go on are told every ${this.activeTimeoutSeconds} s` : "", this.idleTimeoutSeconds > 0 ? `silent ones after ${this.idleTimeoutSeconds} s` : ""].filter((part) => part !== "")
    return told.length === 0 ? [] : [`Its timeouts: ${told.join(", ")}`]
  }

  tick(nowUs: number): void {
    const seconds = (nowUs - this.tickedUs) / 1_000_000
    if (seconds < 0.5) return
    if (this.tickedUs !== 0) this.recordsPerSecond = Math.round((this.records - this.recordsBefore) / seconds)
    this.recordsBefore = this.records
    this.tickedUs = nowUs
  }

  status(): ExporterStatus {
    const { forcedRate, assumedRate } = this
    let { lost, reordered, restarts } = this
    const templates: ExporterStatus["templates"][number][] = []
    for (const session of this.sessions) {
      lost += session.sequence.lost
      reordered += session.sequence.reordered
      restarts += session.sequence.restarts
      for (const template of session.templates.values()) templates.push(template.describe())
    }
    const samplers: ExporterStatus["samplers"][number][] = []
    if (forcedRate !== 0) samplers.push({ id: "all", rate: forcedRate, algorithm: null, from: "override" })
    if (this.rate !== 0) samplers.push({ id: "default", rate: this.rate, algorithm: null, from: "exporter" })
    for (const [id, sampler] of this.samplers) samplers.push({ id: String(id), ...sampler })
    for (const [ifIndex, rate] of this.interfaceRates) samplers.push({ id: `interface ${ifIndex}`, rate, algorithm: null, from: "options" })
    return {
      point: this.number,
      firstSeenMs: Math.floor(this.firstSeenUs / 1000), lastSeenMs: Math.floor(this.lastSeenUs / 1000),
      datagrams: this.datagrams, records: this.records, recordsPerSecond: this.recordsPerSecond,
      samplingRate: forcedRate || this.commonRate || assumedRate || 1,
      lost, reordered, restarts, clockSkewMs: this.skewUs === null ? null : Math.round(this.skewUs / 1000),
      name: this.name, templates, samplers, dropped: { ...this.dropped },
      interfaces: Array.from(this.interfaces, ([ifIndex, { name, description }]) => ({ ifIndex, name, description })),
      notes: [...this.notes, ...this.timeoutNotes(), ...this.sequenceNotes()],
    }
  }
}
