// Whose operating system was told already: a direct-mapped table, so that a host is named once and not with each of its connections.

const ROWS = 4096

export class ToldSystems {
  /** Four address words and the fingerprint. */
  private readonly told = new Uint32Array(ROWS * 5)

  /** True, and noted, unless this address was told with this fingerprint last. */
  isNew(words: Uint32Array, at: number, fingerprint: number): boolean {
    const { told } = this
    let hash = fingerprint
    for (let i = 0; i < 4; i++) hash = Math.imul(hash ^ words[at + i], 0x85ebca6b) ^ (hash >>> 13)
    const row = ((hash >>> 8) & (ROWS - 1)) * 5
    let same = told[row + 4] === fingerprint
    for (let i = 0; i < 4; i++) same &&= told[row + i] === words[at + i]
    if (same) return false
    for (let i = 0; i < 4; i++) told[row + i] = words[at + i]
    told[row + 4] = fingerprint
    return true
  }
}
