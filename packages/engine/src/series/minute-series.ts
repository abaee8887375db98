// Once per minute of packet time: one point for everything that had traffic in the minute, as differences of totals.
// Flows are harvested every few seconds, so traffic of a minute's last seconds may show in the next point; over time
// the points of a group add up to its totals. Only hosts are cut: local ones up to a bound, and the busiest remote ones.
import { seriesKinds, type GroupKind, type SeriesBatch, type SeriesKind } from "@netweir/model"
import { formatIp } from "../addresses/ip-text.ts"
import type { AccountingDeps, InterfaceTotals } from "../hosts/accounting.ts"
import type { HostTable } from "../hosts/host-table.ts"
import type { GroupTable } from "../groups/group-table.ts"
import type { Groups } from "../groups/groups.ts"
import { topRows } from "../hosts/top-rows.ts"

const MINUTE_US = 60e6
const MAX_LOCAL_HOSTS = 5000
const MAX_REMOTE_HOSTS = 200
/** Points of hosts and groups that left their table within the minute. */
export const MAX_WAITING_POINTS = 10_000

/** Traffic between local and remote hosts, for the interface's own point. */
export interface Crossing { readonly bytesLocalToRemote: number; readonly packetsLocalToRemote: number }

type SeriesColumns = { -readonly [Name in keyof SeriesBatch]: SeriesBatch[Name] extends readonly (infer Value)[] ? Value[] : SeriesBatch[Name] }
type Counters = Pick<SeriesPoint, "bytesSent" | "bytesReceived" | "packetsSent" | "packetsReceived" | "newFlows">
interface SeriesPoint {
  kind: SeriesKind; key: string; bytesSent: number; bytesReceived: number; packetsSent: number; packetsReceived: number
  newFlows: number; activeFlows: number; activeHosts: number; score: number; retransmissions: number; dropped: number
}

export class MinuteSeries {
  /** Points that a bound kept out. */
  refused = 0
  private readonly hosts: HostTable
  private readonly groups: Groups
  private readonly deps: AccountingDeps
  private minute = -1
  private left: SeriesPoint[] = []
  private toldTotals: InterfaceTotals = { packets: 0, bytes: 0, dropped: 0, flowsSinceStart: 0, activeFlows: 0, retransmissions: 0 }
  private toldCrossing: Crossing = { bytesLocalToRemote: 0, packetsLocalToRemote: 0 }

  constructor(hosts: HostTable, groups: Groups, deps: AccountingDeps) {
    this.hosts = hosts
    this.groups = groups
    this.deps = deps
  }

  get waiting(): number {
    return this.left.length
  }

  tick(nowUs: number, crossing: Crossing): void {
    const minute = Math.floor(nowUs / MINUTE_US)
    if (minute === this.minute || minute === this.minute - 1) return // the latter: packets out of order
    if (this.minute >= 0) this.emit(crossing)
    this.minute = minute
  }

  finish(crossing: Crossing): void {
    if (this.minute >= 0) this.emit(crossing)
  }

  hostLeaves(row: number): void {
    if (!this.hosts.isLocal(row) || this.hostBytes(row) === 0) return
    if (this.left.length < MAX_WAITING_POINTS) this.left.push(this.takeHost(row))
    else this.refused++
  }

  groupLeaves(kind: GroupKind, row: number): void {
    if (!isSeriesKind(kind)) return
    const point = this.takeGroup(kind, row)
    if (point.bytesSent + point.bytesReceived > 0) this.keep(point)
  }

  private keep(point: SeriesPoint): void {
    if (this.left.length < MAX_WAITING_POINTS) this.left.push(point)
    else this.refused++
  }

  private emit(crossing: Crossing): void {
    const batch = emptyBatch(this.deps.options.interfaceName)
    const atMs = (this.minute * MINUTE_US) / 1000
    append(batch, atMs, this.takeInterface(crossing))
    for (const point of this.left) append(batch, atMs, point)
    this.left = []
    for (const kind of seriesKinds) {
      if (kind === "interface" || kind === "host") continue
      const table = this.groups.tables[kind]
      for (let row = 0; row < table.count; row++)
        if (table.bytesSent[row] !== table.toldBytesSent[row] || table.bytesReceived[row] !== table.toldBytesReceived[row]) append(batch, atMs, this.takeGroup(kind, row))
    }
    this.appendHosts(batch, atMs)
    if (batch.count > 1 || batch.packetsReceived[0] + batch.packetsSent[0] + batch.dropped[0] > 0) this.deps.onSeries(batch)
  }

  private appendHosts(batch: SeriesColumns, atMs: number): void {
    const local: number[] = []
    const remote: number[] = []
    for (let row = 0; row < this.hosts.high; row++)
      if (this.hosts.isLive(row) && this.hostBytes(row) > 0) (this.hosts.isLocal(row) ? local : remote).push(row)
    const busiestFirst = (a: number, b: number) => this.hostBytes(b) - this.hostBytes(a) || a - b
    for (const row of topRows(local, MAX_LOCAL_HOSTS, busiestFirst)) append(batch, atMs, this.takeHost(row))
    for (const row of topRows(remote, MAX_REMOTE_HOSTS, busiestFirst)) append(batch, atMs, this.takeHost(row))
    this.refused += Math.max(0, local.length - MAX_LOCAL_HOSTS)
    // Those that were not told keep nothing back: a point is about its minute.
    for (const row of local) if (this.hostBytes(row) > 0) this.passOver(row)
    for (const row of remote) if (this.hostBytes(row) > 0) this.passOver(row)
  }

  private passOver(row: number): void {
    const { hosts } = this
    takeCounters(hosts, row)
    hosts.toldFlows[row] = hosts.flowsAsClient[row] + hosts.flowsAsServer[row]
    hosts.toldRetransmissions[row] = hosts.retransmissions[row]
  }

  private hostBytes(row: number): number {
    const { hosts } = this
    return hosts.bytesSent[row] - hosts.toldBytesSent[row] + hosts.bytesReceived[row] - hosts.toldBytesReceived[row]
  }

  /** The difference since the last point, which is told now. */
  private takeHost(row: number): SeriesPoint {
    const { hosts } = this
    const flows = hosts.flowsAsClient[row] + hosts.flowsAsServer[row]
    const point: SeriesPoint = {
      kind: "host", key: hosts.vlan[row] === 0 ? formatIp(hosts.words, 4 * row) : `${formatIp(hosts.words, 4 * row)}@${hosts.vlan[row]}`,
      ...takeCounters(hosts, row), newFlows: flows - hosts.toldFlows[row],
      activeFlows: hosts.activeFlows[row], activeHosts: 0, score: hosts.score[row],
      retransmissions: hosts.retransmissions[row] - hosts.toldRetransmissions[row], dropped: 0,
    }
    hosts.toldFlows[row] = flows
    hosts.toldRetransmissions[row] = hosts.retransmissions[row]
    return point
  }

  private takeGroup(kind: Exclude<SeriesKind, "interface" | "host">, row: number): SeriesPoint {
    const table = this.groups.tables[kind]
    const point: SeriesPoint = {
      kind, key: this.groups.keyText(kind, row), ...takeCounters(table, row), newFlows: table.flows[row] - table.toldFlows[row],
      activeFlows: table.activeFlows[row], activeHosts: table.hosts[row], score: table.score[row], retransmissions: 0, dropped: 0,
    }
    table.toldFlows[row] = table.flows[row]
    return point
  }

  /** Sent: from local to remote hosts; received: everything else. So both add up to what the interface saw. */
  private takeInterface(crossing: Crossing): SeriesPoint {
    const totals = this.deps.interfaceTotals()
    const told = this.toldTotals
    const bytesSent = crossing.bytesLocalToRemote - this.toldCrossing.bytesLocalToRemote
    const packetsSent = crossing.packetsLocalToRemote - this.toldCrossing.packetsLocalToRemote
    this.toldTotals = { ...totals }
    this.toldCrossing = { bytesLocalToRemote: crossing.bytesLocalToRemote, packetsLocalToRemote: crossing.packetsLocalToRemote }
    let score = 0
    for (let row = 0; row < this.groups.tables.l4.count; row++) score += this.groups.tables.l4.score[row]
    return {
      kind: "interface", key: this.deps.options.interfaceName, bytesSent, bytesReceived: totals.bytes - told.bytes - bytesSent,
      packetsSent, packetsReceived: totals.packets - told.packets - packetsSent, newFlows: totals.flowsSinceStart - told.flowsSinceStart,
      activeFlows: totals.activeFlows, activeHosts: this.hosts.live, score,
      retransmissions: totals.retransmissions - told.retransmissions, dropped: totals.dropped - told.dropped,
    }
  }
}

function isSeriesKind(kind: GroupKind): kind is Exclude<SeriesKind, "interface" | "host"> & GroupKind {
  return (seriesKinds as readonly string[]).includes(kind)
}

function takeCounters(table: HostTable | GroupTable, row: number): Omit<Counters, "newFlows"> {
  const counters = {
    bytesSent: table.bytesSent[row] - table.toldBytesSent[row], bytesReceived: table.bytesReceived[row] - table.toldBytesReceived[row],
    packetsSent: table.packetsSent[row] - table.toldPacketsSent[row], packetsReceived: table.packetsReceived[row] - table.toldPacketsReceived[row],
  }
  table.toldBytesSent[row] = table.bytesSent[row]
  table.toldBytesReceived[row] = table.bytesReceived[row]
  table.toldPacketsSent[row] = table.packetsSent[row]
  table.toldPacketsReceived[row] = table.packetsReceived[row]
  return counters
}

function emptyBatch(interfaceName: string): SeriesColumns {
  return {
    interface: interfaceName, count: 0, atMs: [], kind: [], key: [], bytesSent: [], bytesReceived: [], packetsSent: [], packetsReceived: [],
    newFlows: [], activeFlows: [], activeHosts: [], score: [], retransmissions: [], dropped: [],
  }
}

function append(batch: SeriesColumns, atMs: number, point: SeriesPoint): void {
  batch.count++
  batch.atMs.push(atMs)
  batch.kind.push(point.kind)
  batch.key.push(point.key)
  batch.bytesSent.push(point.bytesSent)
  batch.bytesReceived.push(point.bytesReceived)
  batch.packetsSent.push(point.packetsSent)
  batch.packetsReceived.push(point.packetsReceived)
  batch.newFlows.push(point.newFlows)
  batch.activeFlows.push(point.activeFlows)
  batch.activeHosts.push(point.activeHosts)
  batch.score.push(point.score)
  batch.retransmissions.push(point.retransmissions)
  batch.dropped.push(point.dropped)
}
