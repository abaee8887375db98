// What a source of messages or lines knows of each observation point: when it was heard, how much came, what was missing.
import type { ObservationPoints } from "@netweir/engine/records/observation-points.ts"
import type { ExporterStatus } from "@netweir/model"

export const MAX_POINT_NOTES = 50
/** Interfaces that one exporter names or counts. */
export const MAX_INTERFACES = 4096
const MAX_REASONS = 32

type Interface = ExporterStatus["interfaces"][number]

export class PointStatus {
  readonly point: number
  firstSeenMs = 0
  lastSeenMs = 0
  datagrams = 0
  records = 0
  recordsPerSecond = 0
  lost = 0
  reordered = 0
  restarts = 0
  clockSkewMs: number | null = null
  name: string | null = null
  readonly dropped: Record<string, number> = {}
  readonly interfaces = new Map<number, Interface>()
  /** By what they are about, so that a newer one takes the place of the older. */
  readonly notes = new Map<string, string>()
  private rateSinceMs = 0
  private rateRecords = 0

  constructor(point: number) {
    this.point = point
  }

  heard(receivedUs: number): void {
    const ms = Math.floor(receivedUs / 1000)
    if (this.firstSeenMs === 0) this.firstSeenMs = ms
    if (ms > this.lastSeenMs) this.lastSeenMs = ms
  }

  drop(reason: string, count = 1): void {
    if (this.dropped[reason] === undefined && Object.keys(this.dropped).length >= MAX_REASONS) return
    this.dropped[reason] = (this.dropped[reason] ?? 0) + count
  }

  note(about: string, text: string): void {
    if (this.notes.size < MAX_POINT_NOTES || this.notes.has(about)) this.notes.set(about, text)
  }

  interface(ifIndex: number): { -readonly [field in keyof Interface]: Interface[field] } | null {
    const known = this.interfaces.get(ifIndex)
    if (known !== undefined) return known
    if (this.interfaces.size >= MAX_INTERFACES) return null
    const made = { ifIndex, name: null, description: null }
    this.interfaces.set(ifIndex, made)
    return made
  }

  rate(nowMs: number): void {
    if (this.rateSinceMs === 0) this.rateSinceMs = nowMs
    const elapsedMs = nowMs - this.rateSinceMs
    if (elapsedMs < 1000) return
    this.recordsPerSecond = Math.round((1000 * (this.records - this.rateRecords)) / elapsedMs)
    this.rateSinceMs = nowMs
    this.rateRecords = this.records
  }

  toStatus(): ExporterStatus {
    const { point, firstSeenMs, lastSeenMs, datagrams, records, recordsPerSecond, lost, reordered, restarts, clockSkewMs, name, dropped } = this
    return {
      point, firstSeenMs, lastSeenMs, datagrams, records, recordsPerSecond, samplingRate: 1, lost, reordered, restarts, clockSkewMs, name,
      templates: [], samplers: [], dropped: { ...dropped }, interfaces: [...this.interfaces.values()], notes: [...this.notes.values()],
    }
  }
}

export class PointStatuses {
  private readonly statuses: (PointStatus | undefined)[] = []
  private readonly points: ObservationPoints

  constructor(points: ObservationPoints) {
    this.points = points
  }

  of(point: number): PointStatus {
    return (this.statuses[point] ??= new PointStatus(point))
  }

  /** Every status of an exporter, whatever its domain. */
  ofExporter(address: string): PointStatus[] {
    return this.statuses.filter((status) => status !== undefined && this.points.at(status.point)?.exporter === address) as PointStatus[]
  }

  exporters(nowMs: number): ExporterStatus[] {
    const heard = this.statuses.filter((status) => status !== undefined) as PointStatus[]
    for (const status of heard) status.rate(nowMs)
    return heard.map((status) => status.toStatus())
  }
}
