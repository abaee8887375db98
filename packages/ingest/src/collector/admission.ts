// Which addresses may become exporters here. While few are known, everybody is let in at once. Beyond that a new one has to keep sending
// for a while: somebody who floods us with made-up addresses, each used once, fills no table, and those who were here before don't notice.
import type { ExporterRules } from "../records/exporter-rules.ts"

export interface AdmissionLimits {
  /** Let in without proof. */
  readonly free: number
  /** Let in at all; beyond it those that were silent for long make room. */
  readonly known: number
}

const defaultLimits: AdmissionLimits = { free: 2048, known: 8192 }
/** Places on probation: an address is forgotten when another falls on its place. */
const PROBATION_PLACES = 8192
const PROOF_DATAGRAMS = 3
const PROOF_US = 1_000_000
const SILENT_US = 3_600_000_000
const SEARCH_US = 10_000_000

export type Admission = "admitted" | "exporter-not-allowed" | "too-many-exporters"

export class ExporterAdmission {
  readonly #rules: ExporterRules
  readonly #limits: AdmissionLimits
  readonly #seed: number
  readonly #mask: number
  /** Open addressing: place + 1, 0 = free. */
  readonly #slots: Int32Array
  #words: Uint32Array
  #lastUs: Float64Array
  #count = 0
  #last = -1
  #searchedUs = Number.NEGATIVE_INFINITY
  readonly #probationWords = new Uint32Array(4 * PROBATION_PLACES)
  readonly #probationCount = new Uint8Array(PROBATION_PLACES)
  readonly #probationSinceUs = new Float64Array(PROBATION_PLACES)

  constructor(rules: ExporterRules, limits: Partial<AdmissionLimits> = {}, seed = Math.floor(Math.random() * 2 ** 32)) {
    this.#rules = rules
    this.#limits = { ...defaultLimits, ...limits }
    this.#seed = seed
    const size = 2 ** Math.ceil(Math.log2(Math.max(2, 2 * this.#limits.known)))
    this.#mask = size - 1
    this.#slots = new Int32Array(size)
    this.#words = new Uint32Array(4 * this.#limits.known)
    this.#lastUs = new Float64Array(this.#limits.known)
  }

  get count(): number {
    return this.#count
  }

  /** Asked for every datagram. */
  admit(words: Uint32Array, at: number, nowUs: number): Admission {
    if (this.#last >= 0 && isAt(this.#words, 4 * this.#last, words, at)) {
      this.#lastUs[this.#last] = nowUs
      return "admitted"
    }
    const hash = this.#hash(words, at)
    for (let slot = hash & this.#mask; this.#slots[slot] !== 0; slot = (slot + 1) & this.#mask) {
      const place = this.#slots[slot] - 1
      if (!isAt(this.#words, 4 * place, words, at)) continue
      this.#last = place
      this.#lastUs[place] = nowUs
      return "admitted"
    }
    if (!this.#rules.allows(words.subarray(at, at + 4))) return "exporter-not-allowed"
    if (this.#count >= this.#limits.free && !this.#hasProof(words, at, hash, nowUs)) return "too-many-exporters"
    if (this.#count >= this.#limits.known && !this.#makeRoom(nowUs)) return "too-many-exporters"
    this.#add(words, at, hash, nowUs)
    return "admitted"
  }

  #hasProof(words: Uint32Array, at: number, hash: number, nowUs: number): boolean {
    const place = (hash >>> 8) % PROBATION_PLACES
    if (!isAt(this.#probationWords, 4 * place, words, at)) {
      for (let i = 0; i < 4; i++) this.#probationWords[4 * place + i] = words[at + i]
      this.#probationCount[place] = 1
      this.#probationSinceUs[place] = nowUs
      return false
    }
    if (this.#probationCount[place] < 255) this.#probationCount[place]++
    return this.#probationCount[place] >= PROOF_DATAGRAMS && nowUs - this.#probationSinceUs[place] >= PROOF_US
  }

  #makeRoom(nowUs: number): boolean {
    if (nowUs - this.#searchedUs < SEARCH_US) return false
    this.#searchedUs = nowUs
    const [words, lastUs, count] = [this.#words, this.#lastUs, this.#count]
    this.#words = new Uint32Array(words.length)
    this.#lastUs = new Float64Array(lastUs.length)
    this.#slots.fill(0)
    this.#count = 0
    this.#last = -1
    for (let place = 0; place < count; place++) if (nowUs - lastUs[place] < SILENT_US) this.#add(words, 4 * place, this.#hash(words, 4 * place), lastUs[place])
    return this.#count < count
  }

  #add(words: Uint32Array, at: number, hash: number, nowUs: number): void {
    const place = this.#count++
    for (let i = 0; i < 4; i++) this.#words[4 * place + i] = words[at + i]
    this.#lastUs[place] = nowUs
    let slot = hash & this.#mask
    while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask
    this.#slots[slot] = place + 1
    this.#last = place
  }

  #hash(words: Uint32Array, at: number): number {
    let hash = this.#seed | 0
    for (let i = 0; i < 4; i++) {
      hash = Math.imul(hash ^ words[at + i], 0x9e37_79b1)
      hash = Math.imul(hash ^ (hash >>> 15), 0x85eb_ca77)
      hash ^= hash >>> 13
    }
    return hash >>> 0
  }
}

function isAt(table: Uint32Array, tableAt: number, words: Uint32Array, at: number): boolean {
  return table[tableAt + 3] === words[at + 3] && table[tableAt + 2] === words[at + 2] && table[tableAt + 1] === words[at + 1] && table[tableAt] === words[at]
}
