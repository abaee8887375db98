// What inspection remembers of every flow, inspected or not: small, a row per flow, growing with the flow table.

/** Bits of `marks`. */
export const SYN_OF_A = 1 << 0
export const SYN_OF_B = 1 << 1
/** Somebody set the category on purpose: not overwritten by what the application implies. */
export const CATEGORY_IS_SET = 1 << 2
export const APP_IS_SET = 1 << 3
/** Inspection is through: its risks are judged. */
export const CONCLUDED = 1 << 4
/** Its first payload looks like random bytes. */
export const LOOKS_ENCRYPTED = 1 << 5
/** The user's address rule named it: content may add what it runs over, not what it is. */
export const USER_RULED = 1 << 6

export class FlowNotes {
  marks: Uint8Array
  /** Sequence number of the first payload byte by flow and side (2 * flow + side), meaningful once its SYN was seen. */
  firstSequence: Uint32Array

  constructor(capacity: number) {
    this.marks = new Uint8Array(capacity)
    this.firstSequence = new Uint32Array(2 * capacity)
  }

  /** A row is used for a new flow. */
  begin(flow: number, capacity: number): void {
    if (flow >= this.marks.length) this.grow(capacity)
    this.marks[flow] = 0
  }

  private grow(capacity: number): void {
    const { marks, firstSequence } = this
    this.marks = new Uint8Array(capacity)
    this.marks.set(marks)
    this.firstSequence = new Uint32Array(2 * capacity)
    this.firstSequence.set(firstSequence)
  }
}
