// Long flows go to history in slices: what each had counted when its last slice was written. Only such flows have an entry.
import type { FlowColumnId } from "@netweir/model"
import { FLOW_SLICED } from "../flows/flags.ts"
import type { FlowColumns } from "../flows/flow-columns.ts"
import type { FlowReaders } from "./flow-readers.ts"

/** Columns that count: a slice has what was added since the slice before. */
const counting: readonly FlowColumnId[] = [
  "bytesToServer", "bytesToClient", "packetsToServer", "packetsToClient", "payloadToServer", "payloadToClient",
  "retransmissionsToServer", "retransmissionsToClient", "outOfOrderToServer", "outOfOrderToClient", "lostToServer", "lostToClient",
  "zeroWindowToServer", "zeroWindowToClient", "observedBytes", "observedPackets",
]

/** Behind the counters: when the slice began. */
const START = counting.length

export class Slices {
  private readonly flows: FlowColumns
  private readonly reads: readonly ((row: number) => number)[]
  private readonly before = new Map<number, Float64Array>()

  constructor(flows: FlowColumns, readers: FlowReaders) {
    this.flows = flows
    this.reads = counting.map((id) => readers.number(id) ?? (() => 0))
  }

  /** Counters at the last slice, 0 for flows without; undefined for columns that do not count. */
  readerOf(id: string): ((row: number) => number) | undefined {
    const index = counting.findIndex((one) => one === id)
    if (index < 0) return undefined
    return (row) => ((this.flows.flags[row] & FLOW_SLICED) === 0 ? 0 : this.before.get(row)?.[index] ?? 0)
  }

  /** When the slice began that history has not seen yet. */
  startUs(row: number): number {
    if ((this.flows.flags[row] & FLOW_SLICED) === 0) return this.flows.firstSeenUs[row]
    return this.before.get(row)?.[START] ?? this.flows.firstSeenUs[row]
  }

  /** A slice was written: the next one begins with what comes now. */
  begin(row: number, nowUs: number): void {
    const counted = this.before.get(row) ?? new Float64Array(counting.length + 1)
    for (let i = 0; i < this.reads.length; i++) counted[i] = this.reads[i](row)
    this.before.set(row, counted)
    this.flows.flags[row] |= FLOW_SLICED
    counted[START] = nowUs
  }

  /** Packets since the last slice. */
  hasNews(row: number): boolean {
    const counted = (this.flows.flags[row] & FLOW_SLICED) === 0 ? undefined : this.before.get(row)
    const packets = this.flows.packetsAB[row] + this.flows.packetsBA[row]
    return counted === undefined ? packets > 0 : packets > counted[2] + counted[3]
  }

  end(row: number): void {
    if ((this.flows.flags[row] & FLOW_SLICED) !== 0) this.before.delete(row)
  }
}
