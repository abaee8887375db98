// Columns that only flows told by records have. Of the client's direction; where only the server's was told, seen from there.
import type { FlowColumnId } from "@netweir/model"
import type { FlowOrigins } from "../records/flow-origins.ts"

type NumberReader = (row: number) => number
const absent: NumberReader = () => Number.NaN

export function originReaders(origins: FlowOrigins | null, isSwapped: (row: number) => boolean): { readonly [Id in FlowColumnId]?: NumberReader } {
  if (origins === null) return { inIfIndex: absent, outIfIndex: absent, samplingRate: () => 1, observedBytes: absent, observedPackets: absent, vrf: absent }
  return {
    inIfIndex(row) {
      const { inIfA, outIfA, inIfB, outIfB } = origins.columns
      return (isSwapped(row) ? inIfB[row] || outIfA[row] : inIfA[row] || outIfB[row]) || Number.NaN
    },
    outIfIndex(row) {
      const { inIfA, outIfA, inIfB, outIfB } = origins.columns
      return (isSwapped(row) ? outIfB[row] || inIfA[row] : outIfA[row] || inIfB[row]) || Number.NaN
    },
    samplingRate: (row) => origins.columns.samplingRate[row],
    observedBytes: (row) => origins.columns.observedBytes[row],
    observedPackets: (row) => origins.columns.observedPackets[row],
    vrf: (row) => origins.columns.vrf[row] || Number.NaN,
  }
}

/** Number of the next hop of the client's packets, 0 = not told. */
export function nextHopOf({ columns }: FlowOrigins, row: number, isSwapped: boolean): number {
  return isSwapped ? columns.nextHopB[row] : columns.nextHopA[row]
}
