// Live packets of one interface (or of all: "any") from the kernel's ring, without a copy.
import { BlockColumns } from "../block-columns.ts"
import { acceptAll, type BpfProgram } from "../filter/bpf-program.ts"
import { assertValid, loadFilterCompiler } from "../filter/filter-compiler.ts"
import { PacketFilter } from "../filter/packet-filter.ts"
import { loadLibc, type Libc } from "../native/foreign.ts"
import type { ResolvedOptions } from "../source-options.ts"
import { SourceError, type PacketBlock, type PacketSource, type SourceCounters, type SourceProgress } from "../source.ts"
import { Tally } from "../tally.ts"
import { notPermitted } from "./capture-rights.ts"
import { ARPHRD_LOOPBACK, linkTypeOfHardware, RAW_IP } from "./link-layer.ts"
import { PacketRing, RING_BLOCK_BYTES, SystemCallError } from "./packet-ring.ts"

export const ANY_INTERFACE = "any"

const EPERM = 1
const EACCES = 13
const TP_STATUS_USER = 1
const TP_STATUS_VLAN_VALID = 0x10
const PACKET_OUTGOING = 4
const VLAN_TAG_BYTES = 4
const MAX_SNAPLEN = 262_144
/** poll(2) is told to come back after this long, so that a stop is seen. */
const MAX_KERNEL_WAIT_MS = 50
/** How often the interface itself is looked at, and drop counters are read. */
const CHECK_INTERVAL_MS = 1000

export class RingSource implements PacketSource {
  readonly kind = "live"
  readonly name: string
  ended = false
  #options: ResolvedOptions
  #libc: Libc | null = null
  #ring: PacketRing | null = null
  #tally = new Tally()
  #block = new BlockColumns()
  #program: BpfProgram | null = null
  #filter: PacketFilter | undefined
  #interfaceIndex = 0
  /** Ring block to read next; where in it, when it did not fit into the columns as a whole. */
  #nextBlock = 0
  #packetsLeft = 0
  #packetAt = 0
  /** Ring blocks [#firstHeld, #firstHeld + #heldCount) are with the reader; they go back to the kernel at the next poll. */
  #firstHeld = 0
  #heldCount = 0
  #nextCheckMs = 0
  #problem: string | null = null
  #bytesRead = 0

  constructor(name: string, options: ResolvedOptions) {
    this.name = name
    this.#options = options
  }

  async open(): Promise<void> {
    const libc = await loadLibc()
    this.#libc = libc
    if (this.name !== ANY_INTERFACE) {
      // Binding to index 0 would silently capture everywhere.
      this.#interfaceIndex = libc.ifNameToIndex(this.name)
      if (this.#interfaceIndex === 0) throw new SourceError("interface-not-found", `There is no interface ${this.name}`, "Run netweir interfaces to see the interfaces of this machine.")
    }
    this.#program = await this.#kernelProgram()
    try {
      this.#ring = this.#openRing(libc)
    } catch (cause) {
      if (cause instanceof SystemCallError && (cause.errno === EPERM || cause.errno === EACCES)) throw notPermitted(this.name, cause)
      throw new SourceError("capture-failed", `Capturing on ${this.name} failed: ${cause instanceof Error ? cause.message : String(cause)}`, "Try --capture-with tcpdump, and report this.", { cause })
    }
    this.#nextCheckMs = this.#options.clock.nowMs() + CHECK_INTERVAL_MS
  }

  #openRing(libc: Libc): PacketRing {
    const { promiscuous, direction, ringBytes, fanout } = this.#options
    return PacketRing.open(libc, {
      interfaceIndex: this.#interfaceIndex, ringBytes, program: this.#program, promiscuous,
      // The loopback shows each packet twice, leaving and arriving.
      ignoreOutgoing: direction === "in" || this.name === "lo",
      fanoutGroup: fanout?.group ?? null,
    })
  }

  /** The kernel filters and cuts one interface; on "any" the frames differ in kind and are filtered here. */
  async #kernelProgram(): Promise<BpfProgram | null> {
    const { filter, snaplen } = this.#options
    const keepBytes = snaplen > 0 ? snaplen : MAX_SNAPLEN
    if (filter !== "") {
      const compiler = await loadFilterCompiler()
      assertValid(compiler, filter)
      const program = this.name === ANY_INTERFACE ? null : compiler.compileForInterface(filter, this.name, keepBytes)
      if (program !== null) return program
      this.#filter = new PacketFilter(filter, compiler)
    }
    return snaplen > 0 ? acceptAll(snaplen) : null
  }

  poll(): PacketBlock | null {
    if (this.ended) return null
    const ring = this.#ring ?? this.#reopen()
    if (ring === null) return null
    this.#release(ring)
    this.#check(ring)
    const block = this.#block
    block.count = 0
    block.bytes = ring.bytes
    this.#firstHeld = this.#nextBlock
    while (block.count < block.capacity) {
      const at = this.#nextBlock * RING_BLOCK_BYTES
      if (this.#packetsLeft === 0) {
        // struct tpacket_block_desc:  8 status | 12 packets | 16 offset of the first | 20 bytes
        if ((Atomics.load(ring.words, (at + 8) >>> 2) & TP_STATUS_USER) === 0) break
        this.#packetsLeft = ring.words[(at + 12) >>> 2]
        this.#packetAt = at + ring.words[(at + 16) >>> 2]
        this.#bytesRead += ring.words[(at + 20) >>> 2]
      }
      this.#readPackets(ring, block)
      if (this.#packetsLeft > 0) break // the columns are full: the rest of this ring block comes with the next poll
      this.#heldCount++
      this.#nextBlock = (this.#nextBlock + 1) % ring.blockCount
      if (this.#heldCount * 2 >= ring.blockCount) break // leave the kernel room to write while we read
    }
    if (block.count === 0) return null
    this.#filter?.apply(block, this.#tally)
    this.#tally.delivered += block.count
    return block.count > 0 ? block : null
  }

  /**
   * struct tpacket3_hdr:  0 next | 4 sec | 8 nsec | 12 captured | 16 wire | 20 status | 24 mac (2) | 26 net (2) | 28 hash | 32 VLAN TCI
   * then at 48 struct sockaddr_ll:  50 protocol (2) | 52 index | 56 hardware type (2) | 58 packet type (1)
   */
  #readPackets(ring: PacketRing, block: BlockColumns): void {
    const { words, halfWords, bytes } = ring
    const { capacity, offset, capturedBytes, wireBytes, timestampUs, linkType, vlanTci } = block
    const wantsOut = this.#options.direction === "out"
    let row = block.count
    let at = this.#packetAt
    let left = this.#packetsLeft
    for (; left > 0 && row < capacity; left--) {
      const word = at >>> 2
      const header = at
      at += words[word]
      const hardware = halfWords[(header + 56) >>> 1]
      const isOutgoing = bytes[header + 58] === PACKET_OUTGOING
      // Not counted as filtered: these are the same packets seen from the other side.
      if (wantsOut ? !isOutgoing : isOutgoing && hardware === ARPHRD_LOOPBACK) continue
      let start = halfWords[(header + 24) >>> 1]
      let linkKind = linkTypeOfHardware(hardware)
      let outsideBytes = 0
      if (linkKind < 0) {
        linkKind = RAW_IP
        const network = halfWords[(header + 26) >>> 1]
        outsideBytes = Math.min(network - start, words[word + 3])
        start = network
      }
      offset[row] = header + start
      capturedBytes[row] = words[word + 3] - outsideBytes
      timestampUs[row] = words[word + 1] * 1e6 + Math.floor(words[word + 2] / 1000)
      linkType[row] = linkKind
      const isTagged = (words[word + 5] & TP_STATUS_VLAN_VALID) !== 0
      vlanTci[row] = isTagged ? words[word + 8] & 0xffff : -1
      wireBytes[row] = words[word + 4] - outsideBytes + (isTagged ? VLAN_TAG_BYTES : 0) // the kernel took the tag off
      row++
    }
    block.count = row
    this.#packetAt = at
    this.#packetsLeft = left
  }

  #release(ring: PacketRing): void {
    for (let index = 0; index < this.#heldCount; index++) {
      const held = (this.#firstHeld + index) % ring.blockCount
      Atomics.store(ring.words, (held * RING_BLOCK_BYTES + 8) >>> 2, 0) // TP_STATUS_KERNEL
    }
    this.#heldCount = 0
  }

  /** Once a second: drops, and whether the interface is still there. It may come back under another number. */
  #check(ring: PacketRing): void {
    const nowMs = this.#options.clock.nowMs()
    if (nowMs < this.#nextCheckMs || this.#libc === null) return
    this.#nextCheckMs = nowMs + CHECK_INTERVAL_MS
    this.#countDrops(ring)
    if (this.name === ANY_INTERFACE) return
    const index = this.#libc.ifNameToIndex(this.name)
    if (index === 0) return this.#report(`Interface ${this.name} is gone; waiting for it to come back`)
    if (index !== this.#interfaceIndex) this.#rebind(ring, index)
    else this.#report(interfaceIsUp(this.#libc, this.name) ? null : `Interface ${this.name} is down; capture goes on when it is up again`)
  }

  #rebind(ring: PacketRing, index: number): void {
    try {
      ring.rebind(index, this.#options.promiscuous)
      this.#interfaceIndex = index
      this.#tally.note(`Interface ${this.name} came back; capture goes on`)
      this.#report(null)
    } catch (error) {
      // A socket of a fanout group can't be bound again: a new one is needed, and the rights for it.
      this.#reportReturn(error)
      this.#countDrops(ring)
      this.#ring = null
      void ring.close()
    }
  }

  #reopen(): PacketRing | null {
    const nowMs = this.#options.clock.nowMs()
    if (this.#libc === null || nowMs < this.#nextCheckMs) return null
    this.#nextCheckMs = nowMs + CHECK_INTERVAL_MS
    this.#interfaceIndex = this.#libc.ifNameToIndex(this.name)
    if (this.#interfaceIndex === 0) return null
    try {
      this.#ring = this.#openRing(this.#libc)
    } catch (error) {
      this.#reportReturn(error) // also while another member of the group still holds the old interface
      return null
    }
    this.#nextBlock = 0
    this.#packetsLeft = 0
    this.#heldCount = 0
    this.#tally.note(`Interface ${this.name} came back; capture goes on`)
    this.#report(null)
    return this.#ring
  }

  #reportReturn(error: unknown): void {
    this.#report(`Interface ${this.name} came back, but capture on it failed: ${error instanceof Error ? error.message : String(error)}`)
  }

  #report(problem: string | null): void {
    if (problem !== null && problem !== this.#problem) this.#tally.note(problem)
    this.#problem = problem
  }

  #countDrops(ring: PacketRing): void {
    const before = ring.kernelDrops
    ring.readStatistics()
    this.#tally.drop("kernel-buffer-full", ring.kernelDrops - before)
  }

  async wait(maxWaitMs: number): Promise<void> {
    const ring = this.#ring
    if (this.ended) return
    if (ring === null) return pause(Math.min(maxWaitMs, MAX_KERNEL_WAIT_MS))
    const answer = await ring.wait(Math.min(maxWaitMs, MAX_KERNEL_WAIT_MS))
    if (answer === "error") {
      ring.takeError() // else poll would return at once for ever
      this.#nextCheckMs = 0
      await pause(Math.min(maxWaitMs, MAX_KERNEL_WAIT_MS))
    }
  }

  counters(): SourceCounters {
    if (this.#ring !== null) this.#countDrops(this.#ring)
    return { received: this.#tally.received, filtered: this.#tally.filtered, dropped: this.#tally.dropped }
  }

  progress(): SourceProgress {
    return { bytesRead: this.#bytesRead, bytesTotal: null }
  }

  notes(): readonly string[] {
    return this.#tally.notes
  }

  problem(): string | null {
    return this.#problem
  }

  async close(): Promise<void> {
    this.ended = true
    this.#block.count = 0
    const ring = this.#ring
    if (ring === null) return
    await ring.close()
    this.#countDrops(ring)
    this.#ring = null
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

/** SIOCGIFFLAGS; answers for the network namespace that we are in, which /sys need not. */
function interfaceIsUp(libc: Libc, name: string): boolean {
  const SIOCGIFFLAGS = 0x8913
  const fd = libc.socket(2, 2, 0)
  if (fd < 0) return true
  const request = new Uint8Array(40) // struct ifreq: 16 bytes of name, then the flags
  request.set(new TextEncoder().encode(name).subarray(0, 15))
  const answered = libc.ioctl(fd, SIOCGIFFLAGS, request)
  libc.close(fd)
  return answered !== 0 || (request[16] & 1) !== 0
}
