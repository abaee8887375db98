// Where flow records were made: one entry per exporter, observation domain and way of export (RFC 7011 section 2).
// The source interns them while it decodes, the engine and its tables refer to them by number. Number 0 means "packets seen here".
import { sourceKinds } from "@netweir/model"
import { formatIp } from "../addresses/ip-text.ts"

/** Kept for the life of the source; beyond it records of new points are refused and counted by who decodes them. */
export const MAX_OBSERVATION_POINTS = 16_384
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
}

export class ObservationPoints {
  private readonly list: (ObservationPoint | null)[] = [null]
  private readonly numbers = new Map<string, number>()
  readonly limit: number
  refused = 0

  constructor(limit = MAX_OBSERVATION_POINTS) {
    this.limit = limit
  }

  get count(): number {
    return this.list.length - 1
  }

  /** Its number, made if need be; -1 when the table is full. Not for every record: whoever decodes keeps the number per session. */
  numberOf(source: RecordSourceKind, words: Uint32Array, observationDomain: number): number {
    const key = `${source} ${words[0]} ${words[1]} ${words[2]} ${words[3]} ${observationDomain}`
    const known = this.numbers.get(key)
    if (known !== undefined) return known
    if (this.count >= this.limit) {
      this.refused++
      return -1
    }
    const number = this.list.length
    const kept = Uint32Array.from(words.subarray(0, 4))
    this.list.push({ number, source: sourceKinds.indexOf(source), words: kept, exporter: formatIp(kept, 0), observationDomain })
    this.numbers.set(key, number)
    return number
  }

  /** Null for number 0, and for numbers never given out. */
  at(number: number): ObservationPoint | null {
    return this.list[number] ?? null
  }
}
