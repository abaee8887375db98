// The columns that one source fills again and again: nothing is allocated per packet or per block.
import type { PacketBlock } from "./source.ts"

/** Enough to amortise a poll, few enough that the columns stay in the second-level cache. */
export const BLOCK_PACKETS = 8192

export class BlockColumns implements PacketBlock {
  bytes: Uint8Array = new Uint8Array(0)
  count = 0
  readonly capacity: number
  readonly offset: Uint32Array
  readonly capturedBytes: Uint32Array
  readonly wireBytes: Uint32Array
  readonly timestampUs: Float64Array
  readonly linkType: Uint16Array
  readonly vlanTci: Int32Array

  constructor(capacity = BLOCK_PACKETS) {
    this.capacity = capacity
    this.offset = new Uint32Array(capacity)
    this.capturedBytes = new Uint32Array(capacity)
    this.wireBytes = new Uint32Array(capacity)
    this.timestampUs = new Float64Array(capacity)
    this.linkType = new Uint16Array(capacity)
    this.vlanTci = new Int32Array(capacity).fill(-1)
  }
}
