// Looks addresses up in a MaxMind DB file by their words, without making text or objects: the search tree is walked here
// (format: https://maxmind.github.io/MaxMind-DB/, "Binary Search Tree Section"), records are decoded once each by mmdb-lib.
import { Reader, type Response } from "mmdb-lib"

const MAX_DEPTH = 128
const IPV4_BITS_IN_IPV6 = 96

export class MmdbTree {
  readonly databaseType: string
  private readonly bytes: Buffer
  private readonly nodes: number
  private readonly recordBytes: number
  private readonly ipVersion: number
  /** Where IPv4 addresses begin in an IPv6 tree: ::/96. */
  private readonly ipv4Root: number
  private readonly reader: Reader<Response>

  /** Throws when it is no MaxMind DB. `bytes` may lie on shared memory. */
  constructor(bytes: Buffer) {
    this.bytes = bytes
    this.reader = new Reader<Response>(bytes)
    const { metadata } = this.reader
    this.databaseType = metadata.databaseType
    this.nodes = metadata.nodeCount
    this.recordBytes = metadata.recordSize / 4 // two records per node: 24 bits each are 6 bytes
    this.ipVersion = metadata.ipVersion
    let root = 0
    if (this.ipVersion === 6) for (let bit = 0; bit < IPV4_BITS_IN_IPV6 && root < this.nodes; bit++) root = this.record(root, 0)
    this.ipv4Root = root
  }

  /** Number of the data record, 0 = the address has none. Words as in the engine: IPv4 is ::ffff:a.b.c.d. */
  find(words: Uint32Array, at: number): number {
    const ipv4 = words[at] === 0 && words[at + 1] === 0 && words[at + 2] === 0xffff
    if (!ipv4 && this.ipVersion === 4) return 0
    let node = ipv4 ? this.ipv4Root : 0
    for (let bit = ipv4 ? IPV4_BITS_IN_IPV6 : 0; bit < MAX_DEPTH && node < this.nodes; bit++)
      node = this.record(node, (words[at + (bit >> 5)] >>> (31 - (bit & 31))) & 1)
    return node > this.nodes ? node : 0
  }

  /** The record that `find` named an address of. Decodes: call once per record. */
  read(address: string): Record<string, unknown> {
    const found: unknown = this.reader.get(address)
    return typeof found === "object" && found !== null ? { ...found } : {}
  }

  private record(node: number, side: number): number {
    const { bytes } = this
    const at = node * this.recordBytes
    if (this.recordBytes === 6) return bytes.readUIntBE(at + 3 * side, 3)
    if (this.recordBytes === 8) return bytes.readUInt32BE(at + 4 * side)
    // 28 bits: the middle byte holds the high four bits of either record.
    return side === 0 ? ((bytes[at + 3] & 0xf0) << 20) | bytes.readUIntBE(at, 3) : bytes.readUInt32BE(at + 3) & 0x0fff_ffff
  }
}
