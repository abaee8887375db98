// From an address to a number by binary search over the starts of ranges. A range lasts until the next start; gaps are
// ranges with the value 0. IPv4 starts are single words, IPv6 starts four words each.

export class RangeTable {
  private readonly starts: Uint32Array
  private readonly values: Uint32Array
  private readonly words: 1 | 4

  constructor(starts: Uint32Array, values: Uint32Array, words: 1 | 4) {
    this.starts = starts
    this.values = values
    this.words = words
  }

  /** IPv4: `at` is the index of the address word; IPv6: of the first of four. 0 = not in the table. */
  find(address: Uint32Array, at: number): number {
    let low = 0
    let high = this.values.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.isAfter(middle, address, at)) high = middle
      else low = middle + 1
    }
    return low === 0 ? 0 : this.values[low - 1]
  }

  private isAfter(row: number, address: Uint32Array, at: number): boolean {
    if (this.words === 1) return this.starts[row] > address[at]
    for (let i = 0; i < 4; i++) {
      const start = this.starts[4 * row + i]
      if (start !== address[at + i]) return start > address[at + i]
    }
    return false
  }
}
