// What flows have beside FlowColumns when they come from records: who exported them, where they went through, what was observed
// before scaling. One row per row of the flow table, made only in engines that take records, growing with it.
import type { ObservationPoints } from "./observation-points.ts"

/** Next hops are few per exporter; beyond the bound they are not kept (0) and counted. */
const MAX_NEXT_HOPS = 0xffff
const RECENT_HOPS = 1024

// Bits of `seen`: which way each side's records were observed.
export const A_INGRESS = 1 << 0
export const A_EGRESS = 1 << 1
export const B_INGRESS = 1 << 2
export const B_EGRESS = 1 << 3
/** A side's records have come. */
export const A_TOLD = 1 << 4
export const B_TOLD = 1 << 5

const columnTypes = {
  point: Uint16Array, heardUs: Float64Array, firstSeenAUs: Float64Array, samplingRate: Uint32Array,
  observedBytes: Float64Array, observedPackets: Float64Array,
  /** Of A's traffic and of B's: SNMP ifIndex, 0 = not told. */
  inIfA: Uint32Array, outIfA: Uint32Array, inIfB: Uint32Array, outIfB: Uint32Array,
  asA: Uint32Array, asB: Uint32Array, maskA: Uint8Array, maskB: Uint8Array,
  nextHopA: Uint16Array, nextHopB: Uint16Array, vrf: Uint32Array, seen: Uint8Array,
} as const
type Columns = { -readonly [Name in keyof typeof columnTypes]: InstanceType<(typeof columnTypes)[Name]> }

export class FlowOrigins {
  readonly points: ObservationPoints
  columns: Columns = makeColumns(1024)
  private capacity = 1024
  /** Four words each; entry 0 = none. */
  private nextHops = new Uint32Array(4 * 64)
  private nextHopCount = 1
  private readonly nextHopNumbers = new Map<string, number>()
  private readonly recentHops = new Uint16Array(RECENT_HOPS)
  nextHopsRefused = 0
  /** Of the flow that is started next. */
  startingPoint = 0

  constructor(points: ObservationPoints) {
    this.points = points
  }

  /** Makes room for the row and writes "not told" into it, but the point. */
  start(row: number, capacity: number): void {
    if (row >= this.capacity) this.grow(capacity)
    const { columns } = this
    columns.point[row] = this.startingPoint
    columns.heardUs[row] = 0
    columns.firstSeenAUs[row] = 0
    columns.samplingRate[row] = 1
    columns.observedBytes[row] = 0
    columns.observedPackets[row] = 0
    columns.inIfA[row] = columns.outIfA[row] = columns.inIfB[row] = columns.outIfB[row] = 0
    columns.asA[row] = columns.asB[row] = 0
    columns.maskA[row] = columns.maskB[row] = 0
    columns.nextHopA[row] = columns.nextHopB[row] = 0
    columns.vrf[row] = 0
    columns.seen[row] = 0
  }

  private grow(capacity: number): void {
    const bigger = makeColumns(capacity)
    for (const name of Object.keys(columnTypes) as (keyof Columns)[]) bigger[name].set(this.columns[name])
    this.columns = bigger
    this.capacity = capacity
  }

  /** Number of a next hop, 0 when it is all zero or too many are known. */
  nextHop(words: Uint32Array, at: number): number {
    const w0 = words[at], w1 = words[at + 1], w2 = words[at + 2], w3 = words[at + 3]
    if ((w0 | w1 | w3) === 0) return 0
    // A direct-mapped memory of recent ones answers without making a key.
    const recentAt = (w3 ^ (w3 >>> 10) ^ w1 ^ w0) & (RECENT_HOPS - 1)
    const recent = this.recentHops[recentAt]
    const hops = this.nextHops
    if (hops[4 * recent + 3] === w3 && hops[4 * recent + 2] === w2 && hops[4 * recent + 1] === w1 && hops[4 * recent] === w0) return recent
    const key = `${w0} ${w1} ${w2} ${w3}`
    let number = this.nextHopNumbers.get(key)
    if (number === undefined) {
      if (this.nextHopCount > MAX_NEXT_HOPS) {
        this.nextHopsRefused++
        return 0
      }
      number = this.nextHopCount++
      if (4 * number >= this.nextHops.length) {
        const longer = new Uint32Array(this.nextHops.length * 2)
        longer.set(this.nextHops)
        this.nextHops = longer
      }
      this.nextHops.set([w0, w1, w2, w3], 4 * number)
      this.nextHopNumbers.set(key, number)
    }
    this.recentHops[recentAt] = number
    return number
  }

  copyNextHop(number: number, into: Uint32Array): boolean {
    if (number === 0) return false
    for (let i = 0; i < 4; i++) into[i] = this.nextHops[4 * number + i]
    return true
  }

  static bytesPerRow(): number {
    return Object.values(makeColumns(1)).reduce((bytes, column) => bytes + column.byteLength, 0)
  }
}

function makeColumns(capacity: number): Columns {
  return Object.fromEntries(Object.entries(columnTypes).map(([name, Type]) => [name, new Type(capacity)])) as unknown as Columns // one array per entry, of the entry's type
}
