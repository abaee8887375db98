// The networks that the user calls local (-m): CIDR or address/netmask, optional "=alias"; IPv4 and IPv6 in one binary trie.
import { formatIp, isIpv4, parseIp } from "./ip-text.ts"

export interface LocalNetwork {
  /** Canonical "10.0.0.0/8". */
  readonly cidr: string
  readonly alias: string | null
  /** Four words; the bits behind the prefix are zero. */
  readonly words: Uint32Array
  /** Of 128: an IPv4 /24 is 120 here. */
  readonly prefixBits: number
}

/** At most this many networks are kept (the trie stays small; group rows are per network). */
export const MAX_LOCAL_NETWORKS = 4096
/** ::ffff:0:0/96 holds the IPv4 addresses. */
const IPV4_PREFIX_BITS = 96

/** Reads one network; null when the text is none. */
export function parseNetwork(text: string): LocalNetwork | null {
  const [spec, alias] = splitAlias(text.trim())
  const slash = spec.indexOf("/")
  const address = slash < 0 ? spec : spec.slice(0, slash)
  const words = new Uint32Array(4)
  if (!parseIp(address, words)) return null
  const ipv4 = isIpv4(words, 0)
  const width = ipv4 ? 32 : 128
  const bits = slash < 0 ? width : prefixBitsOf(spec.slice(slash + 1), ipv4)
  if (bits < 0 || bits > width) return null
  const prefixBits = bits + 128 - width
  maskTo(words, prefixBits)
  return { cidr: `${formatIp(words, 0)}/${bits}`, alias, words, prefixBits }
}

function splitAlias(text: string): [spec: string, alias: string | null] {
  const equals = text.indexOf("=")
  if (equals < 0) return [text, null]
  return [text.slice(0, equals).trim(), text.slice(equals + 1).trim() || null]
}

/** "24" or "255.255.255.0"; -1 when it is neither, or a mask with holes. */
function prefixBitsOf(text: string, ipv4: boolean): number {
  if (/^\d{1,3}$/.test(text)) return Number(text)
  const mask = new Uint32Array(4)
  if (!parseIp(text, mask) || isIpv4(mask, 0) !== ipv4) return -1
  const from = ipv4 ? 96 : 0
  let bits = from
  while (bits < 128 && bitOf(mask, 0, bits) === 1) bits++
  for (let bit = bits; bit < 128; bit++) if (bitOf(mask, 0, bit) === 1) return -1
  return bits - from
}

function maskTo(words: Uint32Array, prefixBits: number): void {
  for (let word = 0; word < 4; word++) {
    const kept = Math.min(32, Math.max(0, prefixBits - 32 * word))
    words[word] = kept === 0 ? 0 : words[word] & (0xffffffff << (32 - kept))
  }
}

/** Longest prefix match without allocation. */
export class NetworkTable {
  readonly networks: readonly LocalNetwork[]
  /** Texts that were no network, and those beyond the bound. */
  readonly refused: readonly string[]
  /** Two links per node; index of the network that ends there, or -1. */
  private readonly link: Int32Array
  private readonly owner: Int32Array
  /** Node of ::ffff:0:0/96, 0 = no IPv4 network. */
  private readonly ipv4Root: number

  constructor(specs: readonly string[]) {
    const networks: LocalNetwork[] = []
    const refused: string[] = []
    const known = new Set<string>()
    for (const spec of specs.flatMap((one) => one.split(",")).filter((one) => one.trim() !== "")) {
      const network = parseNetwork(spec)
      if (!network || networks.length >= MAX_LOCAL_NETWORKS) refused.push(spec)
      else if (!known.has(network.cidr)) {
        known.add(network.cidr)
        networks.push(network)
      }
    }
    this.networks = networks
    this.refused = refused
    const maxNodes = 1 + networks.reduce((sum, one) => sum + one.prefixBits, 0)
    this.link = new Int32Array(2 * maxNodes)
    this.owner = new Int32Array(maxNodes).fill(-1)
    let nodes = 1
    for (const [index, network] of networks.entries()) {
      let node = 0
      for (let bit = 0; bit < network.prefixBits; bit++) {
        const slot = 2 * node + bitOf(network.words, 0, bit)
        if (this.link[slot] === 0) this.link[slot] = nodes++
        node = this.link[slot]
      }
      this.owner[node] = index
    }
    let node = 0
    for (let bit = 0; bit < IPV4_PREFIX_BITS && (bit === 0 || node !== 0); bit++) node = this.link[2 * node + (bit < 80 ? 0 : 1)]
    this.ipv4Root = node
  }

  /** Index into `networks`, or -1. */
  find(words: Uint32Array, at: number): number {
    // Only networks written as IPv4 hold IPv4 addresses: ::/0 means all of IPv6.
    const ipv4 = isIpv4(words, at)
    let node = ipv4 ? this.ipv4Root : 0
    if (ipv4 && node === 0) return -1
    let found = this.owner[node]
    for (let bit = ipv4 ? IPV4_PREFIX_BITS : 0; bit < 128; bit++) {
      node = this.link[2 * node + bitOf(words, at, bit)]
      if (node === 0) return found
      if (this.owner[node] >= 0) found = this.owner[node]
    }
    return found
  }

  /** The all-ones host address of an IPv4 network: a directed broadcast (RFC 919). A /31 or /32 has none (RFC 3021). */
  isDirectedBroadcast(words: Uint32Array, at: number, network: number): boolean {
    if (network < 0 || !isIpv4(words, at)) return false
    const hostBits = 128 - this.networks[network].prefixBits
    if (hostBits < 2 || hostBits > 32) return false
    return hostBits === 32 ? words[at + 3] === 0xffffffff : (words[at + 3] | (0xffffffff << hostBits)) === -1
  }
}

function bitOf(words: Uint32Array, at: number, bit: number): number {
  return (words[at + (bit >> 5)] >>> (31 - (bit & 31))) & 1
}
