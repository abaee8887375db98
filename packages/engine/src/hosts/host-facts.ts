// The heavier side of a host, for its own page: who it talks to, by what, on which ports. Made for local hosts, and for
// remote ones while a budget lasts (see DetailBudget); every list in it is bounded.
import { PACKET_SIZES } from "../groups/names.ts"
import { TopNames } from "./top-names.ts"
import { TopShares } from "./top-shares.ts"

const MAX_APPS = 48
const MAX_CATEGORIES = 32
const MAX_L4 = 12
const MAX_DSCP = 16
const MAX_PEERS = 32
const MAX_PORTS = 32
const MAX_ICMP_TYPES = 16
const MAX_NAMES = 24

export class HostFacts {
  readonly apps = new TopShares(MAX_APPS)
  readonly categories = new TopShares(MAX_CATEGORIES)
  readonly l4 = new TopShares(MAX_L4)
  readonly dscp = new TopShares(MAX_DSCP)
  readonly peers = new TopShares(MAX_PEERS)
  /** Four words per slot of `peers`. */
  readonly peerWords: number[] = []
  /** Keys: IP protocol << 16 | port. Ports that the host serves, and those that it uses elsewhere. */
  readonly serverPorts = new TopShares(MAX_PORTS)
  readonly clientPorts = new TopShares(MAX_PORTS)
  /** Application key per slot of the port lists; -1 = not known. */
  readonly serverPortApps: number[] = []
  readonly clientPortApps: number[] = []
  /** Packets by size class: sent, then received. */
  readonly sizes: number[] = new Array<number>(2 * PACKET_SIZES).fill(0)
  synSent = 0
  synAckSent = 0
  finSent = 0
  resetSent = 0
  synReceived = 0
  resetReceived = 0
  /** Key: IP version << 8 | type; counts packets. */
  icmp: TopShares | null = null
  dns: DnsFacts | null = null
  http: HttpFacts | null = null
  tls: TlsFacts | null = null
  hassh: TopNames | null = null

  /** Traffic from before somebody wrote it down. */
  startWith(bytesSent: number, bytesReceived: number, flows: number): void {
    for (const list of [this.apps, this.categories, this.l4, this.dscp, this.peers]) {
      list.otherSent += bytesSent
      list.otherReceived += bytesReceived
      list.otherFlows += flows
    }
  }

  /** As new; the lists keep their memory. */
  clear(): void {
    for (const list of [this.apps, this.categories, this.l4, this.dscp, this.peers, this.serverPorts, this.clientPorts]) list.clear()
    this.peerWords.length = this.serverPortApps.length = this.clientPortApps.length = 0
    this.sizes.fill(0)
    this.synSent = this.synAckSent = this.finSent = this.resetSent = this.synReceived = this.resetReceived = 0
    this.icmp = this.dns = this.http = this.tls = this.hassh = null
  }

  addPeer(words: Uint32Array, at: number, sent: number, received: number, flows: number): void {
    const key = peerKey(words, at)
    const slot = this.peers.slotOf(key)
    for (let i = 0; i < 4; i++) this.peerWords[4 * slot + i] = words[at + i]
    this.peers.add(slot, sent, received, flows)
  }

  addPort(asServer: boolean, ipProtocol: number, port: number, app: number, sent: number, received: number, flows: number): void {
    const shares = asServer ? this.serverPorts : this.clientPorts
    const slot = shares.slotOf((ipProtocol << 16) | port)
    const apps = asServer ? this.serverPortApps : this.clientPortApps
    apps[slot] = app
    shares.add(slot, sent, received, flows)
  }

  addIcmp(ipVersion: number, type: number, sent: boolean, packets: number): void {
    this.icmp ??= new TopShares(MAX_ICMP_TYPES)
    this.icmp.add(this.icmp.slotOf((ipVersion << 8) | type), sent ? packets : 0, sent ? 0 : packets, 0)
  }

  dnsFacts(): DnsFacts {
    return (this.dns ??= { queriesSent: 0, queriesReceived: 0, repliesOk: 0, repliesError: 0, names: new TopNames(MAX_NAMES) })
  }
  httpFacts(): HttpFacts {
    return (this.http ??= { requestsAsClient: 0, requestsAsServer: 0, errors: 0, hosts: new TopNames(MAX_NAMES), userAgents: new TopNames(MAX_NAMES) })
  }
  tlsFacts(): TlsFacts {
    return (this.tls ??= { names: new TopNames(MAX_NAMES), ja4: new TopNames(MAX_NAMES) })
  }
  hasshFacts(): TopNames {
    return (this.hassh ??= new TopNames(MAX_NAMES))
  }
}

interface DnsFacts { queriesSent: number; queriesReceived: number; repliesOk: number; repliesError: number; readonly names: TopNames }
interface HttpFacts { requestsAsClient: number; requestsAsServer: number; errors: number; readonly hosts: TopNames; readonly userAgents: TopNames }
interface TlsFacts { readonly names: TopNames; readonly ja4: TopNames }

export function addShare(shares: TopShares, key: number, sent: number, received: number, flows: number): void {
  shares.add(shares.slotOf(key), sent, received, flows)
}

/** IPv4: the address. IPv6: 52 bits of the address, negative; two peers of one host sharing them is practically excluded. */
function peerKey(words: Uint32Array, at: number): number {
  if (words[at] === 0 && words[at + 1] === 0 && words[at + 2] === 0xffff) return words[at + 3]
  const high = Math.imul(words[at] ^ Math.imul(words[at + 1], 0x9e3779b1), 0x85ebca6b) ^ words[at + 2]
  return -1 - ((high >>> 12) * 0x1_0000_0000 + words[at + 3])
}

const MAX_SPARE = 1024

/**
 * Which hosts have facts: all local ones from their first packet, and remote ones that are busy, up to bounds. Most remote
 * hosts have a flow or two; their page is made from the flows that are active (facts-of-flows.ts).
 */
export class DetailBudget {
  readonly limit: number
  readonly remoteLimit: number
  used = 0
  refused = 0
  private usedRemote = 0
  private readonly facts: (HostFacts | undefined)[] = []
  /** Of hosts that left. */
  private readonly spare: HostFacts[] = []

  constructor(maxHosts: number) {
    this.limit = Math.min(maxHosts, 32_768)
    this.remoteLimit = Math.floor(this.limit / 8)
  }

  of(row: number): HostFacts | undefined {
    return row < 0 ? undefined : this.facts[row]
  }

  /** Facts for a host, if the bounds allow; what it counted before shows as "Other". */
  give(row: number, isLocal: boolean, bytesSent: number, bytesReceived: number, flows: number): void {
    if (this.used >= this.limit || (!isLocal && this.usedRemote >= this.remoteLimit)) {
      this.refused++
      return
    }
    while (this.facts.length <= row) this.facts.push(undefined)
    this.used++
    if (!isLocal) this.usedRemote++
    const facts = this.spare.pop() ?? new HostFacts()
    if (flows > 0) facts.startWith(bytesSent, bytesReceived, flows)
    this.facts[row] = facts
  }

  hostLeft(row: number, isLocal: boolean): void {
    const facts = this.facts[row]
    if (!facts) return
    this.facts[row] = undefined
    if (this.spare.length < MAX_SPARE) {
      facts.clear()
      this.spare.push(facts)
    }
    this.used--
    if (!isLocal) this.usedRemote--
  }
}
