// Counts of one decoder; received = handed over + dropped by construction.
import type { DatagramDrop, RecordDrop } from "./contract.ts"

export class NetflowTally {
  handedOver = 0
  datagrams = 0
  optionRecords = 0
  readonly droppedRecords: Record<string, number> = {}
  readonly droppedDatagrams: Record<string, number> = {}
  readonly oddities = new Map<string, number>()
  private dropped = 0

  get received(): number {
    return this.handedOver + this.dropped
  }

  dropRecords(reason: RecordDrop, count: number): void {
    if (count <= 0) return
    this.dropped += count
    this.droppedRecords[reason] = (this.droppedRecords[reason] ?? 0) + count
  }

  dropDatagram(reason: DatagramDrop): void {
    this.droppedDatagrams[reason] = (this.droppedDatagrams[reason] ?? 0) + 1
  }
}
