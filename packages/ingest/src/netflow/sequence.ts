// Sequence numbers of one session: what was lost, what came late or twice, when the exporter began anew. The unit is the protocol's:
// flows in v5, v7 and v8, datagrams in v9, data records in IPFIX.

/** A jump back within this is a late datagram, beyond it a restart. */
const REORDER_DATAGRAMS = 64
/** A jump ahead of more than this is a new beginning, not loss. */
const MAX_GAP_DATAGRAMS = 100_000
/** So many late ones in a row are no accident: the exporter counts anew, or not at all. */
const MAX_LATE_RUN = 32
const REMEMBERED = 32

export class Sequence {
  lost = 0
  reordered = 0
  duplicates = 0
  restarts = 0
  private next = -1
  /** Units of the largest datagram so far: what a datagram may be worth. */
  private unitsPerDatagram = 1
  /** False after data that could not be counted (no template): then the next number is taken as it is. */
  private isCertain = false
  private isLate = false
  private lateRun = 0
  private readonly prints = new Uint32Array(REMEMBERED)
  private printAt = 0

  /**
   * Called with each datagram's number and a fingerprint of its bytes. True = the same datagram came before.
   * `isRestart`: the header says so (uptime went back).
   */
  arrive(sequence: number, fingerprint: number, isRestart: boolean): boolean {
    if (this.next < 0 || !this.isCertain || isRestart) {
      if (isRestart) this.restarts++
    } else {
      const ahead = (sequence - this.next) | 0
      if (ahead > 0) {
        if (ahead > MAX_GAP_DATAGRAMS * this.unitsPerDatagram) this.restarts++
        else this.lost += ahead
      } else if (ahead < 0) {
        if (this.prints.includes(fingerprint)) {
          this.duplicates++
          return true
        }
        if (-ahead <= REORDER_DATAGRAMS * this.unitsPerDatagram && this.lateRun < MAX_LATE_RUN) {
          this.reordered++
          this.lateRun++
          this.isLate = true
          this.remember(fingerprint)
          return false
        }
        this.restarts++
      } else if (this.unitsPerDatagram > 0 && this.prints.includes(fingerprint)) {
        this.duplicates++
        return true
      }
    }
    this.isLate = false
    this.lateRun = 0
    this.next = sequence
    this.isCertain = true
    this.remember(fingerprint)
    return false
  }

  /** Called when the datagram is read, with what it was worth. `isCertain`: nothing in it was uncountable. */
  advance(units: number, isCertain: boolean): void {
    if (units > this.unitsPerDatagram) this.unitsPerDatagram = units
    if (this.isLate) {
      // What was thought lost came late.
      this.lost = Math.max(0, this.lost - units)
      return
    }
    this.next = (this.next + units) >>> 0
    if (!isCertain) this.isCertain = false
  }

  private remember(fingerprint: number): void {
    this.prints[this.printAt] = fingerprint
    this.printAt = (this.printAt + 1) % REMEMBERED
  }
}

const SAMPLED_BYTES = 32

/** Of the header, the beginning and the end of a datagram; two that agree in all of it are the same datagram sent or delivered twice. */
export function fingerprint(bytes: Uint8Array, start: number, length: number): number {
  let hash = 0x811c9dc5 ^ length
  const head = start + Math.min(length, 2 * SAMPLED_BYTES)
  for (let i = start; i < head; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193)
  const end = start + length
  for (let i = Math.max(head, end - SAMPLED_BYTES); i < end; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193)
  hash ^= hash >>> 15
  return hash === 0 ? 1 : hash >>> 0
}
