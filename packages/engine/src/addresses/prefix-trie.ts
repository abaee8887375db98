// Longest prefix match over many prefixes, each perhaps for one port only; IPv4 and IPv6 in one binary trie. No allocation on look-up.
import { isIpv4 } from "./ip-text.ts"
import type { LocalNetwork } from "./networks.ts"

/** ::ffff:0:0/96 holds the IPv4 addresses. */
const IPV4_PREFIX_BITS = 96

export interface PrefixEntry {
  readonly network: LocalNetwork
  /** 0 = any. */
  readonly port: number
}

export class PrefixTrie {
  readonly size: number
  /** Two links per node. */
  private readonly link: Int32Array
  /** First entry that ends at a node, -1 = none; then the others of the same prefix. */
  private readonly first: Int32Array
  private readonly next: Int32Array
  private readonly ports: Uint16Array
  /** Node of ::ffff:0:0/96, 0 = no IPv4 prefix. */
  private readonly ipv4Root: number

  constructor(entries: readonly PrefixEntry[]) {
    this.size = entries.length
    const maxNodes = 1 + entries.reduce((sum, { network }) => sum + network.prefixBits, 0)
    const link = new Int32Array(2 * maxNodes)
    const first = new Int32Array(maxNodes).fill(-1)
    this.next = new Int32Array(entries.length).fill(-1)
    this.ports = Uint16Array.from(entries, ({ port }) => port)
    let nodes = 1
    for (const [index, { network }] of entries.entries()) {
      let node = 0
      for (let bit = 0; bit < network.prefixBits; bit++) {
        const slot = 2 * node + bitOf(network.words, 0, bit)
        if (link[slot] === 0) link[slot] = nodes++
        node = link[slot]
      }
      // The first entry of equals stays in front.
      if (first[node] < 0) first[node] = index
      else {
        let last = first[node]
        while (this.next[last] >= 0) last = this.next[last]
        this.next[last] = index
      }
    }
    this.link = link.slice(0, 2 * nodes)
    this.first = first.slice(0, nodes)
    let node = 0
    for (let bit = 0; bit < IPV4_PREFIX_BITS && (bit === 0 || node !== 0); bit++) node = this.link[2 * node + (bit < 80 ? 0 : 1)]
    this.ipv4Root = node
  }

  /** Index of the longest prefix that holds the address and allows the port, or -1. One for this very port goes before one for any. */
  find(words: Uint32Array, at: number, port: number): number {
    if (this.size === 0) return -1
    // Only prefixes written as IPv4 hold IPv4 addresses: ::/0 means all of IPv6.
    const ipv4 = isIpv4(words, at)
    let node = ipv4 ? this.ipv4Root : 0
    if (ipv4 && node === 0) return -1
    let found = this.fitting(node, port)
    for (let bit = ipv4 ? IPV4_PREFIX_BITS : 0; bit < 128; bit++) {
      node = this.link[2 * node + bitOf(words, at, bit)]
      if (node === 0) return found
      const here = this.fitting(node, port)
      if (here >= 0 && (found < 0 || this.ports[here] !== 0 || this.ports[found] === 0)) found = here
    }
    return found
  }

  private fitting(node: number, port: number): number {
    let anyPort = -1
    for (let index = this.first[node]; index >= 0; index = this.next[index]) {
      if (this.ports[index] === port && port !== 0) return index
      if (this.ports[index] === 0 && anyPort < 0) anyPort = index
    }
    return anyPort
  }
}

function bitOf(words: Uint32Array, at: number, bit: number): number {
  return (words[at + (bit >> 5)] >>> (31 - (bit & 31))) & 1
}
