// Agents by address and sub-agent id, bounded. When it is full, one that was silent for long makes room; while all are heard, new ones
// are refused: strangers that flood us with made-up addresses don't push out those who deliver.
import { Agent } from "./agent.ts"

/** Agents send counters every half minute or so, whatever the traffic. */
const SILENT_US = 600_000_000
/** How often the table is searched for silent ones. */
const SEARCH_US = 10_000_000

const KEY_WORDS = 5

export class AgentTable {
  readonly #limit: number
  readonly #seed: number
  readonly #mask: number
  /** Open addressing: agent's place + 1, 0 = free. Rebuilt when one is replaced. */
  readonly #slots: Int32Array
  readonly #keys: Uint32Array
  readonly agents: Agent[] = []
  #last = -1
  #searchedUs = Number.NEGATIVE_INFINITY

  constructor(limit: number, seed: number) {
    this.#limit = limit
    this.#seed = seed
    const size = 2 ** Math.ceil(Math.log2(Math.max(2, 2 * limit)))
    this.#mask = size - 1
    this.#slots = new Int32Array(size)
    this.#keys = new Uint32Array(KEY_WORDS * limit)
  }

  find(words: Uint32Array, subAgent: number): Agent | null {
    if (this.#last >= 0 && this.#isKey(this.#last, words, subAgent)) return this.agents[this.#last]
    for (let slot = this.#hash(words, subAgent) & this.#mask; this.#slots[slot] !== 0; slot = (slot + 1) & this.#mask) {
      const place = this.#slots[slot] - 1
      if (!this.#isKey(place, words, subAgent)) continue
      this.#last = place
      return this.agents[place]
    }
    return null
  }

  /** Is there a place for one more? Makes one if somebody has gone silent. */
  hasRoom(nowUs: number): boolean {
    if (this.agents.length < this.#limit) return true
    if (nowUs - this.#searchedUs < SEARCH_US) return false
    this.#searchedUs = nowUs
    const kept = this.agents.map((agent, place) => ({ agent, place })).filter(({ agent }) => nowUs - agent.lastSeenUs < SILENT_US)
    if (kept.length === this.agents.length) return false
    const keys = kept.map(({ place }) => this.#keys.slice(KEY_WORDS * place, KEY_WORDS * (place + 1)))
    this.agents.length = 0
    this.#slots.fill(0)
    this.#last = -1
    for (const [i, { agent }] of kept.entries()) this.add(keys[i], keys[i][4], agent)
    return true
  }

  /** After `hasRoom`. */
  add(words: Uint32Array, subAgent: number, agent: Agent): void {
    const place = this.agents.push(agent) - 1
    for (let i = 0; i < 4; i++) this.#keys[KEY_WORDS * place + i] = words[i]
    this.#keys[KEY_WORDS * place + 4] = subAgent
    let slot = this.#hash(words, subAgent) & this.#mask
    while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask
    this.#slots[slot] = place + 1
    this.#last = place
  }

  #isKey(place: number, words: Uint32Array, subAgent: number): boolean {
    const keys = this.#keys
    const at = KEY_WORDS * place
    return keys[at + 3] === words[3] && keys[at + 4] === subAgent && keys[at] === words[0] && keys[at + 1] === words[1] && keys[at + 2] === words[2]
  }

  #hash(words: Uint32Array, subAgent: number): number {
    let hash = this.#seed | 0
    for (let i = 0; i < 4; i++) hash = mix(hash, words[i])
    return mix(hash, subAgent) >>> 0
  }
}

function mix(hash: number, word: number): number {
  let mixed = Math.imul(hash ^ word, 0x9e37_79b1)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85eb_ca77)
  return mixed ^ (mixed >>> 13)
}
