// Rows of a pool of columns, handed out as blocks of a few sizes that lie next to each other. Blocks that come back wait by size; when the
// pool's end is reached a larger one is split. The pool's bound is the number of rows.

/** Sizes of blocks. Full lists (12, 16, 24, 32 keys and one more) fit exactly. */
const blockSizes = [1, 2, 4, 8, 13, 17, 25, 33] as const
export const LARGEST_BLOCK = 33
/** Index into `blockSizes` of the smallest block that holds so many rows. */
const classOf = Uint8Array.from({ length: LARGEST_BLOCK + 1 }, (_, rows) => blockSizes.findIndex((size) => size >= rows))
/** Of the largest block that is no larger. */
const classWithin = Uint8Array.from({ length: LARGEST_BLOCK + 1 }, (_, rows) => Math.max(0, blockSizes.findLastIndex((size) => size <= rows)))

/** Rows of the block that holds a list of so many. */
export function blockRows(rows: number): number {
  return rows === 0 ? 0 : blockSizes[classOf[rows]]
}

export class BlockPool {
  readonly limit: number
  /** Rows in blocks that are in use. */
  used = 0
  /** Rows handed out at some time. */
  high = 0
  private readonly free: readonly number[][] = blockSizes.map(() => [])

  constructor(limit: number) {
    this.limit = limit
  }

  /** First row of a block for so many rows, or -1. */
  take(rows: number): number {
    const wanted = classOf[rows]
    const size = blockSizes[wanted]
    const known = this.free[wanted].pop()
    if (known !== undefined) {
      this.used += size
      return known
    }
    if (this.high + size <= this.limit) {
      this.high += size
      this.used += size
      return this.high - size
    }
    return this.split(wanted)
  }

  give(first: number, rows: number): void {
    const returned = classOf[rows]
    this.free[returned].push(first)
    this.used -= blockSizes[returned]
  }

  private split(wanted: number): number {
    for (let larger = wanted + 1; larger < blockSizes.length; larger++) {
      const first = this.free[larger].pop()
      if (first === undefined) continue
      const size = blockSizes[wanted]
      for (let at = size; at < blockSizes[larger]; ) {
        const rest = classWithin[blockSizes[larger] - at]
        this.free[rest].push(first + at)
        at += blockSizes[rest]
      }
      this.used += size
      return first
    }
    return -1
  }
}
