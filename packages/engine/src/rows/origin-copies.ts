// What only flows told by records have, copied into a history batch in one pass, as flow-copies.ts does with the rest
// (origin-readers.ts and flow-readers.ts mean the same; origin-copies.test.ts holds them together).
import { FLOW_SLICED, FLOW_SWAPPED } from "../flows/flags.ts"
import type { FlowColumns } from "../flows/flow-columns.ts"
import type { FlowOrigins } from "../records/flow-origins.ts"
import { AddressColumn } from "./address-column.ts"
import { nextHopOf } from "./origin-readers.ts"
import type { Slices } from "./slices.ts"

export class OriginCopies {
  readonly columns
  readonly addresses: { readonly exporter: AddressColumn; readonly nextHop: AddressColumn }
  private readonly flows: FlowColumns
  private readonly origins: FlowOrigins
  private readonly bytesBefore: (row: number) => number
  private readonly packetsBefore: (row: number) => number
  private readonly hop = new Uint32Array(4)

  constructor(flows: FlowColumns, origins: FlowOrigins, slices: Slices, rows: number) {
    this.flows = flows
    this.origins = origins
    this.bytesBefore = slices.readerOf("observedBytes") ?? (() => 0)
    this.packetsBefore = slices.readerOf("observedPackets") ?? (() => 0)
    const word = () => new Uint32Array(rows)
    this.columns = {
      source: new Uint8Array(rows), observationDomain: word(), inIfIndex: word(), outIfIndex: word(), samplingRate: word(), vrf: word(),
      observedBytes: new Float64Array(rows), observedPackets: new Float64Array(rows),
    }
    this.addresses = { exporter: new AddressColumn(rows), nextHop: new AddressColumn(rows) }
  }

  copy(at: number, row: number): void {
    const { columns, addresses, origins } = this
    const flags = this.flows.flags[row]
    const isSwapped = (flags & FLOW_SWAPPED) !== 0
    const from = origins.columns
    const point = origins.points.at(from.point[row])
    columns.source[at] = point === null ? 0 : point.source
    columns.observationDomain[at] = point === null ? 0 : point.observationDomain
    if (point === null) addresses.exporter.clear(at)
    else addresses.exporter.put(at, point.words, 0)
    const inA = from.inIfA[row], outA = from.outIfA[row], inB = from.inIfB[row], outB = from.outIfB[row]
    columns.inIfIndex[at] = isSwapped ? inB || outA : inA || outB
    columns.outIfIndex[at] = isSwapped ? outB || inA : outA || inB
    columns.samplingRate[at] = from.samplingRate[row]
    columns.vrf[at] = from.vrf[row]
    columns.observedBytes[at] = from.observedBytes[row]
    columns.observedPackets[at] = from.observedPackets[row]
    if ((flags & FLOW_SLICED) !== 0) {
      columns.observedBytes[at] = Math.max(0, columns.observedBytes[at] - this.bytesBefore(row))
      columns.observedPackets[at] = Math.max(0, columns.observedPackets[at] - this.packetsBefore(row))
    }
    if (origins.copyNextHop(nextHopOf(origins, row, isSwapped), this.hop)) addresses.nextHop.put(at, this.hop, 0)
    else addresses.nextHop.clear(at)
  }
}
