// Memory for streams whose bytes must be kept: two sizes, made when first needed, reused, bounded.

export const SMALL_BUFFER_BYTES = 4 * 1024
export const LARGE_BUFFER_BYTES = 32 * 1024

export class StreamBuffers {
  private readonly memory: Uint8Array[] = []
  private readonly freeSmall: number[] = []
  private readonly freeLarge: number[] = []
  private smallLeft: number
  private largeLeft: number
  refused = 0

  constructor(maxSmall: number, maxLarge: number) {
    this.smallLeft = maxSmall
    this.largeLeft = maxLarge
  }

  /** A buffer of at least `bytes`, or -1: too large, or the pool is spent. */
  take(bytes: number): number {
    if (bytes <= SMALL_BUFFER_BYTES) {
      const reused = this.freeSmall.pop()
      if (reused !== undefined) return reused
      if (this.smallLeft > 0) {
        this.smallLeft--
        return this.memory.push(new Uint8Array(SMALL_BUFFER_BYTES)) - 1
      }
    }
    if (bytes <= LARGE_BUFFER_BYTES) {
      const reused = this.freeLarge.pop()
      if (reused !== undefined) return reused
      if (this.largeLeft > 0) {
        this.largeLeft--
        return this.memory.push(new Uint8Array(LARGE_BUFFER_BYTES)) - 1
      }
    }
    this.refused++
    return -1
  }

  bytes(buffer: number): Uint8Array {
    return this.memory[buffer]
  }

  give(buffer: number): void {
    if (this.memory[buffer].length === SMALL_BUFFER_BYTES) this.freeSmall.push(buffer)
    else this.freeLarge.push(buffer)
  }

  get inUse(): number {
    return this.memory.length - this.freeSmall.length - this.freeLarge.length
  }
}
