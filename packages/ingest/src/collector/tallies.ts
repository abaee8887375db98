// Counters of the decoders and of what stands before them, as one source shows them.
import type { NetflowCounters } from "../netflow/index.ts"
import type { SflowCounters } from "../sflow/contract.ts"
import type { SourceCounters } from "../source.ts"

export class RefusedDatagrams {
  readonly byReason: Record<string, number> = {}
  total = 0

  count(reason: string): void {
    this.total++
    this.byReason[reason] = (this.byReason[reason] ?? 0) + 1
  }
}

type Decoded = Pick<NetflowCounters | SflowCounters, "records" | "datagrams">

/** `lost`: before they could be taken, by reason. */
export function sourceCounters(decoders: readonly Decoded[], refused: RefusedDatagrams, lost: Readonly<Record<string, number>>): SourceCounters {
  const dropped: Record<string, number> = {}
  const droppedDatagrams: Record<string, number> = {}
  let received = 0
  let datagrams = refused.total + Object.values(lost).reduce((sum, one) => sum + one, 0)
  for (const { records, datagrams: theirs } of decoders) {
    received += records.received
    datagrams += theirs.received
    add(dropped, records.dropped)
    add(droppedDatagrams, theirs.dropped)
  }
  add(droppedDatagrams, refused.byReason)
  add(droppedDatagrams, lost)
  return { received, filtered: 0, dropped, datagrams: { received: datagrams, dropped: droppedDatagrams } }
}

function add(sums: Record<string, number>, counts: Readonly<Record<string, number>>): void {
  for (const [reason, count] of Object.entries(counts)) sums[reason] = (sums[reason] ?? 0) + count
}
