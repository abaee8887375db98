// The heaviest entries of something, bounded: space-saving (Metwally et al. 2005) over numbers as keys. A newcomer to a
// full list takes the place of the lightest and inherits its weight for ranking only; what is shown are bytes really
// counted for the key, and what left goes to "other", so that a sum over all stays the truth.

const STRIDE = 4
const SENT = 0, RECEIVED = 1, FLOWS = 2, WEIGHT = 3

export class TopShares {
  otherSent = 0
  otherReceived = 0
  otherFlows = 0
  private readonly limit: number
  /** Apart from the counters, so that a search touches little memory. */
  private readonly keys: number[] = []
  private readonly counters: number[] = []

  constructor(limit: number) {
    this.limit = limit
  }

  clear(): void {
    this.keys.length = 0
    this.counters.length = 0
    this.otherSent = this.otherReceived = this.otherFlows = 0
  }

  get size(): number {
    return this.keys.length
  }

  /** Whether nothing has left the list: then it holds all keys there ever were. */
  get isComplete(): boolean {
    return this.otherFlows === 0 && this.otherSent === 0 && this.otherReceived === 0
  }

  /** Slot of the key, made if need be. */
  slotOf(key: number): number {
    const { keys } = this
    for (let slot = 0; slot < keys.length; slot++) if (keys[slot] === key) return slot
    if (keys.length < this.limit) {
      keys.push(key)
      this.counters.push(0, 0, 0, 0)
      return keys.length - 1
    }
    return this.takeOver(key)
  }

  private takeOver(key: number): number {
    const { counters } = this
    let lightest = 0
    for (let at = 0; at < counters.length; at += STRIDE) if (counters[at + WEIGHT] < counters[lightest + WEIGHT]) lightest = at
    this.otherSent += counters[lightest + SENT]
    this.otherReceived += counters[lightest + RECEIVED]
    this.otherFlows += counters[lightest + FLOWS]
    counters[lightest + SENT] = counters[lightest + RECEIVED] = counters[lightest + FLOWS] = 0
    this.keys[lightest / STRIDE] = key
    return lightest / STRIDE
  }

  add(slot: number, sent: number, received: number, flows: number): void {
    const { counters } = this
    const at = slot * STRIDE
    counters[at + SENT] += sent
    counters[at + RECEIVED] += received
    counters[at + FLOWS] += flows
    counters[at + WEIGHT] += sent + received
  }

  key(slot: number): number {
    return this.keys[slot]
  }
  sent(slot: number): number {
    return this.counters[slot * STRIDE + SENT]
  }
  received(slot: number): number {
    return this.counters[slot * STRIDE + RECEIVED]
  }
  flows(slot: number): number {
    return this.counters[slot * STRIDE + FLOWS]
  }

  /** Slots, heaviest first. */
  ranked(): number[] {
    return Array.from({ length: this.size }, (_, slot) => slot).toSorted((a, b) => this.sent(b) + this.received(b) - this.sent(a) - this.received(a))
  }
}
