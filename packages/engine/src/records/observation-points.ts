// Where flow records were made: one entry per exporter, observation domain and way of export (RFC 7011 section 2).
// The source interns them while it decodes, the engine and its tables refer to them by number. Number 0 means "packets seen here".
import { sourceKinds } from "@netweir/model"
import { formatIp } from "../addresses/ip-text.ts"

/** Kept for the life of the source; beyond it records of new points are refused and counted by who decodes them. */
export const MAX_OBSERVATION_POINTS = 16_384
/** Of one sender: a relay may have many exporters behind it, but nobody fills the table alone. */
export const MAX_POINTS_OF_A_SENDER = 4096
export const NO_POINT = 0

export type RecordSourceKind = (typeof sourceKinds)[number]

export interface ObservationPoint {
  readonly number: number
  /** Index into model's `sourceKinds`. */
  readonly source: number
  /** Address of the exporter as four words, IPv4 mapped (as in Packet.src). */
  readonly words: Uint32Array
  /** The same as text. */
  readonly exporter: string
  /** Observation domain (IPFIX), source id (NetFlow v9), engine type and id (v5), sub-agent id (sFlow). */
  readonly observationDomain: number
  /**
   * The same for all points of one address and way of export: flows are put together per exporter, whatever line card reports them,
   * but what one device exports twice (sFlow beside NetFlow) stays two flows.
   */
  readonly exporterNumber: number
}

export class ObservationPoints {
  private readonly list: (ObservationPoint | null)[] = [null]
  private readonly numbers = new Map<string, number>()
  private readonly exporters = new Map<string, number>()
  private readonly exporterTexts = [""]
  private readonly ofSender = new Map<string, number>()
  readonly limit: number
  readonly senderLimit: number
  refused = 0

  constructor(limit = MAX_OBSERVATION_POINTS, senderLimit = MAX_POINTS_OF_A_SENDER) {
    this.limit = limit
    this.senderLimit = senderLimit
  }

  get count(): number {
    return this.list.length - 1
  }

  /**
   * Its number, made if need be; -1 when the table is full, or its sender's part of it (`sender`: whose datagram names the exporter, where that
   * is not the exporter itself). Not for every record: whoever decodes keeps the number per session.
   */
  numberOf(source: RecordSourceKind, words: Uint32Array, observationDomain: number, sender: Uint32Array = words): number {
    const key = `${source} ${words[0]} ${words[1]} ${words[2]} ${words[3]} ${observationDomain}`
    const known = this.numbers.get(key)
    if (known !== undefined) return known
    const from = formatIp(sender, 0)
    const itsPoints = this.ofSender.get(from) ?? 0
    if (this.count >= this.limit || itsPoints >= this.senderLimit) {
      this.refused++
      return -1
    }
    this.ofSender.set(from, itsPoints + 1)
    const number = this.list.length
    const kept = Uint32Array.from(words.subarray(0, 4))
    const exporter = formatIp(kept, 0)
    const name = `${exporter} ${source}`
    const exporterNumber = this.exporters.get(name) ?? this.exporters.size + 1
    if (exporterNumber > this.exporters.size) this.exporterTexts.push(name)
    this.exporters.set(name, exporterNumber)
    this.list.push({ number, source: sourceKinds.indexOf(source), words: kept, exporter, observationDomain, exporterNumber })
    this.numbers.set(key, number)
    return number
  }

  /** Address and way of export of an exporter by its number: "192.0.2.1 netflow9". */
  exporterText(exporterNumber: number): string {
    return this.exporterTexts[exporterNumber] ?? ""
  }

  /** 0 for packets seen here. */
  exporterNumberOf(number: number): number {
    return this.list[number]?.exporterNumber ?? 0
  }

  /** What identifies the point for people and in tables: "192.0.2.1 netflow9 0". */
  keyOf(number: number): string {
    const point = this.list[number] ?? null
    return point === null ? "" : `${point.exporter} ${sourceKinds[point.source]} ${point.observationDomain}`
  }

  /** Null for number 0, and for numbers never given out. */
  at(number: number): ObservationPoint | null {
    return this.list[number] ?? null
  }
}
