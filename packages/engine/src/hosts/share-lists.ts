// The heaviest entries of many things at once, all in one pool of columns: each list is a chain of entries, 52 bytes each
// (arrays of their own would cost eight times as much for a host with one flow, and garbage when it leaves).
// A list is bounded by space-saving (Metwally et al. 2005): a newcomer to a full list takes the place of the lightest and
// inherits its weight for ranking only. What is shown are bytes really counted for the key; what left goes to the list's
// entry OTHER, so that a sum over all stays the truth.

const OTHER = Number.NEGATIVE_INFINITY
const FIRST_ENTRIES = 1024
// What a search reads stands together, so that an entry costs one cache line. NEXT is an entry plus one, 0 = end.
// WEIGHT: bytes of the entry plus what it inherited from its former key.
const CELLS = 4
const KEY = 0, WEIGHT = 1, NEXT = 2, FLOWS = 3

export class ShareLists {
  used = 0
  /** Newcomers that found neither a free entry nor one to take over. */
  refused = 0
  readonly limit: number
  sent = new Float64Array(0)
  received = new Float64Array(0)
  /** The caller's: application of a port. */
  extra = new Int32Array(0)
  /** Four an entry, in lists of addresses only. */
  words = new Uint32Array(0)
  private cells = new Float64Array(0)
  private capacity = 0
  private free = 0
  private readonly hasWords: boolean

  constructor(limit: number, hasWords = false) {
    this.limit = limit
    this.hasWords = hasWords
  }

  key(entry: number): number {
    return this.cells[CELLS * entry + KEY]
  }
  flows(entry: number): number {
    return this.cells[CELLS * entry + FLOWS]
  }

  /** Counts for the key in the list whose first entry (plus one) is `heads[at]`. Its entry, or -1 when it went to OTHER. */
  add(heads: Uint32Array, at: number, maxKeys: number, key: number, sent: number, received: number, flows: number): number {
    const { cells } = this
    let keys = 0
    let previous = -1
    let other = -1
    let lightest = -1
    let least = Number.POSITIVE_INFINITY
    for (let entry = heads[at] - 1; entry >= 0; entry = cells[CELLS * entry + NEXT] - 1) {
      const there = cells[CELLS * entry + KEY]
      if (there === key) {
        this.count(entry, sent, received, flows)
        if (keys > 2) this.toFront(heads, at, previous, entry)
        return entry
      }
      if (there === OTHER) other = entry
      else {
        keys++
        if (cells[CELLS * entry + WEIGHT] < least) {
          least = cells[CELLS * entry + WEIGHT]
          lightest = entry
        }
      }
      previous = entry
    }
    if (keys < maxKeys) {
      const entry = this.make(heads, at, key)
      if (entry >= 0) {
        this.count(entry, sent, received, flows)
        return entry
      }
    }
    if (lightest >= 0) return this.takeOver(heads, at, lightest, other, key, sent, received, flows)
    this.addOther(heads, at, sent, received, flows)
    return -1
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
    for (let entry = head - 1; entry >= 0; entry = this.after(entry)) if (this.key(entry) === OTHER) return entry
    return -1
  }

  /** Entries without OTHER, heaviest first. */
  ranked(head: number): number[] {
    const entries: number[] = []
    for (let entry = head - 1; entry >= 0; entry = this.after(entry)) if (this.key(entry) !== OTHER) entries.push(entry)
    return entries.toSorted((a, b) => this.sent[b] + this.received[b] - this.sent[a] - this.received[a] || this.key(a) - this.key(b))
  }

  /** Number of keys. */
  size(head: number): number {
    let keys = 0
    for (let entry = head - 1; entry >= 0; entry = this.after(entry)) if (this.key(entry) !== OTHER) keys++
    return keys
  }

  /** Entry with most bytes, -1 = empty. */
  heaviest(head: number): number {
    let best = -1
    for (let entry = head - 1; entry >= 0; entry = this.after(entry))
      if (this.key(entry) !== OTHER && (best < 0 || this.sent[entry] + this.received[entry] > this.sent[best] + this.received[best])) best = entry
    return best
  }

  clear(heads: Uint32Array, at: number): void {
    for (let entry = heads[at] - 1; entry >= 0; ) {
      const after = this.after(entry)
      this.cells[CELLS * entry + NEXT] = this.free
      this.free = entry + 1
      this.used--
      entry = after
    }
    heads[at] = 0
  }

  private after(entry: number): number {
    return this.cells[CELLS * entry + NEXT] - 1
  }

  private count(entry: number, sent: number, received: number, flows: number): void {
    this.sent[entry] += sent
    this.received[entry] += received
    this.cells[CELLS * entry + WEIGHT] += sent + received
    this.cells[CELLS * entry + FLOWS] += flows
  }

  private toFront(heads: Uint32Array, at: number, previous: number, entry: number): void {
    this.cells[CELLS * previous + NEXT] = this.cells[CELLS * entry + NEXT]
    this.cells[CELLS * entry + NEXT] = heads[at]
    heads[at] = entry + 1
  }

  private make(heads: Uint32Array, at: number, key: number): number {
    if (this.free === 0 && !this.grow()) return -1
    const entry = this.free - 1
    const { cells } = this
    this.free = cells[CELLS * entry + NEXT]
    this.used++
    cells[CELLS * entry + KEY] = key
    cells[CELLS * entry + WEIGHT] = 0
    cells[CELLS * entry + NEXT] = heads[at]
    cells[CELLS * entry + FLOWS] = 0
    this.sent[entry] = this.received[entry] = 0
    this.extra[entry] = -1
    heads[at] = entry + 1
    return entry
  }

  private takeOver(heads: Uint32Array, at: number, lightest: number, other: number, key: number, sent: number, received: number, flows: number): number {
    const place = other >= 0 ? other : this.make(heads, at, OTHER)
    const { cells } = this
    if (place < 0) {
      cells[CELLS * lightest + KEY] = OTHER // no entry to be had: the list goes on without this key
      this.count(lightest, sent, received, flows)
      return -1
    }
    this.count(place, this.sent[lightest], this.received[lightest], this.flows(lightest))
    cells[CELLS * lightest + KEY] = key
    cells[CELLS * lightest + WEIGHT] += sent + received
    cells[CELLS * lightest + FLOWS] = flows
    this.sent[lightest] = sent
    this.received[lightest] = received
    this.extra[lightest] = -1
    return lightest
  }

  private grow(): boolean {
    const before = this.capacity
    const capacity = Math.min(this.limit, Math.max(FIRST_ENTRIES, 2 * before))
    if (capacity <= before) return false
    this.capacity = capacity
    this.cells = larger(this.cells, new Float64Array(CELLS * capacity))
    this.sent = larger(this.sent, new Float64Array(capacity))
    this.received = larger(this.received, new Float64Array(capacity))
    this.extra = larger(this.extra, new Int32Array(capacity))
    if (this.hasWords) this.words = larger(this.words, new Uint32Array(4 * capacity))
    for (let entry = capacity - 1; entry >= before; entry--) {
      this.cells[CELLS * entry + NEXT] = this.free
      this.free = entry + 1
    }
    return true
  }
}

function larger<Column extends { set(values: Column): void }>(before: Column, after: Column): Column {
  after.set(before)
  return after
}
