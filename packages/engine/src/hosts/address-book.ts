// What is known about an address beside its traffic: names by source, operating system, proven MAC. Cards of hosts in
// the table live with their rows; cards of addresses that are not there (an answer came before the first packet, the
// host went idle) wait in a bounded cache, the longest unused leaving first.
import { nameSources } from "@netweir/model"
import { formatIp, parseIp } from "../addresses/ip-text.ts"
import { hashAddress } from "./hash-index.ts"

/** `nameSources` stands in order of precedence: none, mdns, netbios, dns, dhcp, alias. A TLS SNI is no source at all. */
export type NameSource = Exclude<(typeof nameSources)[number], "none">

export interface HostName { name: string; source: NameSource; lastSeenMs: number }

interface Card {
  /** At most one per source, the newest. */
  names: HostName[]
  os: string | null
  /** 48 bits as a number; -1 = nobody said. */
  mac: number
}

/** Says that nothing is known about an address before its text is made: cards counted by a hash of the address. */
class AddressFilter {
  private readonly counts = new Uint16Array(FILTER_SLOTS)
  private readonly words = new Uint32Array(4)

  count(ip: string, by: number): void {
    if (parseIp(ip, this.words)) this.counts[hashAddress(this.words, 0, 0, 0) & (FILTER_SLOTS - 1)] += by
  }
  mayHave(words: Uint32Array, at: number): boolean {
    return this.counts[hashAddress(words, at, 0, 0) & (FILTER_SLOTS - 1)] > 0
  }
}
const FILTER_SLOTS = 65_536

const MAX_NAME_CHARACTERS = 255
const MAX_OS_CHARACTERS = 64
export const MAX_WAITING_CARDS = 16_384

export class AddressBook {
  evicted = 0
  private readonly aliases = new Map<string, string>()
  private readonly cards: (Card | undefined)[] = []
  private readonly waiting = new Map<string, Card>()
  /** Addresses with a waiting card or an alias. */
  private readonly filter = new AddressFilter()

  /** Aliases by "address" or "address@vlan". */
  constructor(aliases: Readonly<Record<string, string>>) {
    const words = new Uint32Array(4)
    for (const [address, alias] of Object.entries(aliases)) {
      const [ip, vlan] = address.split("@")
      if (!parseIp(ip, words)) continue
      this.aliases.set(vlan === undefined ? formatIp(words, 0) : keyOf(formatIp(words, 0), Number(vlan)), alias)
      this.filter.count(ip, 1)
    }
  }

  get waitingCount(): number {
    return this.waiting.size
  }

  /** A host entered the table: what was known about its address comes with it. Costs nothing while nothing is known. */
  hostEntered(row: number, words: Uint32Array, at: number, vlan: number): void {
    if (row < this.cards.length) this.cards[row] = undefined
    if (!this.filter.mayHave(words, at)) return
    const ip = formatIp(words, at)
    const key = keyOf(ip, vlan)
    const card = this.waiting.get(key)
    if (card) {
      this.forget(key)
      this.makeRoom(row)
      this.cards[row] = card
    }
    const alias = this.aliases.get(key) ?? this.aliases.get(ip)
    if (alias !== undefined) this.put(this.cardOf(row), alias, "alias", 0)
  }

  /** It left the table: what is known is kept for its return. */
  hostLeft(row: number, words: Uint32Array, at: number, vlan: number): void {
    const card = this.cards[row]
    if (!card) return
    this.cards[row] = undefined
    card.names = card.names.filter((one) => one.source !== "alias") // given anew when the host returns
    if (card.names.length > 0 || card.os !== null || card.mac >= 0) this.wait(keyOf(formatIp(words, at), vlan), card)
  }

  /** The user's own name for an address on all VLANs, from now on; null takes it back. `rows`: hosts that have the address. */
  setAlias(ip: string, alias: string | null, rows: readonly number[]): void {
    this.filter.count(ip, (alias ? 1 : 0) - (this.aliases.has(ip) ? 1 : 0))
    if (alias) this.aliases.set(ip, alias)
    else this.aliases.delete(ip)
    for (const row of rows) {
      const card = this.cardOf(row)
      card.names = card.names.filter((one) => one.source !== "alias")
      if (alias) card.names = [...card.names, { name: alias, source: "alias", lastSeenMs: 0 }]
    }
  }

  /** `row` is -1 for an address that is not in the table. */
  learnName(row: number, ip: string, vlan: number, name: string, source: NameSource, timestampMs: number): void {
    if (name === "" || name === ip) return
    this.put(row >= 0 ? this.cardOf(row) : this.waitingCard(ip, vlan), name.slice(0, MAX_NAME_CHARACTERS), source, timestampMs)
  }

  learnOs(row: number, ip: string, vlan: number, os: string): void {
    if (os === "") return
    const card = row >= 0 ? this.cardOf(row) : this.waitingCard(ip, vlan)
    card.os = os.slice(0, MAX_OS_CHARACTERS)
  }

  learnMac(row: number, ip: string, vlan: number, mac: number): void {
    if (row < 0 && this.waiting.get(keyOf(ip, vlan))?.mac === mac) return // ARP repeats itself
    const card = row >= 0 ? this.cardOf(row) : this.waitingCard(ip, vlan)
    card.mac = mac
  }

  best(row: number): HostName | null {
    let best: HostName | null = null
    for (const name of this.cards[row]?.names ?? []) if (!best || rank(name.source) > rank(best.source)) best = name
    return best
  }

  nameOf(row: number): string | null {
    return this.best(row)?.name ?? null
  }

  /** Best first. */
  namesOf(row: number): readonly HostName[] {
    return [...(this.cards[row]?.names ?? [])].toSorted((a, b) => rank(b.source) - rank(a.source))
  }

  osOf(row: number): string | null {
    return this.cards[row]?.os ?? null
  }

  provenMacOf(row: number): number {
    return this.cards[row]?.mac ?? -1
  }

  private put(card: Card, name: string, source: NameSource, timestampMs: number): void {
    const known = card.names.find((one) => one.source === source)
    if (!known) card.names = [...card.names, { name, source, lastSeenMs: timestampMs }] // exact: push would reserve 17
    else if (timestampMs >= known.lastSeenMs) {
      known.name = name
      known.lastSeenMs = timestampMs
    }
  }

  private cardOf(row: number): Card {
    const known = this.cards[row]
    if (known) return known
    this.makeRoom(row)
    const card: Card = { names: [], os: null, mac: -1 }
    this.cards[row] = card
    return card
  }

  /** Without holes: an array with holes becomes a dictionary. */
  private makeRoom(row: number): void {
    while (this.cards.length <= row) this.cards.push(undefined)
  }

  private waitingCard(ip: string, vlan: number): Card {
    const key = keyOf(ip, vlan)
    const card = this.waiting.get(key) ?? { names: [], os: null, mac: -1 }
    this.forget(key) // to the young end
    this.wait(key, card)
    return card
  }

  private wait(key: string, card: Card): void {
    this.waiting.set(key, card)
    this.filter.count(addressOf(key), 1)
    if (this.waiting.size <= MAX_WAITING_CARDS) return
    const oldest = this.waiting.keys().next()
    if (!oldest.done) this.forget(oldest.value)
    this.evicted++
  }

  private forget(key: string): void {
    if (this.waiting.delete(key)) this.filter.count(addressOf(key), -1)
  }
}

function keyOf(ip: string, vlan: number): string {
  return `${ip}@${vlan}`
}

function addressOf(key: string): string {
  return key.slice(0, key.indexOf("@"))
}

function rank(source: NameSource): number {
  return nameSources.indexOf(source)
}
