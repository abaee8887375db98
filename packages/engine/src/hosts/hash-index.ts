// Open addressing (linear probing, backward-shift deletion) from (address, VLAN) to a row. Seeded per engine: whoever
// picks addresses cannot pick collisions.

/** Mixes four address words and the VLAN; also the hash of the peer estimate. */
export function hashAddress(words: Uint32Array, at: number, vlan: number, seed: number): number {
  let hash = seed ^ vlan
  for (let i = 0; i < 4; i++) {
    hash = Math.imul(hash ^ words[at + i], 0x9e3779b1)
    hash ^= hash >>> 15
    hash = Math.imul(hash, 0x85ebca6b)
    hash ^= hash >>> 13
  }
  return hash >>> 0
}

export class HashIndex {
  /** Row + 1; 0 = free. */
  private readonly slots: Uint32Array
  private readonly mask: number
  private readonly seed: number
  private readonly words: Uint32Array
  private readonly vlan: Uint16Array

  /** `words` and `vlan` are the table's own columns. */
  constructor(limit: number, seed: number, words: Uint32Array, vlan: Uint16Array) {
    let size = 16
    while (size < 2 * limit) size *= 2
    this.slots = new Uint32Array(size)
    this.mask = size - 1
    this.seed = seed
    this.words = words
    this.vlan = vlan
  }

  get bytes(): number {
    return this.slots.byteLength
  }

  find(words: Uint32Array, at: number, vlan: number): number {
    const table = this.words
    let slot = hashAddress(words, at, vlan, this.seed) & this.mask
    for (;;) {
      const row = this.slots[slot] - 1
      if (row < 0) return -1
      const key = 4 * row
      if (table[key + 3] === words[at + 3] && table[key] === words[at] && table[key + 1] === words[at + 1] && table[key + 2] === words[at + 2] && this.vlan[row] === vlan) return row
      slot = (slot + 1) & this.mask
    }
  }

  add(row: number): void {
    let slot = this.home(row)
    while (this.slots[slot] !== 0) slot = (slot + 1) & this.mask
    this.slots[slot] = row + 1
  }

  remove(row: number): void {
    let hole = this.home(row)
    while (this.slots[hole] !== row + 1) hole = (hole + 1) & this.mask
    // Whoever stands behind the hole and could not have it as its own place moves up.
    let slot = hole
    for (;;) {
      slot = (slot + 1) & this.mask
      const other = this.slots[slot] - 1
      if (other < 0) break
      const home = this.home(other)
      const stays = hole <= slot ? hole < home && home <= slot : hole < home || home <= slot
      if (stays) continue
      this.slots[hole] = other + 1
      hole = slot
    }
    this.slots[hole] = 0
  }

  private home(row: number): number {
    return hashAddress(this.words, 4 * row, this.vlan[row], this.seed) & this.mask
  }
}
