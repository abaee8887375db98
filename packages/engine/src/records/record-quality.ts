// How well the flow went, as far as its exporter measured it.
import type { FlowColumns } from "../flows/flow-columns.ts"
import type { RecordExtras } from "./record-block.ts"

const LARGEST = 0xffffffff

export function addQuality(flows: FlowColumns, row: number, extras: RecordExtras, fromA: boolean): void {
  if (extras.clientRttUs) flows.clientRttUs[row] = measured(extras.clientRttUs)
  if (extras.serverRttUs) flows.serverRttUs[row] = measured(extras.serverRttUs)
  if (extras.appLatencyUs) flows.appLatencyUs[row] = measured(extras.appLatencyUs)
  const forward = extras.retransmissions ?? 0, back = extras.reverseRetransmissions ?? 0
  flows.retransmissionsAB[row] += fromA ? forward : back
  flows.retransmissionsBA[row] += fromA ? back : forward
  const outOfOrder = extras.outOfOrder ?? 0, reverseOutOfOrder = extras.reverseOutOfOrder ?? 0
  flows.outOfOrderAB[row] += fromA ? outOfOrder : reverseOutOfOrder
  flows.outOfOrderBA[row] += fromA ? reverseOutOfOrder : outOfOrder
  const lost = extras.lost ?? 0, reverseLost = extras.reverseLost ?? 0
  flows.lostAB[row] += fromA ? lost : reverseLost
  flows.lostBA[row] += fromA ? reverseLost : lost
}

/** 0 means "not measured" in the table. */
function measured(us: number): number {
  return Math.min(LARGEST, Math.max(1, Math.round(us)))
}
