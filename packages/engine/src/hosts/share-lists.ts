// The heaviest entries of many things at once, all in one pool of columns: each list is a block of entries that lie next to each other,
// 48 bytes each, and moves to a larger block when it grows (arrays of their own would cost eight times as much for a host with one flow,
// and garbage when it leaves; chains of entries cost a cache line a link).
// A list is bounded by space-saving (Metwally et al. 2005): a newcomer to a full list takes the place of the lightest and
// inherits its weight for ranking only. What is shown are bytes really counted for the key; what left goes to the list's
// entry OTHER, so that a sum over all stays the truth.
import { BlockPool, blockRows, LARGEST_BLOCK } from "./block-pool.ts"

const OTHER = Number.NEGATIVE_INFINITY
const FIRST_ENTRIES = 1024
/** Keys a list may have at most: OTHER comes on top. */
export const MAX_KEYS = LARGEST_BLOCK - 1

// A list is known by one number, its head: first entry plus one, and above that the number of entries. 0 = empty.
const LENGTH_SHIFT = 24
const FIRST_MASK = 0xff_ffff
const MAX_ENTRIES = FIRST_MASK - 1

// Cells of an entry, beside its key and its weight (bytes of the entry plus what it inherited from its former key), which searches read.
const CELLS = 4
const SENT = 0, RECEIVED = 1, FLOWS = 2, EXTRA = 3

export class ShareLists {
  /** Newcomers that found neither a free entry nor one to take over. */
  refused = 0
  readonly limit: number
  /** Four an entry, in lists of addresses only. */
  words = new Uint32Array(0)
  private keys = new Float64Array(0)
  private weights = new Float64Array(0)
  private cells = new Float64Array(0)
  private capacity = 0
  private readonly pool: BlockPool
  private readonly hasWords: boolean

  constructor(limit: number, hasWords = false) {
    this.limit = Math.min(limit, MAX_ENTRIES)
    this.pool = new BlockPool(this.limit)
    this.hasWords = hasWords
  }

  /** Entries in the blocks of all lists. */
  get used(): number {
    return this.pool.used
  }

  key(entry: number): number {
    return this.keys[entry]
  }
  sent(entry: number): number {
    return this.cells[CELLS * entry + SENT]
  }
  received(entry: number): number {
    return this.cells[CELLS * entry + RECEIVED]
  }
  flows(entry: number): number {
    return this.cells[CELLS * entry + FLOWS]
  }
  /** The caller's (application of a port), -1 = none. */
  extra(entry: number): number {
    return this.cells[CELLS * entry + EXTRA]
  }
  setExtra(entry: number, extra: number): void {
    this.cells[CELLS * entry + EXTRA] = extra
  }

  /** Counts for the key in the list whose head is `heads[at]`. Its entry, or -1 when it went to OTHER. */
  add(heads: Uint32Array, at: number, maxKeys: number, key: number, sent: number, received: number, flows: number): number {
    const { keys } = this
    const head = heads[at]
    const first = (head & FIRST_MASK) - 1
    const end = first + (head >>> LENGTH_SHIFT)
    for (let entry = first; entry < end; entry++) {
      if (keys[entry] !== key) continue
      this.count(entry, sent, received, flows)
      return entry
    }
    return this.addNew(heads, at, maxKeys, key, sent, received, flows)
  }

  /** Traffic of keys that the list does not know. */
  addOther(heads: Uint32Array, at: number, sent: number, received: number, flows: number): void {
    let other = this.otherOf(heads[at])
    if (other < 0) other = this.make(heads, at, OTHER)
    if (other >= 0) this.count(other, sent, received, flows)
    else this.refused++
  }

  /** The entry OTHER, or -1: then the list knows every key there was. */
  otherOf(head: number): number {
    const first = (head & FIRST_MASK) - 1
    const end = first + (head >>> LENGTH_SHIFT)
    for (let entry = first; entry < end; entry++) if (this.keys[entry] === OTHER) return entry
    return -1
  }

  /** Entries without OTHER, heaviest first. */
  ranked(head: number): number[] {
    const first = (head & FIRST_MASK) - 1
    const entries = Array.from({ length: head >>> LENGTH_SHIFT }, (_, i) => first + i).filter((entry) => this.keys[entry] !== OTHER)
    return entries.toSorted((a, b) => this.sent(b) + this.received(b) - this.sent(a) - this.received(a) || this.key(a) - this.key(b))
  }

  /** Number of keys. */
  size(head: number): number {
    return (head >>> LENGTH_SHIFT) - (this.otherOf(head) < 0 ? 0 : 1)
  }

  /** Entry with most bytes, -1 = empty; the younger of two. */
  heaviest(head: number): number {
    const first = (head & FIRST_MASK) - 1
    let best = -1
    for (let entry = first + (head >>> LENGTH_SHIFT) - 1; entry >= first && entry >= 0; entry--)
      if (this.keys[entry] !== OTHER && (best < 0 || this.sent(entry) + this.received(entry) > this.sent(best) + this.received(best))) best = entry
    return best
  }

  clear(heads: Uint32Array, at: number): void {
    const head = heads[at]
    if (head === 0) return
    this.pool.give((head & FIRST_MASK) - 1, head >>> LENGTH_SHIFT)
    heads[at] = 0
  }

  private count(entry: number, sent: number, received: number, flows: number): void {
    const { cells } = this
    const at = CELLS * entry
    cells[at + SENT] += sent
    cells[at + RECEIVED] += received
    cells[at + FLOWS] += flows
    this.weights[entry] += sent + received
  }

  private addNew(heads: Uint32Array, at: number, maxKeys: number, key: number, sent: number, received: number, flows: number): number {
    const head = heads[at]
    const length = head >>> LENGTH_SHIFT
    const other = length < maxKeys ? -1 : this.otherOf(head) // a short list has room, whoever is in it
    if (length - (other < 0 ? 0 : 1) < maxKeys) {
      const entry = this.make(heads, at, key)
      if (entry >= 0) {
        this.count(entry, sent, received, flows)
        return entry
      }
    }
    const lightest = this.lightest(head)
    if (lightest >= 0) return this.takeOver(heads, at, lightest, key, sent, received, flows)
    this.addOther(heads, at, sent, received, flows)
    return -1
  }

  /** Of equal ones the youngest. */
  private lightest(head: number): number {
    const { keys, weights } = this
    const first = (head & FIRST_MASK) - 1
    let lightest = -1
    let least = Number.POSITIVE_INFINITY
    for (let entry = first + (head >>> LENGTH_SHIFT) - 1; entry >= first && entry >= 0; entry--) {
      if (weights[entry] >= least || keys[entry] === OTHER) continue
      least = weights[entry]
      lightest = entry
    }
    return lightest
  }

  private make(heads: Uint32Array, at: number, key: number): number {
    const head = heads[at]
    const length = head >>> LENGTH_SHIFT
    let first = (head & FIRST_MASK) - 1
    if (length === blockRows(length)) {
      first = this.move(first, length)
      if (first < 0) return -1
    }
    heads[at] = ((length + 1) << LENGTH_SHIFT) | (first + 1)
    const entry = first + length
    this.keys[entry] = key
    this.weights[entry] = 0
    const cell = CELLS * entry
    this.cells[cell + SENT] = this.cells[cell + RECEIVED] = this.cells[cell + FLOWS] = 0
    this.cells[cell + EXTRA] = -1
    return entry
  }

  /** To a block with room for one more; -1 when there is none. */
  private move(from: number, length: number): number {
    if (length === LARGEST_BLOCK) return -1
    const to = this.pool.take(length + 1)
    if (to < 0) return -1
    if (this.pool.high > this.capacity) this.grow()
    if (length === 0) return to
    this.keys.copyWithin(to, from, from + length)
    this.weights.copyWithin(to, from, from + length)
    this.cells.copyWithin(CELLS * to, CELLS * from, CELLS * (from + length))
    if (this.hasWords) this.words.copyWithin(4 * to, 4 * from, 4 * (from + length))
    this.pool.give(from, length)
    return to
  }

  private takeOver(heads: Uint32Array, at: number, lightest: number, key: number, sent: number, received: number, flows: number): number {
    let other = this.otherOf(heads[at])
    if (other < 0) {
      const firstBefore = heads[at] & FIRST_MASK
      other = this.make(heads, at, OTHER)
      lightest += (heads[at] & FIRST_MASK) - firstBefore // the list may have moved
    }
    const { cells } = this
    if (other < 0) {
      this.keys[lightest] = OTHER // no entry to be had: the list goes on without this key
      this.count(lightest, sent, received, flows)
      return -1
    }
    const cell = CELLS * lightest
    this.count(other, cells[cell + SENT], cells[cell + RECEIVED], cells[cell + FLOWS])
    this.keys[lightest] = key
    this.weights[lightest] += sent + received
    cells[cell + SENT] = sent
    cells[cell + RECEIVED] = received
    cells[cell + FLOWS] = flows
    cells[cell + EXTRA] = -1
    return lightest
  }

  private grow(): void {
    const capacity = Math.min(this.limit, Math.max(FIRST_ENTRIES, 2 * this.capacity))
    this.capacity = capacity
    this.keys = larger(this.keys, new Float64Array(capacity))
    this.weights = larger(this.weights, new Float64Array(capacity))
    this.cells = larger(this.cells, new Float64Array(CELLS * capacity))
    if (this.hasWords) this.words = larger(this.words, new Uint32Array(4 * capacity))
  }
}

function larger<Column extends { set(values: Column): void }>(before: Column, after: Column): Column {
  after.set(before)
  return after
}
