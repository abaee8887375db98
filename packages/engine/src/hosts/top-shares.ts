// The heaviest entries of something, bounded: space-saving (Metwally et al. 2005) over numbers as keys. A newcomer to a
// full list takes the place of the lightest and inherits its weight for ranking only; what is shown are bytes really
// counted for the key, and what left goes to "other", so that a sum over all stays the truth.

const STRIDE = 5
const KEY = 0, SENT = 1, RECEIVED = 2, FLOWS = 3, WEIGHT = 4

export class TopShares {
  otherSent = 0
  otherReceived = 0
  otherFlows = 0
  private readonly limit: number
  private readonly values: number[] = []

  constructor(limit: number) {
    this.limit = limit
  }

  clear(): void {
    this.values.length = 0
    this.otherSent = this.otherReceived = this.otherFlows = 0
  }

  get size(): number {
    return this.values.length / STRIDE
  }

  /** Slot of the key, made if need be. */
  slotOf(key: number): number {
    const values = this.values
    let lightest = 0
    for (let at = 0; at < values.length; at += STRIDE) {
      if (values[at] === key) return at / STRIDE
      if (values[at + WEIGHT] < values[lightest + WEIGHT]) lightest = at
    }
    if (values.length < this.limit * STRIDE) {
      values.push(key, 0, 0, 0, 0)
      return values.length / STRIDE - 1
    }
    this.otherSent += values[lightest + SENT]
    this.otherReceived += values[lightest + RECEIVED]
    this.otherFlows += values[lightest + FLOWS]
    values[lightest + KEY] = key
    values[lightest + SENT] = values[lightest + RECEIVED] = values[lightest + FLOWS] = 0
    return lightest / STRIDE
  }

  add(slot: number, sent: number, received: number, flows: number): void {
    const at = slot * STRIDE
    this.values[at + SENT] += sent
    this.values[at + RECEIVED] += received
    this.values[at + FLOWS] += flows
    this.values[at + WEIGHT] += sent + received
  }

  key(slot: number): number {
    return this.values[slot * STRIDE]
  }
  sent(slot: number): number {
    return this.values[slot * STRIDE + SENT]
  }
  received(slot: number): number {
    return this.values[slot * STRIDE + RECEIVED]
  }
  flows(slot: number): number {
    return this.values[slot * STRIDE + FLOWS]
  }

  /** Slots, heaviest first. */
  ranked(): number[] {
    return Array.from({ length: this.size }, (_, slot) => slot).toSorted((a, b) => this.sent(b) + this.received(b) - this.sent(a) - this.received(a))
  }
}
