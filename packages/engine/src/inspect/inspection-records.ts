// What is remembered of a flow while dissectors look at it: a pool of rows in typed arrays, reused, in order of age.
import type { InspectionLimits } from "./limits.ts"

const NONE = -1

export class InspectionRecords {
  readonly capacity: number
  /** Words of a bit set over the dissectors. */
  readonly words: number
  readonly dissectors: number
  readonly flow: Int32Array
  /** Index of the dissector that matched, -1 while none did. */
  readonly matched: Int16Array
  /** Said NO_MATCH: not asked again. */
  readonly rejected: Uint32Array
  /** Said NEED_MORE: asked with every packet. */
  readonly waiting: Uint32Array
  /** 32 bits per dissector; meaningful only while it waits. */
  readonly state: Int32Array
  /** State of the dissector that matched: in a table of its own, which is small enough for the processor's caches. */
  readonly matchedState: Int32Array
  /** Payload packets by direction (2 * record + direction). */
  readonly payloadPackets: Uint16Array
  /** Packets and bytes since the match. */
  readonly extractPackets: Uint16Array
  readonly extractBytes: Uint32Array
  /** Bit per direction: its first payload was shown to all whose proof can start like it. */
  readonly dispatched: Uint8Array
  /** TCP seen from the middle: segments tried as a beginning. */
  readonly midstreamStarts: Uint8Array
  /** The protocol that an earlier flow announced here, 0 = none. */
  readonly expected: Uint16Array
  /** RECORD_* bits. */
  readonly marks: Uint8Array
  private readonly older: Int32Array
  private readonly newer: Int32Array
  private oldest = NONE
  private newest = NONE
  private free = NONE
  private neverUsed = 0
  inUse = 0

  constructor(limits: InspectionLimits, dissectors: number) {
    const capacity = limits.maxRecords
    this.capacity = capacity
    this.dissectors = dissectors
    this.words = Math.max(1, Math.ceil(dissectors / 32))
    this.flow = new Int32Array(capacity).fill(NONE)
    this.matched = new Int16Array(capacity).fill(NONE)
    this.rejected = new Uint32Array(capacity * this.words)
    this.waiting = new Uint32Array(capacity * this.words)
    this.state = new Int32Array(capacity * Math.max(1, dissectors))
    this.matchedState = new Int32Array(capacity)
    this.payloadPackets = new Uint16Array(2 * capacity)
    this.extractPackets = new Uint16Array(capacity)
    this.extractBytes = new Uint32Array(capacity)
    this.dispatched = new Uint8Array(capacity)
    this.midstreamStarts = new Uint8Array(capacity)
    this.expected = new Uint16Array(capacity)
    this.marks = new Uint8Array(capacity)
    this.older = new Int32Array(capacity).fill(NONE)
    this.newer = new Int32Array(capacity).fill(NONE)
  }

  /** The record in use longest, -1 = none. */
  get oldestRecord(): number {
    return this.oldest
  }

  /** A clean record for the flow, or -1 when all are in use. */
  take(flow: number): number {
    let record = this.free
    if (record >= 0) this.free = this.newer[record]
    else if (this.neverUsed < this.capacity) record = this.neverUsed++
    else return NONE
    this.flow[record] = flow
    this.matched[record] = NONE
    this.clearCandidates(record)
    this.payloadPackets[2 * record] = 0
    this.payloadPackets[2 * record + 1] = 0
    this.extractPackets[record] = 0
    this.extractBytes[record] = 0
    this.dispatched[record] = 0
    this.midstreamStarts[record] = 0
    this.expected[record] = 0
    this.marks[record] = 0
    this.older[record] = this.newest
    this.newer[record] = NONE
    if (this.newest >= 0) this.newer[this.newest] = record
    else this.oldest = record
    this.newest = record
    this.inUse++
    return record
  }

  give(record: number): void {
    const older = this.older[record]
    const newer = this.newer[record]
    if (older >= 0) this.newer[older] = newer
    else this.oldest = newer
    if (newer >= 0) this.older[newer] = older
    else this.newest = older
    this.flow[record] = NONE
    this.newer[record] = this.free
    this.free = record
    this.inUse--
  }

  /** Everybody may be asked again: the stream begins anew. */
  clearCandidates(record: number): void {
    const from = record * this.words
    for (let i = from; i < from + this.words; i++) {
      this.rejected[i] = 0
      this.waiting[i] = 0
    }
  }

  somebodyWaits(record: number): boolean {
    const from = record * this.words
    for (let i = from; i < from + this.words; i++) if (this.waiting[i] !== 0) return true
    return false
  }
}
