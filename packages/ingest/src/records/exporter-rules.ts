// What the user says of exporters by address: who may send, and which sampling rate is assumed or forced. For every protocol that
// sends flow records. Asked once per exporter, not per record.
import { type LocalNetwork, parseNetwork } from "@netweir/engine/addresses/networks.ts"
import { type PrefixEntry, PrefixTrie } from "@netweir/engine/addresses/prefix-trie.ts"

export interface ExporterRules {
  allows(words: Uint32Array): boolean
  /** Sampling rate that counts whatever the exporter says, 0 = none. */
  forcedSamplingOf(words: Uint32Array): number
  /** Sampling rate when the exporter says nothing, 0 = none. */
  assumedSamplingOf(words: Uint32Array): number
}

export interface ExporterRuleTexts {
  /** Addresses and prefixes; empty = everybody. */
  readonly allow?: readonly string[]
  /** "192.0.2.1=1000", "10.0.0.0/8=512": forced. With "?" before the number ("10.0.0.0/8=?512") it is only assumed. */
  readonly sampling?: readonly string[]
}

export const MAX_EXPORTER_RULES = 4096
const MAX_RATE = 0xffffffff

/** Texts that mean nothing are in `refused`. */
export function parseExporterRules(texts: ExporterRuleTexts): { readonly rules: ExporterRules; readonly refused: readonly string[] } {
  const refused: string[] = []
  const allow = new RateTable()
  const forced = new RateTable()
  const assumed = new RateTable()
  for (const text of (texts.allow ?? []).slice(0, MAX_EXPORTER_RULES)) {
    const network = parseNetwork(text)
    if (network === null) refused.push(text)
    else allow.add(network, 1)
  }
  for (const text of (texts.sampling ?? []).slice(0, MAX_EXPORTER_RULES)) {
    const match = /^([^=]+)=(\?)?(\d{1,10})$/.exec(text.replaceAll(" ", ""))
    const network = match === null ? null : parseNetwork(match[1])
    const rate = Number(match?.[3] ?? 0)
    if (network === null || rate < 1 || rate > MAX_RATE) refused.push(text)
    else (match?.[2] === undefined ? forced : assumed).add(network, rate)
  }
  for (const list of [texts.allow, texts.sampling]) refused.push(...(list ?? []).slice(MAX_EXPORTER_RULES))
  allow.close()
  forced.close()
  assumed.close()
  // A list of nothing but mistakes lets nobody in: better than everybody.
  const everybody = (texts.allow ?? []).length === 0
  return {
    refused,
    rules: {
      allows: (words) => everybody || allow.find(words) > 0,
      forcedSamplingOf: (words) => forced.find(words),
      assumedSamplingOf: (words) => assumed.find(words),
    },
  }
}

/** Longest prefix to number; 0 = none. */
class RateTable {
  private readonly entries: PrefixEntry[] = []
  private readonly rates: number[] = []
  private trie = new PrefixTrie([])

  add(network: LocalNetwork, rate: number): void {
    this.entries.push({ network, port: 0 })
    this.rates.push(rate)
  }

  close(): void {
    this.trie = new PrefixTrie(this.entries)
  }

  find(words: Uint32Array): number {
    const index = this.trie.find(words, 0, 0)
    return index < 0 ? 0 : this.rates[index]
  }
}
