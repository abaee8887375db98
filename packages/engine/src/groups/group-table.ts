// One table per kind of group (networks, ASNs, devices, ...): numbers as keys, columns that grow, a bound.
// A full table lets the idle-most group go that no flow and no host refers to; without one the newcomer is refused.

const FIRST_ROWS = 32
/** Keys below this are looked up in an array, the others (MACs, AS numbers, LLC) in a map. */
const DENSE_KEYS = 4096
const EVICTION_SAMPLE = 64

export class GroupTable {
  readonly limit: number
  count = 0
  evicted = 0
  refused = 0
  key = new Float64Array(FIRST_ROWS)
  firstSeenUs = new Float64Array(FIRST_ROWS)
  lastSeenUs = new Float64Array(FIRST_ROWS)
  bytesSent = new Float64Array(FIRST_ROWS)
  bytesReceived = new Float64Array(FIRST_ROWS)
  packetsSent = new Float64Array(FIRST_ROWS)
  packetsReceived = new Float64Array(FIRST_ROWS)
  flows = new Float64Array(FIRST_ROWS)
  // what the last minute's series said already
  toldBytesSent = new Float64Array(FIRST_ROWS)
  toldBytesReceived = new Float64Array(FIRST_ROWS)
  toldPacketsSent = new Float64Array(FIRST_ROWS)
  toldPacketsReceived = new Float64Array(FIRST_ROWS)
  toldFlows = new Float64Array(FIRST_ROWS)
  windowBytes = new Float64Array(FIRST_ROWS)
  bitsPerSecond = new Float64Array(FIRST_ROWS)
  /** Now: flows, hosts (IPv4 local hosts apart: a MAC with many of them is a router) and score of active flows. */
  activeFlows = new Int32Array(FIRST_ROWS)
  hosts = new Int32Array(FIRST_ROWS)
  localIpv4Hosts = new Int32Array(FIRST_ROWS)
  score = new Int32Array(FIRST_ROWS)
  /** Row plus one by small key, 0 = none. */
  private readonly dense = new Uint16Array(DENSE_KEYS)
  private readonly rows = new Map<number, number>()
  private readonly onLeaving: (row: number) => void
  private hand = 0

  constructor(limit: number, onLeaving: (row: number) => void = () => {}) {
    this.limit = limit
    this.onLeaving = onLeaving
  }

  find(key: number): number {
    return key < DENSE_KEYS ? this.dense[key] - 1 : (this.rows.get(key) ?? -1)
  }

  /** Row of the key, made if need be; -1 when the table is full of groups in use. */
  rowOf(key: number, nowUs: number): number {
    const known = this.find(key)
    if (known >= 0) return known
    const row = this.count < this.limit ? this.nextRow() : this.reuseRow()
    if (row < 0) {
      this.refused++
      return -1
    }
    if (key < DENSE_KEYS) this.dense[key] = row + 1
    else this.rows.set(key, row)
    this.key[row] = key
    this.firstSeenUs[row] = this.lastSeenUs[row] = nowUs
    return row
  }

  add(row: number, bytesSent: number, bytesReceived: number, packetsSent: number, packetsReceived: number, lastSeenUs: number): void {
    this.bytesSent[row] += bytesSent
    this.bytesReceived[row] += bytesReceived
    this.packetsSent[row] += packetsSent
    this.packetsReceived[row] += packetsReceived
    this.windowBytes[row] += bytesSent + bytesReceived
    if (lastSeenUs > this.lastSeenUs[row]) this.lastSeenUs[row] = lastSeenUs
  }

  updateRates(seconds: number, smoothing: number): void {
    for (let row = 0; row < this.count; row++) {
      const rate = this.bitsPerSecond[row] + smoothing * ((8 * this.windowBytes[row]) / seconds - this.bitsPerSecond[row])
      this.bitsPerSecond[row] = rate < 1 ? 0 : rate
      this.windowBytes[row] = 0
    }
  }

  private nextRow(): number {
    if (this.count === this.key.length) this.grow()
    return this.count++
  }

  private reuseRow(): number {
    let idleMost = -1
    for (let i = Math.min(EVICTION_SAMPLE, this.count); i > 0; i--) {
      const row = this.hand
      this.hand = row + 1 >= this.count ? 0 : row + 1
      if (this.activeFlows[row] > 0 || this.hosts[row] > 0) continue
      if (idleMost < 0 || this.lastSeenUs[row] < this.lastSeenUs[idleMost]) idleMost = row
    }
    if (idleMost < 0) return -1
    this.onLeaving(idleMost)
    this.evicted++
    if (this.key[idleMost] < DENSE_KEYS) this.dense[this.key[idleMost]] = 0
    else this.rows.delete(this.key[idleMost])
    for (const column of this.columns()) column[idleMost] = 0
    return idleMost
  }

  private columns(): (Float64Array | Int32Array)[] {
    return Object.values(this).filter((value) => value instanceof Float64Array || value instanceof Int32Array)
  }

  private grow(): void {
    const larger = Math.min(this.limit, 2 * this.key.length)
    for (const [name, column] of Object.entries(this)) {
      if (!(column instanceof Float64Array || column instanceof Int32Array)) continue
      const next = column instanceof Float64Array ? new Float64Array(larger) : new Int32Array(larger)
      next.set(column)
      Reflect.set(this, name, next)
    }
  }
}
