// Who is there: one row per (address, VLAN), a struct of typed arrays behind an open-addressing index.
// Everything is allocated once; untouched pages cost no memory. About 300 bytes a host, see HostTable.bytesPerHost.
import { HashIndex } from "./hash-index.ts"
import { PEER_REGISTERS } from "./peer-estimate.ts"

export const HOST_LIVE = 1
export const HOST_LOCAL = 2

/** Remote hosts may fill this share of the table, so that a flood of strangers never keeps a local host out. */
const REMOTE_SHARE = 7 / 8
/** When the table is full, the idle-most of this many rows go (a full order would cost more than it tells). */
const EVICTION_SAMPLE = 64
const MAX_LOCALS_PASSED = 64
/** Rows looked at to find them. */
const EVICTION_REACH = 1024
/** So many of a sample at most, a quarter, wait for the next evictions, as long as they stay idle. */
const MAX_WAITING = 16

export class HostTable {
  readonly limit: number
  readonly remoteLimit: number
  /** Rows 0..high-1 were in use at some time. */
  high = 0
  live = 0
  liveLocal = 0
  evicted = 0
  refused = 0

  readonly words: Uint32Array
  readonly vlan: Uint16Array
  readonly flags: Uint8Array
  readonly firstSeenUs: Float64Array
  readonly lastSeenUs: Float64Array
  readonly bytesSent: Float64Array
  readonly bytesReceived: Float64Array
  readonly packetsSent: Float64Array
  readonly packetsReceived: Float64Array
  // what the last minute's series said already
  readonly toldBytesSent: Float64Array
  readonly toldBytesReceived: Float64Array
  readonly toldPacketsSent: Float64Array
  readonly toldPacketsReceived: Float64Array
  readonly toldFlows: Uint32Array
  readonly toldRetransmissions: Uint32Array
  /** Bytes since the last rate update, and the smoothed rate. */
  readonly windowBytes: Float64Array
  readonly bitsPerSecond: Float32Array
  readonly activeFlows: Uint32Array
  readonly flowsAsClient: Uint32Array
  readonly flowsAsServer: Uint32Array
  readonly retransmissions: Uint32Array
  readonly outOfOrder: Uint32Array
  readonly lost: Uint32Array
  readonly alerts: Uint32Array
  readonly score: Uint32Array
  /** Rows of the group tables, plus one; 0 = none. */
  readonly device: Uint32Array
  readonly network: Uint32Array
  readonly asn: Uint32Array
  readonly country: Uint32Array
  /** Weighted majority vote (Boyer-Moore): the application that has more than half of the bytes wins for sure. */
  readonly topApp: Uint32Array
  readonly topAppBytes: Float64Array
  readonly peers: Uint8Array

  private readonly index: HashIndex
  private readonly freeRows: number[] = []
  private hand = 0
  /** Pairs of row and time last seen, idle-most last. */
  private readonly waiting: number[] = []
  private waitingAreRemote = false

  constructor(limit: number, seed: number) {
    this.limit = limit
    this.remoteLimit = Math.max(1, Math.floor(limit * REMOTE_SHARE))
    this.words = new Uint32Array(4 * limit)
    this.vlan = new Uint16Array(limit)
    this.flags = new Uint8Array(limit)
    this.firstSeenUs = new Float64Array(limit)
    this.lastSeenUs = new Float64Array(limit)
    this.bytesSent = new Float64Array(limit)
    this.bytesReceived = new Float64Array(limit)
    this.packetsSent = new Float64Array(limit)
    this.packetsReceived = new Float64Array(limit)
    this.toldBytesSent = new Float64Array(limit)
    this.toldBytesReceived = new Float64Array(limit)
    this.toldPacketsSent = new Float64Array(limit)
    this.toldPacketsReceived = new Float64Array(limit)
    this.toldFlows = new Uint32Array(limit)
    this.toldRetransmissions = new Uint32Array(limit)
    this.windowBytes = new Float64Array(limit)
    this.bitsPerSecond = new Float32Array(limit)
    this.activeFlows = new Uint32Array(limit)
    this.flowsAsClient = new Uint32Array(limit)
    this.flowsAsServer = new Uint32Array(limit)
    this.retransmissions = new Uint32Array(limit)
    this.outOfOrder = new Uint32Array(limit)
    this.lost = new Uint32Array(limit)
    this.alerts = new Uint32Array(limit)
    this.score = new Uint32Array(limit)
    this.device = new Uint32Array(limit)
    this.network = new Uint32Array(limit)
    this.asn = new Uint32Array(limit)
    this.country = new Uint32Array(limit)
    this.topApp = new Uint32Array(limit)
    this.topAppBytes = new Float64Array(limit)
    this.peers = new Uint8Array(PEER_REGISTERS * limit)
    this.index = new HashIndex(limit, seed, this.words, this.vlan)
  }

  /** Row of the host, or -1. */
  find(words: Uint32Array, at: number, vlan: number): number {
    return this.index.find(words, at, vlan)
  }

  isLive(row: number): boolean {
    return (this.flags[row] & HOST_LIVE) !== 0
  }

  isLocal(row: number): boolean {
    return (this.flags[row] & HOST_LOCAL) !== 0
  }

  /**
   * A row for a host that is not in the table, or -1 when there is none to be had. When full the idle-most host without
   * active flows goes, a remote one if there is one; `onLeaving` is told before its row is reused.
   */
  insert(words: Uint32Array, at: number, vlan: number, isLocal: boolean, nowUs: number, onLeaving: (row: number) => void): number {
    const remotesFull = !isLocal && this.live - this.liveLocal >= this.remoteLimit
    if (remotesFull || this.live >= this.limit) {
      const leaving = this.nextToLeave(remotesFull || !isLocal)
      if (leaving < 0) {
        this.refused++
        return -1
      }
      this.evicted++
      onLeaving(leaving)
      this.remove(leaving)
    }
    const row = this.freeRows.pop() ?? this.high++
    for (let i = 0; i < 4; i++) this.words[4 * row + i] = words[at + i]
    this.vlan[row] = vlan
    this.flags[row] = isLocal ? HOST_LIVE | HOST_LOCAL : HOST_LIVE
    this.firstSeenUs[row] = nowUs
    this.lastSeenUs[row] = nowUs
    this.live++
    if (isLocal) this.liveLocal++
    this.index.add(row)
    return row
  }

  remove(row: number): void {
    this.index.remove(row)
    this.live--
    if (this.isLocal(row)) this.liveLocal--
    this.flags[row] = 0
    this.bytesSent[row] = this.bytesReceived[row] = this.packetsSent[row] = this.packetsReceived[row] = 0
    this.toldBytesSent[row] = this.toldBytesReceived[row] = this.toldPacketsSent[row] = this.toldPacketsReceived[row] = 0
    this.toldFlows[row] = this.toldRetransmissions[row] = 0
    this.windowBytes[row] = this.bitsPerSecond[row] = 0
    this.activeFlows[row] = this.flowsAsClient[row] = this.flowsAsServer[row] = 0
    this.retransmissions[row] = this.outOfOrder[row] = this.lost[row] = 0
    this.alerts[row] = this.score[row] = 0
    this.device[row] = this.network[row] = this.asn[row] = this.country[row] = 0
    this.topApp[row] = this.topAppBytes[row] = 0
    this.peers.fill(0, PEER_REGISTERS * row, PEER_REGISTERS * (row + 1))
    this.freeRows.push(row)
  }

  /** One that the last search found idle and that still is, or the first of a new search; -1 when there is none. */
  private nextToLeave(remoteOnly: boolean): number {
    const { waiting } = this
    while (waiting.length > 0 && (this.waitingAreRemote || !remoteOnly)) {
      const seenUs = waiting.pop() ?? 0
      const row = waiting.pop() ?? 0
      if (this.isLive(row) && this.activeFlows[row] === 0 && this.lastSeenUs[row] === seenUs && this.isLocal(row) !== this.waitingAreRemote) return row
    }
    return this.searchIdle(remoteOnly)
  }

  /** The idle-most among the next rows behind the clock hand, remote ones first. -1 when all of them have active flows. */
  private searchIdle(remoteOnly: boolean): number {
    const remotes: number[] = []
    const locals: number[] = []
    // A table full of local hosts is not searched to its end for a remote one each time.
    for (let i = Math.min(EVICTION_REACH, this.high); i > 0 && remotes.length < EVICTION_SAMPLE && (remoteOnly || locals.length < MAX_LOCALS_PASSED); i--) {
      const row = this.hand
      this.hand = row + 1 >= this.high ? 0 : row + 1
      if (!this.isLive(row) || this.activeFlows[row] > 0) continue
      if (!this.isLocal(row)) remotes.push(row)
      else if (!remoteOnly) locals.push(row)
    }
    this.waiting.length = 0
    this.waitingAreRemote = remotes.length > 0 || remoteOnly
    const idle = this.waitingAreRemote ? remotes : locals
    if (idle.length === 0) return -1
    idle.sort((a, b) => this.lastSeenUs[a] - this.lastSeenUs[b]) // of equal ones the first stays first
    for (let i = Math.min(MAX_WAITING, Math.ceil(idle.length / 4)) - 1; i > 0; i--) this.waiting.push(idle[i], this.lastSeenUs[idle[i]])
    return idle[0]
  }

  /** A packet volume of one host, both directions at once. */
  add(row: number, bytesSent: number, bytesReceived: number, packetsSent: number, packetsReceived: number, lastSeenUs: number): void {
    this.bytesSent[row] += bytesSent
    this.bytesReceived[row] += bytesReceived
    this.packetsSent[row] += packetsSent
    this.packetsReceived[row] += packetsReceived
    this.windowBytes[row] += bytesSent + bytesReceived
    if (lastSeenUs > this.lastSeenUs[row]) this.lastSeenUs[row] = lastSeenUs
  }

  voteApp(row: number, app: number, bytes: number): void {
    if (this.topAppBytes[row] === 0 || this.topApp[row] === app) {
      this.topApp[row] = app
      this.topAppBytes[row] += bytes
    } else if (bytes > this.topAppBytes[row]) {
      this.topApp[row] = app
      this.topAppBytes[row] = bytes - this.topAppBytes[row]
    } else this.topAppBytes[row] -= bytes
  }

  updateRates(seconds: number, smoothing: number): void {
    for (let row = 0; row < this.high; row++) {
      if (this.windowBytes[row] === 0 && this.bitsPerSecond[row] === 0) continue
      const now = (8 * this.windowBytes[row]) / seconds
      const rate = this.bitsPerSecond[row] + smoothing * (now - this.bitsPerSecond[row])
      this.bitsPerSecond[row] = rate < 1 ? 0 : rate
      this.windowBytes[row] = 0
    }
  }

  /** Memory of the columns per row, index included. */
  bytesPerHost(): number {
    let bytes = this.index.bytes
    for (const column of Object.values(this)) if (ArrayBuffer.isView(column)) bytes += column.byteLength
    return bytes / this.limit
  }
}
