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
  /** Pairs: row + 1 (0 = free), and the hash: a row that only stands in the way is never read. */
  private readonly slots: Uint32Array
  private readonly mask: number
  private readonly seed: number
  private readonly words: Uint32Array
  private readonly vlan: Uint16Array

  /** `words` and `vlan` are the table's own columns. */
  constructor(limit: number, seed: number, words: Uint32Array, vlan: Uint16Array) {
    let size = 16
    while (size < 2 * limit) size *= 2
    this.slots = new Uint32Array(2 * size)
    this.mask = size - 1
    this.seed = seed
    this.words = words
    this.vlan = vlan
  }

  get bytes(): number {
    return this.slots.byteLength
  }

  find(words: Uint32Array, at: number, vlan: number): number {
    const { slots, mask, words: table } = this
    const hash = hashAddress(words, at, vlan, this.seed)
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const row = slots[2 * slot] - 1
      if (row < 0) return -1
      if (slots[2 * slot + 1] !== hash) continue
      const key = 4 * row
      if (table[key + 3] === words[at + 3] && table[key] === words[at] && table[key + 1] === words[at + 1] && table[key + 2] === words[at + 2] && this.vlan[row] === vlan) return row
    }
  }

  add(row: number): void {
    const { slots, mask } = this
    const hash = this.hashOf(row)
    let slot = hash & mask
    while (slots[2 * slot] !== 0) slot = (slot + 1) & mask
    slots[2 * slot] = row + 1
    slots[2 * slot + 1] = hash
  }

  remove(row: number): void {
    const { slots, mask } = this
    let hole = this.hashOf(row) & mask
    while (slots[2 * hole] !== row + 1) hole = (hole + 1) & mask
    // Whoever stands behind the hole and could not have it as its own place moves up.
    for (let slot = (hole + 1) & mask; slots[2 * slot] !== 0; slot = (slot + 1) & mask) {
      const home = slots[2 * slot + 1] & mask
      const stays = hole <= slot ? hole < home && home <= slot : hole < home || home <= slot
      if (stays) continue
      slots[2 * hole] = slots[2 * slot]
      slots[2 * hole + 1] = slots[2 * slot + 1]
      hole = slot
    }
    slots[2 * hole] = 0
  }

  private hashOf(row: number): number {
    return hashAddress(this.words, 4 * row, this.vlan[row], this.seed)
  }
}
