// The heavier side of a host, for its own page: what it does by what, with whom, on which ports. All local hosts have it
// from their first packet, remote ones when they are busy, up to bounds. Most remote hosts have a flow or two; their page
// is made from the flows that are active (facts-of-flows.ts).
import { PACKET_SIZES } from "../groups/names.ts"
import { ShareLists } from "./share-lists.ts"
import { TopNames } from "./top-names.ts"

export const APPS = 0, CATEGORIES = 1, L4 = 2, DSCP = 3
/** Keys: IP protocol << 16 | port; `extra` is the application key. Ports that the host serves, and those that it uses elsewhere. */
export const SERVER_PORTS = 4, CLIENT_PORTS = 5
/** Key: IP version << 8 | type; counts packets. */
export const ICMP_TYPES = 6
const PEERS = 7
const LISTS = 8
/** Lists are searched entry by entry, so that busy hosts pay for long lists. At most MAX_KEYS (share-lists.ts). */
const listLimits = [32, 32, 12, 16, 16, 16, 16, 24] as const

/** Columns of `tcpFlags`. */
export const SYN_SENT = 0, SYN_ACK_SENT = 1, FIN_SENT = 2, RESET_SENT = 3, SYN_RECEIVED = 4, RESET_RECEIVED = 5
const TCP_FLAGS = 6
export const SIZES = 2 * PACKET_SIZES

const MAX_HOSTS_WITH_FACTS = 32_768
const REMOTE_SHARE = 1 / 8
/** Entries of all lists together: hosts on average have far fewer than their lists may hold. */
const ENTRIES_PER_HOST = 32
const PEERS_PER_HOST = 16

/** Facts are named by a number, -1 = the host has none. */
export class HostFacts {
  readonly limit: number
  readonly remoteLimit: number
  /** Facts that are made for one answer and cleared again. */
  readonly scratch: number
  used = 0
  refused = 0
  /** Packets by size class: sent, then received. */
  readonly sizes: Uint32Array
  readonly tcpFlags: Uint32Array
  readonly shares: ShareLists
  readonly peers: ShareLists
  private usedRemote = 0
  private readonly heads: Uint32Array
  private readonly named: (NamedCounts | undefined)[] = []
  /** Facts plus one by host row. */
  private readonly ofHost: Uint32Array
  private readonly freeFacts: number[] = []
  private high = 0

  constructor(maxHosts: number) {
    this.limit = Math.min(maxHosts, MAX_HOSTS_WITH_FACTS)
    this.remoteLimit = Math.floor(this.limit * REMOTE_SHARE)
    this.scratch = this.limit
    const rows = this.limit + 1
    this.sizes = new Uint32Array(SIZES * rows)
    this.tcpFlags = new Uint32Array(TCP_FLAGS * rows)
    this.heads = new Uint32Array(LISTS * rows)
    this.ofHost = new Uint32Array(maxHosts)
    this.shares = new ShareLists(rows * ENTRIES_PER_HOST)
    this.peers = new ShareLists(rows * PEERS_PER_HOST, true)
  }

  of(row: number): number {
    return row < 0 ? -1 : this.ofHost[row] - 1
  }

  /** Facts for a host, if the bounds allow; what it counted before shows as "Other". */
  give(row: number, isLocal: boolean, bytesSent: number, bytesReceived: number, flows: number): void {
    if (this.used >= this.limit || (!isLocal && this.usedRemote >= this.remoteLimit)) {
      this.refused++
      return
    }
    this.used++
    if (!isLocal) this.usedRemote++
    const facts = this.freeFacts.pop() ?? this.high++
    this.ofHost[row] = facts + 1
    if (flows > 0) this.startWith(facts, bytesSent, bytesReceived, flows)
  }

  hostLeft(row: number, isLocal: boolean): void {
    const facts = this.of(row)
    if (facts < 0) return
    this.clear(facts)
    this.ofHost[row] = 0
    this.freeFacts.push(facts)
    this.used--
    if (!isLocal) this.usedRemote--
  }

  /** Traffic that nobody wrote down. */
  startWith(facts: number, bytesSent: number, bytesReceived: number, flows: number): void {
    if (bytesSent + bytesReceived + flows === 0) return
    for (const list of [APPS, CATEGORIES, L4, DSCP]) this.shares.addOther(this.heads, LISTS * facts + list, bytesSent, bytesReceived, flows)
    this.peers.addOther(this.heads, LISTS * facts + PEERS, bytesSent, bytesReceived, flows)
  }

  clear(facts: number): void {
    for (let list = 0; list < PEERS; list++) this.shares.clear(this.heads, LISTS * facts + list)
    this.peers.clear(this.heads, LISTS * facts + PEERS)
    this.sizes.fill(0, SIZES * facts, SIZES * (facts + 1))
    this.tcpFlags.fill(0, TCP_FLAGS * facts, TCP_FLAGS * (facts + 1))
    if (facts < this.named.length) this.named[facts] = undefined
  }

  add(facts: number, list: number, key: number, sent: number, received: number, flows: number): void {
    this.shares.add(this.heads, LISTS * facts + list, listLimits[list], key, sent, received, flows)
  }

  addPort(facts: number, asServer: boolean, ipProtocol: number, port: number, app: number, sent: number, received: number, flows: number): void {
    const list = asServer ? SERVER_PORTS : CLIENT_PORTS
    const entry = this.shares.add(this.heads, LISTS * facts + list, listLimits[list], (ipProtocol << 16) | port, sent, received, flows)
    if (entry >= 0 && app >= 0) this.shares.setExtra(entry, app)
  }

  addPeer(facts: number, words: Uint32Array, at: number, sent: number, received: number, flows: number): void {
    const { peers } = this
    const entry = peers.add(this.heads, LISTS * facts + PEERS, listLimits[PEERS], peerKey(words, at), sent, received, flows)
    if (entry >= 0) for (let i = 0; i < 4; i++) peers.words[4 * entry + i] = words[at + i]
  }

  countTcpFlag(facts: number, flag: number): void {
    this.tcpFlags[TCP_FLAGS * facts + flag]++
  }
  tcpFlag(facts: number, flag: number): number {
    return this.tcpFlags[TCP_FLAGS * facts + flag]
  }

  /** First entry plus one of a list in `shares`. */
  head(facts: number, list: number): number {
    return this.heads[LISTS * facts + list]
  }
  /** Of the list in `peers`. */
  peerHead(facts: number): number {
    return this.heads[LISTS * facts + PEERS]
  }

  /** Counts of names; made when first asked for. */
  namesOf(facts: number): NamedCounts {
    const known = this.named[facts]
    if (known) return known
    while (this.named.length <= facts) this.named.push(undefined)
    const made = new NamedCounts()
    this.named[facts] = made
    return made
  }
  namesIfAny(facts: number): NamedCounts | undefined {
    return this.named[facts]
  }
}

const MAX_NAMES = 24

/** What dissectors told about a host. */
export class NamedCounts {
  private dnsCounts: DnsCounts | null = null
  private httpCounts: HttpCounts | null = null
  private tlsCounts: TlsCounts | null = null
  private hasshNames: TopNames | null = null

  get dns(): DnsCounts {
    return (this.dnsCounts ??= { queriesSent: 0, queriesReceived: 0, repliesOk: 0, repliesError: 0, names: new TopNames(MAX_NAMES) })
  }
  get http(): HttpCounts {
    return (this.httpCounts ??= { requestsAsClient: 0, requestsAsServer: 0, errors: 0, hosts: new TopNames(MAX_NAMES), userAgents: new TopNames(MAX_NAMES) })
  }
  get tls(): TlsCounts {
    return (this.tlsCounts ??= { names: new TopNames(MAX_NAMES), ja4: new TopNames(MAX_NAMES) })
  }
  get hassh(): TopNames {
    return (this.hasshNames ??= new TopNames(MAX_NAMES))
  }
  /** Null where nothing was counted. */
  seen(): { dns: DnsCounts | null; http: HttpCounts | null; tls: TlsCounts | null; hassh: TopNames | null } {
    return { dns: this.dnsCounts, http: this.httpCounts, tls: this.tlsCounts, hassh: this.hasshNames }
  }
}
interface DnsCounts { queriesSent: number; queriesReceived: number; repliesOk: number; repliesError: number; readonly names: TopNames }
interface HttpCounts { requestsAsClient: number; requestsAsServer: number; errors: number; readonly hosts: TopNames; readonly userAgents: TopNames }
interface TlsCounts { readonly names: TopNames; readonly ja4: TopNames }

/** IPv4: the address. IPv6: 52 bits of the address, negative; two peers of one host sharing them is practically excluded. */
function peerKey(words: Uint32Array, at: number): number {
  if (words[at] === 0 && words[at + 1] === 0 && words[at + 2] === 0xffff) return words[at + 3]
  const high = Math.imul(words[at] ^ Math.imul(words[at + 1], 0x9e3779b1), 0x85ebca6b) ^ words[at + 2]
  return -1 - ((high >>> 12) * 0x1_0000_0000 + words[at + 3])
}
